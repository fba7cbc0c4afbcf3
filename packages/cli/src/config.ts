import { readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { nearest } from "@edict/engine"
import { parse } from "yaml"
import { Failure } from "./exit.ts"

/** What `edict.config.yaml` says. Paths in it are relative to its folder. */
export interface Config {
  /** Where it was found. */
  readonly path: string | undefined
  /** Policies, as absolute paths: those that a command takes when it is given none. */
  readonly policies: readonly string[]
  /** Severities of lint rules, as they are written. */
  readonly rules: Readonly<Record<string, unknown>>
}

const fileName = "edict.config.yaml"
const keys = ["policies", "lint"] as const

/** The nearest configuration, in this folder or one above it; an empty one where there is none. */
export function readConfig(cwd: string): Config {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, fileName)
    const text = read(path)
    if (text !== undefined) return parseConfig(path, text)
    if (folder === dirname(folder)) return { path: undefined, policies: [], rules: {} }
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "ENOTDIR") return undefined
    throw new Failure(`\`${path}\` cannot be read: ${code ?? "unknown reason"}`)
  }
}

function parseConfig(path: string, text: string): Config {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error)
    throw new Failure(`\`${path}\` is no YAML: ${message}`)
  }
  if (value === null || value === undefined) return { path, policies: [], rules: {} }
  if (!isMapping(value)) throw new Failure(`\`${path}\` holds no keys`)
  const { policies, lint } = withKeys(value, keys, `\`${path}\``)
  return { path, policies: policiesOf(path, policies), rules: rulesOf(path, lint) }
}

/** What is misspelt is never passed over. */
function withKeys<Key extends string>(
  value: object,
  known: readonly Key[],
  where: string,
): { readonly [name in Key]?: unknown } {
  for (const key of Object.keys(value)) {
    if ((known as readonly string[]).includes(key)) continue
    const meant = nearest(key, known)
    throw new Failure(`${where} has an unknown key \`${key}\``, {
      hint: meant === undefined ? `keys are ${known.join(", ")}` : `did you mean \`${meant}\`?`,
    })
  }
  return value
}

function rulesOf(path: string, written: unknown): Config["rules"] {
  if (written === undefined || written === null) return {}
  const where = `\`lint\` in \`${path}\``
  if (!isMapping(written)) throw new Failure(`${where} holds no keys`)
  const { rules } = withKeys(written, ["rules"], where)
  if (rules === undefined || rules === null) return {}
  if (!isMapping(rules)) throw new Failure(`\`lint.rules\` in \`${path}\` holds no names of rules`)
  return rules
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function policiesOf(path: string, written: unknown): readonly string[] {
  if (written === undefined || written === null) return []
  const list: readonly unknown[] = Array.isArray(written) ? written : [written]
  return list.map((policy) => {
    if (typeof policy === "string" && policy !== "") return resolve(dirname(path), policy)
    throw new Failure(`\`policies\` in \`${path}\` is no list of paths`)
  })
}
