import { readdir, readFile, stat } from "node:fs/promises"
import { basename, dirname, join, posix, sep } from "node:path"
import type { Source } from "../text/source.ts"
import { PolicyError } from "./policy-error.ts"

/** What a policy is made of, read from disk. */
export interface PolicyFiles {
  /** The folder that paths are relative to. */
  readonly root: string
  /** In order of path; paths are written with `/`. */
  readonly sources: readonly Source[]
  /** Texts of the schema files that imports name, by path from the root. */
  readonly schemas: ReadonlyMap<string, string>
}

const longestFile = 64 * 1024 * 1024
const deepestFolder = 32

/**
 * Reads every `.edict` file under a folder, or one file alone, and the schema files that their imports name.
 *
 * Hidden folders and `node_modules` are passed over. Throws `PolicyError` where there is nothing to read, or a file is
 * no UTF-8 text. A schema file that is not there is left to the check, which knows the line that asks for it.
 */
export async function readPolicyFiles(path: string): Promise<PolicyFiles> {
  const found = await statOf(path)
  if (found === undefined) throw new PolicyError(`there is no \`${path}\``)
  const root = found === "folder" ? path : dirname(path)
  const names = found === "folder" ? await policyNames(root, "", 0) : [basename(path)]
  if (names.length === 0) throw new PolicyError(`there is no \`.edict\` file under \`${path}\``)
  const sources = await Promise.all(
    names.map(async (name) => ({ path: name, text: await readText(join(root, name), name) })),
  )
  return { root, sources, schemas: await readSchemas(root, sources) }
}

async function statOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file"
  } catch {
    return undefined
  }
}

/** Sorted by path, so that the order of the file system never shows. */
async function policyNames(root: string, folder: string, depth: number): Promise<string[]> {
  if (depth > deepestFolder)
    throw new PolicyError(`folders lie more than ${deepestFolder} deep under \`${root}\``)
  const names: string[] = []
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`
    const isPassedOver = entry.name.startsWith(".") || entry.name === "node_modules"
    if (entry.isDirectory() && !isPassedOver) names.push(...(await policyNames(root, name, depth + 1)))
    // Mounted configuration is links to files; a link to a folder could lead in circles.
    const isFile = entry.isFile() || (entry.isSymbolicLink() && (await statOf(join(root, name))) === "file")
    if (isFile && entry.name.endsWith(".edict")) names.push(name)
  }
  return names.sort()
}

async function readText(path: string, name: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new PolicyError(`\`${name}\` cannot be read: ${error.code ?? error.message}`)
  })
  if (bytes.length > longestFile) throw new PolicyError(`\`${name}\` is longer than 64 MB`)
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new PolicyError(`\`${name}\` is no UTF-8 text`)
  }
}

/**
 * The files that may be schemas: whatever a `from "…"` names and is there. This looks at the text only, so a comment
 * may name one too many; the check takes those that an import asks for.
 */
async function readSchemas(root: string, sources: readonly Source[]): Promise<ReadonlyMap<string, string>> {
  const paths = new Set(sources.flatMap((source) => importedPaths(source)))
  const read = await Promise.all(
    [...paths].map(async (path) => {
      const place = join(root, path.split(posix.sep).join(sep))
      if ((await statOf(place)) !== "file") return []
      return [[path, await readText(place, path)] as const]
    }),
  )
  return new Map(read.flat())
}

function importedPaths({ path, text }: Source): readonly string[] {
  return [...text.matchAll(/\bfrom\s*"([^"\\\n]+)"/g)].flatMap(([, reference = ""]) => {
    const file = reference.split("#", 1)[0] ?? ""
    if (!/\.(?:json|ya?ml)$/i.test(file)) return []
    return [posix.normalize(posix.join(posix.dirname(path), file))]
  })
}
