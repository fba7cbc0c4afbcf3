/** What the bundler puts in: see scripts/build.mjs. Absent where the source runs unbundled, as in tests. */
declare const EDICT_VERSION: string

export const version: string = typeof EDICT_VERSION === "undefined" ? "0.0.0" : EDICT_VERSION
