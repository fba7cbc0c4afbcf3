/** What the bundler puts in: see scripts/build.mjs. Absent where the source runs unbundled, as in tests. */
declare const EDICT_PAGES: string

/** Pages of docs/diagnostics by code, and of docs/rules by name. */
export const pages: Readonly<Record<string, string>> =
  typeof EDICT_PAGES === "undefined" ? {} : (JSON.parse(EDICT_PAGES) as Record<string, string>)
