/** What the bundler puts in: see scripts/build.mjs. Absent where the source runs unbundled, as in tests. */
declare const EDICT_PAGES: Readonly<Record<string, string>>

/** Pages of docs/diagnostics by code, and of docs/rules by name. */
export const pages: Readonly<Record<string, string>> = typeof EDICT_PAGES === "undefined" ? {} : EDICT_PAGES
