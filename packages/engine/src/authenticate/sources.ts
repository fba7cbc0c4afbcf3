import { readFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { problem, started, type Started, type ValueSource } from "./verifier.ts"

/** Where environment variables and files are looked up. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder that policy files are named from. */
  readonly folder: string
}

/** Reads a secret or a key set once, at start. What is absent stops the start: an empty key set would refuse everybody. */
export async function readSource(source: ValueSource, surroundings: Surroundings): Promise<Started<string>> {
  if (source.kind === "text") return started(source.text)
  if (source.kind === "environment") {
    const text = surroundings.environment[source.variable]
    if (text === undefined || text.trim() === "") {
      return problem(`environment variable \`${source.variable}\` is not set`)
    }
    return started(text)
  }
  const path = resolve(surroundings.folder, dirname(source.from), source.path)
  try {
    return started(await readFile(path, "utf8"))
  } catch {
    return problem(`file \`${source.path}\` cannot be read`)
  }
}
