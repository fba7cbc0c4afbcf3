import { readdir, readFile, stat } from "node:fs/promises"
import { join, relative, resolve, sep } from "node:path"
import type { Source } from "@edict/engine"
import { Failure } from "../exit.ts"
import type { Terminal } from "../terminal.ts"

/** A file of tests: where it is, and its text under the path by which the reader knows it. */
export interface FoundFile {
  readonly path: string
  readonly source: Source
}

export const isTestFile = (name: string): boolean => /\.test\.ya?ml$/.test(name)

/** The files of tests that paths name, or that lie under the folders that they name; each once, by name. */
export async function findTestFiles(
  paths: readonly string[],
  terminal: Terminal,
): Promise<readonly FoundFile[]> {
  const found = new Set<string>()
  for (const given of paths) {
    const path = resolve(terminal.cwd, given)
    const kind = await stat(path).catch(() => undefined)
    if (kind === undefined) throw new Failure(`there is no \`${given}\``)
    if (kind.isDirectory()) for (const name of await filesUnder(path)) found.add(name)
    else if (isTestFile(path)) found.add(path)
    else if (path.endsWith(".edict"))
      for (const name of await filesUnder(resolve(path, ".."))) found.add(name)
    else throw new Failure(`\`${given}\` is no file of tests`, { hint: "they are called NAME.test.yaml" })
  }
  return Promise.all([...found].sort().map((path) => readTestFile(path, terminal)))
}

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const nested = await Promise.all(
    entries.map(async (entry): Promise<readonly string[]> => {
      if (entry.name.startsWith(".") || entry.name === "node_modules") return []
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesUnder(path)
      return isTestFile(entry.name) ? [path] : []
    }),
  )
  return nested.flat()
}

/** As it is now. */
export async function readTestFile(path: string, { cwd }: Terminal): Promise<FoundFile> {
  const shown = relative(cwd, path).split(sep).join("/")
  try {
    return { path, source: { path: shown, text: await readFile(path, "utf8") } }
  } catch (error) {
    throw new Failure(
      `\`${shown}\` cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown reason"}`,
    )
  }
}
