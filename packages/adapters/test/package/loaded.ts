import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { must } from "./run.ts"

/** Notes each file that is loaded: modules by a hook on their thread, CommonJS by its cache at the end. */
const hooks = `
import { appendFileSync } from "node:fs"
let list
export const initialize = (file) => { list = file }
export const load = (url, context, next) => { appendFileSync(list, url + "\\n"); return next(url, context) }
`
const preload = `
import { appendFileSync } from "node:fs"
import { createRequire, register } from "node:module"
const { cache } = createRequire(import.meta.url)
register("./hooks.mjs", import.meta.url, { data: process.env.LOADED })
process.on("exit", () => appendFileSync(process.env.LOADED, Object.keys(cache).map((file) => file + "\\n").join("")))
`

/** Runs a module in a folder of its own process; the packages of which anything was loaded, by name. */
export async function packagesLoaded(folder: string, name: string, text: string): Promise<readonly string[]> {
  const list = join(folder, `${name}.loaded`)
  await writeFile(join(folder, "hooks.mjs"), hooks)
  await writeFile(join(folder, "preload.mjs"), preload)
  await writeFile(join(folder, `${name}.mjs`), text)
  await must([process.execPath, "--import", "./preload.mjs", `${name}.mjs`], {
    cwd: folder,
    environment: { LOADED: list },
  })
  const files = (await readFile(list, "utf8")).split("\n")
  const found = files.flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [])
  return [...new Set(found)].sort()
}
