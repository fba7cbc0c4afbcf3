import { readdir, stat } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { type CompiledPolicy, nearest, renderHuman, type Request } from "@edict/engine"
import type { TestWorld, UnknownActor } from "@edict/engine/testing"
import { Failure } from "./exit.ts"
import { parseJson } from "./request-flags.ts"
import { colorsOf, type Terminal } from "./terminal.ts"
import { isTestFile, readTestFile } from "./testing/find-files.ts"

/** The world of the tests beside a policy; undefined where none are about it. */
export interface FoundWorld extends TestWorld {
  /** Files that were read, by the names by which the reader knows them. */
  readonly files: readonly string[]
}

/** Reads the files of tests beside a policy (`NAME.test.yaml`) that are about it, and tells what is wrong with them. */
export async function findTestWorld(
  path: string,
  { plan }: CompiledPolicy,
  terminal: Terminal,
): Promise<FoundWorld | undefined> {
  const policyPath = resolve(terminal.cwd, path)
  const folder = (await stat(policyPath)).isDirectory() ? policyPath : dirname(policyPath)
  const names = (await readdir(folder)).filter(isTestFile).sort()
  if (names.length === 0) return undefined
  const { readTestWorld, testedPolicy } = await import("@edict/engine/testing")
  const found = await Promise.all(names.map((name) => readTestFile(join(folder, name), terminal)))
  // A file that names no policy is about the one that it lies beside.
  const sources = found
    .map(({ source }) => source)
    .filter((source) => [policyPath, folder].includes(resolve(folder, testedPolicy(source))))
  if (sources.length === 0) return undefined
  const { world, diagnostics } = readTestWorld(sources, plan)
  const files = sources.map((source) => source.path)
  if (diagnostics.length === 0) return { ...world, files }
  terminal.errors.write(renderHuman(diagnostics, { sources, color: colorsOf(terminal, "errors") }))
  const faulty = files.filter((file) => diagnostics.some(({ span }) => span.file === file))
  throw new Failure(`${quoted(faulty)} cannot be used: nothing is explained by it`)
}

const quoted = (files: readonly string[]): string => files.map((file) => `\`${file}\``).join(", ")

/** The caller that `--as` says: an actor of the tests, or a subject as JSON. */
export async function callerOf(
  as: string | undefined,
  world: FoundWorld | undefined,
  policy: CompiledPolicy,
): Promise<Pick<Request, "subject">> {
  if (as === undefined) return {}
  if (/^\s*[{["]/.test(as)) return { subject: await subjectOf(as, policy) }
  const { findActor } = await import("@edict/engine/testing")
  const actors = world?.actors ?? new Map([["anonymous", undefined]])
  const found = findActor(as, actors, policy.plan.subject)
  if (found.kind === "unknown") throw unknown(found, world)
  return { subject: found.actor.members }
}

const asJson = 'such as --as \'{"id":"u1","roles":["customer"]}\''

async function subjectOf(text: string, { plan }: CompiledPolicy): Promise<NonNullable<Request["subject"]>> {
  const subject = parseJson(text, "--as", asJson)
  if (typeof subject !== "object" || subject === null || Array.isArray(subject))
    throw new Failure("`subject` is no object")
  const { subjectFaults } = await import("@edict/engine/testing")
  const [fault] = subjectFaults(subject, "--as", plan)
  if (fault !== undefined)
    throw new Failure(`--as: ${fault.message}`, { hint: fault.labels[0]?.text ?? fault.help })
  return subject as NonNullable<Request["subject"]>
}

function unknown({ code, message, given, known }: UnknownActor, world: FoundWorld | undefined): Failure {
  if (code === "E504" && world === undefined)
    return new Failure(`${message}: no file of tests lies beside the policy`, {
      hint: `write the subject as JSON, ${asJson}`,
    })
  const where = code === "E504" ? ` in ${quoted(world?.files ?? [])}` : ""
  return new Failure(`${message}${where}`, { hint: hintOf(given, known) })
}

/** The name that was probably meant, else those that there are. */
export function hintOf(given: string, known: readonly string[]): string | undefined {
  const meant = nearest(given, known)
  if (meant !== undefined) return `did you mean \`${meant}\`?`
  return known.length === 0 ? undefined : `there are ${known.join(", ")}`
}
