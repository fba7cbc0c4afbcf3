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

/**
 * Reads what an option names, once, at start. What is absent or empty stops the start: nothing that a caller brings could
 * be checked against it.
 */
export async function readSource(
  option: "issuer" | "audience" | "keys",
  source: ValueSource,
  surroundings: Surroundings,
): Promise<Started<string>> {
  const text = await textOf(source, surroundings)
  const name = nameOf(source)
  if (text === undefined) {
    return problem(`\`${option}\`: ${name} ${source.kind === "file" ? "cannot be read" : "is not set"}`)
  }
  return text.trim() === "" ? problem(`\`${option}\`: ${name} is empty`) : started(text)
}

function nameOf(source: ValueSource): string {
  switch (source.kind) {
    case "text":
      return "its text"
    case "environment":
      return `environment variable \`${source.variable}\``
    case "file":
      return `file \`${source.path}\``
  }
}

async function textOf(
  source: ValueSource,
  { environment, folder }: Surroundings,
): Promise<string | undefined> {
  switch (source.kind) {
    case "text":
      return source.text
    case "environment":
      return environment[source.variable]
    case "file":
      return readFile(pathOf(source, folder), "utf8").catch(() => undefined)
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
