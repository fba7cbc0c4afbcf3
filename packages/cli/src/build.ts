/** What the bundler puts in: see scripts/build.mjs. Absent where the source runs unbundled, as in tests. */
declare const EDICT_BUILD: { readonly version: string; readonly pages: Readonly<Record<string, string>> }

const built = typeof EDICT_BUILD === "undefined" ? { version: "0.0.0", pages: {} } : EDICT_BUILD

export const version: string = built.version

/** Pages of docs/diagnostics by code, and of docs/rules by name. */
export const pages: Readonly<Record<string, string>> = built.pages
