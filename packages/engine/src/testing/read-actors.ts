import type { Span } from "../text/span.ts"
import type { Plan } from "../plan/plan.ts"
import type { RecordType } from "../values/type.ts"
import { readSubject } from "./read-subject.ts"
import type { Actor, Members } from "./test-file.ts"
import { entriesOf, isEmpty, report, reportUnknown, type Entry, type Reading } from "./yaml-reader.ts"

/** Those who call in one file, by name; `anonymous` is always among them. */
export type Actors = ReadonlyMap<string, Members | undefined>

export function readActors(reading: Reading, entry: Entry | undefined, plan: Plan): Actors {
  const actors = new Map<string, Members | undefined>([["anonymous", undefined]])
  if (entry === undefined || isEmpty(reading, entry.value)) return actors
  for (const actor of entriesOf(reading, entry.value, "`actors`") ?? []) {
    if (actor.key === "anonymous" || actor.key === "else")
      report(reading, "E503", actor.at, `no actor can be called \`${actor.key}\``)
    else if (actor.key === "") report(reading, "E503", actor.at, "an actor has no name")
    // One who is not as it should be is known all the same: what else is wrong is told too.
    else actors.set(actor.key, readSubject(reading, actor, plan))
  }
  return actors
}

/** Why a text names nobody, with the names that are known. */
export interface UnknownActor {
  readonly kind: "unknown"
  readonly code: "E504" | "E505"
  readonly message: string
  readonly given: string
  readonly known: readonly string[]
}

/** `sue+mfa-active`: an actor, with members of it set or cleared. */
export function findActor(
  text: string,
  actors: Actors,
  subject: RecordType | undefined,
): { readonly kind: "actor"; readonly actor: Actor } | UnknownActor {
  const known = [...actors.keys()]
  const name = longestStart(text, known)
  if (name === undefined) {
    const message = `there is no actor \`${text}\``
    return { kind: "unknown", code: "E504", message, given: text.split("+", 1)[0] ?? "", known }
  }
  const members = actors.get(name)
  if (members === undefined) {
    if (name === text) return { kind: "actor", actor: { name: text, members } }
    const message = "a caller without credentials has no flags"
    return { kind: "unknown", code: "E505", message, given: text, known: [] }
  }
  const flags = flagsOf(text.slice(name.length), subject)
  if (flags.kind === "unknown") return flags
  return { kind: "actor", actor: { name: text, members: { ...members, ...flags.members } } }
}

/** As `findActor`; undefined, and told, where there is none. */
export function actorOf(
  reading: Reading,
  at: Span,
  text: string,
  actors: Actors,
  subject: RecordType | undefined,
): Actor | undefined {
  const found = findActor(text, actors, subject)
  if (found.kind === "actor") return found.actor
  reportUnknown(reading, found.code, at, found.message, found.given, found.known)
  return undefined
}

function flagsOf(
  text: string,
  subject: RecordType | undefined,
): { readonly kind: "flags"; readonly members: Members } | UnknownActor {
  const known = Object.entries(subject?.members ?? {}).flatMap(([name, { type }]) =>
    type.kind === "bool" ? [name] : [],
  )
  const members: Record<string, boolean> = {}
  for (let rest = text; rest !== "";) {
    const given = rest.slice(1)
    const flag = longestStart(given, known)
    if (flag === undefined)
      return { kind: "unknown", code: "E505", message: `the subject has no flag \`${given}\``, given, known }
    members[flag] = rest.startsWith("+")
    rest = given.slice(flag.length)
  }
  return { kind: "flags", members }
}

/** The longest of the names that a text is, or that stands in it before a `+` or `-`. */
function longestStart(text: string, names: readonly string[]): string | undefined {
  return names
    .filter((name) => text === name || text.startsWith(`${name}+`) || text.startsWith(`${name}-`))
    .sort((one, other) => other.length - one.length)[0]
}
