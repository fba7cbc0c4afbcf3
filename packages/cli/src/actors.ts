import { readdir, readFile } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { type CompiledPolicy, nearest } from "@edict/engine"
import { parse } from "yaml"
import { Failure } from "./exit.ts"

type Members = Readonly<Record<string, unknown>>

/** What explaining takes from files of tests: who may call, and what there is to load. */
export interface TestWorld {
  /** Files that were read, by the names by which the reader knows them. */
  readonly files: readonly string[]
  readonly actors: ReadonlyMap<string, Members>
  /** By the name that is loaded, then by key. */
  readonly data: Members
  /** The time of the tests. */
  readonly now: string | undefined
}

/** Reads the files of tests beside a policy (`*.test.yaml`) that are about it; of what stands in several, the first by name. */
export async function readTestWorld(policyPath: string, isFolder: boolean): Promise<TestWorld> {
  const folder = isFolder ? policyPath : dirname(policyPath)
  const names = (await readdir(folder)).filter((name) => /\.test\.ya?ml$/.test(name)).sort()
  const actors = new Map<string, Members>()
  const files: string[] = []
  const data: Record<string, unknown> = Object.create(null)
  let now: string | undefined
  for (const name of names) {
    const file = await readTestFile(join(folder, name))
    if (!isAbout(file["policy"], folder, policyPath)) continue
    files.push(name)
    for (const [actor, members] of entriesOf(file["actors"]))
      if (!actors.has(actor)) actors.set(actor, membersOf(members))
    for (const [thing, rows] of entriesOf(file["data"]))
      data[thing] = { ...membersOf(rows), ...membersOf(data[thing]) }
    now ??= timeOf(file["now"])
  }
  return { files, actors, data, now }
}

async function readTestFile(path: string): Promise<Members> {
  try {
    return membersOf(parse(await readFile(path, "utf8"), { merge: true }))
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error)
    throw new Failure(`\`${basename(path)}\` is no YAML: ${message}`)
  }
}

/** A file that names no policy is about the one that it lies beside. */
function isAbout(policy: unknown, folder: string, policyPath: string): boolean {
  return typeof policy !== "string" || [policyPath, folder].includes(resolve(folder, policy))
}

function timeOf(now: unknown): string | undefined {
  return now instanceof Date ? now.toISOString() : typeof now === "string" ? now : undefined
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {}
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries(membersOf(value))

/** `sue+mfa-active`: an actor, with members of it set or cleared. Undefined: a caller without credentials. */
export function actorOf(text: string, world: TestWorld, { plan }: CompiledPolicy): Members | undefined {
  if (text === "anonymous") return undefined
  const names = [...world.actors.keys()].filter(
    (name) => text === name || text.startsWith(`${name}+`) || text.startsWith(`${name}-`),
  )
  const name = names.sort((one, other) => other.length - one.length)[0]
  const actor = name === undefined ? undefined : world.actors.get(name)
  if (name === undefined || actor === undefined) throw unknownActor(text, world)
  const flags = Object.entries(plan.subject.members ?? {}).flatMap(([member, { type }]) =>
    type.kind === "bool" ? [member] : [],
  )
  return { ...actor, ...flagsOf(text.slice(name.length), flags) }
}

function flagsOf(text: string, known: readonly string[]): Members {
  const flags: Record<string, boolean> = {}
  let rest = text
  while (rest !== "") {
    const sign = rest[0]
    const begun = rest.slice(1)
    const flag = known
      .filter((name) => begun === name || begun.startsWith(`${name}+`) || begun.startsWith(`${name}-`))
      .sort((one, other) => other.length - one.length)[0]
    if (flag === undefined) throw unknownFlag(begun, known)
    flags[flag] = sign === "+"
    rest = begun.slice(flag.length)
  }
  return flags
}

function unknownFlag(begun: string, known: readonly string[]): Failure {
  const meant = nearest(begun, known)
  const hint = meant ?? (known.length === 0 ? undefined : known.join("`, `"))
  return new Failure(`the subject has no flag \`${begun}\``, {
    hint:
      hint === undefined
        ? "only members that are declared as bool are flags"
        : meant === undefined
          ? `its flags are \`${hint}\``
          : `did you mean \`${hint}\`?`,
  })
}

function unknownActor(text: string, { actors, files }: TestWorld): Failure {
  if (files.length === 0)
    return new Failure(`there is no actor \`${text}\`: no file of tests lies beside the policy`, {
      hint: 'write the subject as JSON, such as --as \'{"id":"u1","roles":["customer"]}\'',
    })
  const known = [...actors.keys(), "anonymous"]
  const meant = nearest(text.split("+", 1)[0] ?? "", known)
  return new Failure(`there is no actor \`${text}\` in ${files.map((file) => `\`${file}\``).join(", ")}`, {
    hint: meant === undefined ? `the actors are ${known.join(", ")}` : `did you mean \`${meant}\`?`,
  })
}
