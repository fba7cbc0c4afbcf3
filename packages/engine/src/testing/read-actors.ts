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

/** `sue+mfa-active`: an actor, with members of it set or cleared. Undefined, and told, where there is none. */
export function actorOf(
  reading: Reading,
  at: Span,
  text: string,
  actors: Actors,
  subject: RecordType | undefined,
): Actor | undefined {
  const name = longestStart(text, [...actors.keys()])
  if (name === undefined) {
    const known = [...actors.keys()]
    reportUnknown(reading, "E504", at, `there is no actor \`${text}\``, text.split("+", 1)[0] ?? "", known)
    return undefined
  }
  const members = actors.get(name)
  if (members === undefined) {
    if (name === text) return { name: text, members }
    report(reading, "E505", at, "a caller without credentials has no flags")
    return undefined
  }
  const flags = flagsOf(reading, at, text.slice(name.length), subject)
  return flags && { name: text, members: { ...members, ...flags } }
}

function flagsOf(
  reading: Reading,
  at: Span,
  text: string,
  subject: RecordType | undefined,
): Members | undefined {
  const known = Object.entries(subject?.members ?? {}).flatMap(([name, { type }]) =>
    type.kind === "bool" ? [name] : [],
  )
  const flags: Record<string, boolean> = {}
  for (let rest = text; rest !== "";) {
    const flag = longestStart(rest.slice(1), known)
    if (flag === undefined) {
      const given = rest.slice(1)
      reportUnknown(reading, "E505", at, `the subject has no flag \`${given}\``, given, known)
      return undefined
    }
    flags[flag] = rest.startsWith("+")
    rest = rest.slice(1 + flag.length)
  }
  return flags
}

/** The longest of the names that a text is, or that stands in it before a `+` or `-`. */
function longestStart(text: string, names: readonly string[]): string | undefined {
  return names
    .filter((name) => text === name || text.startsWith(`${name}+`) || text.startsWith(`${name}-`))
    .sort((one, other) => other.length - one.length)[0]
}
