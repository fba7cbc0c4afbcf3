import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { readPolicyFiles, type PolicyFiles } from "./folder.ts"

/** A policy folder as it was at one moment. */
export interface FolderState {
  /** The files, or why they cannot be read. */
  readonly files: PolicyFiles | Error
  /** Equal for equal files. */
  readonly mark: string
}

export async function readState(path: string): Promise<FolderState> {
  try {
    const files = await readPolicyFiles(path)
    return { files, mark: markOf([files.sources, [...files.schemas]]) }
  } catch (error) {
    const reason = error instanceof Error ? error : new Error(String(error))
    return { files: reason, mark: markOf([reason.message]) }
  }
}

/** Where what a policy was made of lies. */
export function placesOf(path: string, { files }: FolderState): readonly string[] {
  return files instanceof Error
    ? [path]
    : [path, ...[...files.schemas.keys()].map((name) => join(files.root, name))]
}

/** Equal for equal files; one that cannot be read is a state too. */
export async function markFiles(paths: readonly string[]): Promise<string> {
  const texts = paths.map((path) =>
    readFile(path, "base64").catch((error: NodeJS.ErrnoException) => ({ code: error.code })),
  )
  return markOf(await Promise.all(texts))
}

function markOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64")
}
