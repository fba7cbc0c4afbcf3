import { readFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import type { Plan } from "../plan/plan.ts"
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
  try {
    return started(await readFile(pathOf(source, surroundings.folder), "utf8"))
  } catch {
    return problem(`file \`${source.path}\` cannot be read`)
  }
}

function pathOf({ from, path }: Extract<ValueSource, { kind: "file" }>, folder: string): string {
  return resolve(folder, dirname(from), path)
}

/** The files that authenticators read their keys and names from. */
export function sourceFiles({ authenticators }: Plan, folder: string): readonly string[] {
  const sources = authenticators.flatMap((one) => {
    if (one.kind === "jwt") return [one.keys, one.issuer, ...one.audiences]
    return one.kind === "apikey" ? [one.keys] : []
  })
  return sources.flatMap((source) => (source.kind === "file" ? [pathOf(source, folder)] : []))
}
