import { readFile, stat } from "node:fs/promises"
import { basename, dirname, join, posix, sep } from "node:path"
import type { Source } from "../text/source.ts"
import { PolicyError } from "./policy-error.ts"
import { policyNames } from "./policy-names.ts"

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

/**
 * Reads every `.edict` file under a folder, or one file alone, and the schema files that their imports name.
 *
 * Links are followed, hidden folders and `node_modules` left out. Throws `PolicyError` where there is nothing to read, a
 * file is no UTF-8 text, or something cannot be read that may be a part of the policy. A schema file that is not there
 * is left to the check, which knows the line that asks for it.
 */
export async function readPolicyFiles(path: string): Promise<PolicyFiles> {
  const found = await statOf(path)
  if (found === undefined) throw new PolicyError(`there is no \`${path}\``)
  const root = found === "folder" ? path : dirname(path)
  const names = found === "folder" ? await policyNames(root) : [basename(path)]
  if (names.length === 0) throw new PolicyError(`there is no \`.edict\` file under \`${path}\``)
  const sources = await Promise.all(
    names.map(async (name) => ({ path: name, text: await readText(join(root, name), name) })),
  )
  return { root, sources, schemas: await readSchemas(root, sources) }
}

async function statOf(path: string): Promise<"file" | "folder" | "other" | undefined> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return "folder"
    return found.isFile() ? "file" : "other"
  } catch {
    return undefined
  }
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
