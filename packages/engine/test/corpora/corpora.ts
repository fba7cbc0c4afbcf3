import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"

const folder = process.env["EDICT_CORPORA"]

/** Real data to measure with. Where `EDICT_CORPORA` names it, its absence fails; else the tests that need it are not registered. */
export const hasCorpora: boolean = folder !== undefined

/** The text of a file of the corpora; `.gz` is taken off. */
export function corpus(path: string): string {
  if (folder === undefined) throw new Error("EDICT_CORPORA names no folder")
  const bytes = readFileSync(join(folder, path))
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8")
}

/** A request path that fits a template of an OpenAPI document, every parameter filled with a value of its own. */
export function pathFor(template: string): string {
  let count = 0
  const filled = template.replaceAll(/\{[^}]*\}/g, () => `p${++count}`)
  return encodeURI(filled)
}
