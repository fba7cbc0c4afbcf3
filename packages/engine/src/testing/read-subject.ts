import type { Diagnostic } from "../diagnostics/diagnostic.ts"
import type { Plan } from "../plan/plan.ts"
import { coerce } from "../values/coerce.ts"
import type { RecordType, Type } from "../values/type.ts"
import { typeText } from "../values/type-text.ts"
import type { Members } from "./test-file.ts"
import {
  elementsOf,
  entriesOf,
  isEmpty,
  placeOf,
  report,
  reportUnknown,
  spanAt,
  startReading,
  valueOf,
  type Entry,
  type Reading,
} from "./yaml-reader.ts"

/**
 * Reads an actor as the subject that it would be: with every member that each caller has, none that the policy does not declare, all
 * of their types, and roles that somebody can be given. What is otherwise is told: a test would pass, and show nothing.
 */
export function readSubject(reading: Reading, actor: Entry, plan: Plan): Members {
  const entries = entriesOf(reading, actor.value, `\`${actor.key}\``)
  if (entries === undefined) return {}
  const roles = entries.find(({ key }) => key === "roles")
  if (roles !== undefined) checkRoles(reading, roles, plan)
  const own = entries.filter((entry) => entry !== roles)
  checkMembers(reading, actor, own, plan.subject)
  return Object.fromEntries(entries.map(({ key, value }) => [key, valueOf(reading, value)]))
}

/** What is wrong with a subject that is given as JSON, by the rules for actors; that members are missing may be what is asked about. */
export function subjectFaults(subject: object, name: string, plan: Plan): readonly Diagnostic[] {
  const reading = startReading({ path: name, text: JSON.stringify(subject) })
  const value = reading.document.contents
  if (reading.found.length === 0) readSubject(reading, { key: name, at: spanAt(reading, value), value }, plan)
  return reading.found.filter(({ code }) => code !== "E511")
}

function checkRoles(reading: Reading, roles: Entry, { roles: declared }: Plan): void {
  const assignable = declared.filter((role) => role.of === undefined && role.when === undefined)
  const names = assignable.flatMap(({ name, aliases }) => [name, ...aliases])
  for (const node of elementsOf(reading, roles.value, "`roles`") ?? []) {
    const name = valueOf(reading, node)
    const at = spanAt(reading, node)
    if (typeof name !== "string") report(reading, "E503", at, "a role is no text")
    else if (declared.some((role) => role.name === name && !assignable.includes(role)))
      report(reading, "E513", at, `nobody is given \`${name}\`: its condition says who has it`)
    else if (!names.includes(name))
      reportUnknown(reading, "E513", at, `the policy has no role \`${name}\``, name, names)
  }
}

function checkMembers(
  reading: Reading,
  actor: Entry,
  own: readonly Entry[],
  { members = {} }: RecordType,
): void {
  const declared = Object.entries(members)
  for (const entry of own) {
    const { key, at } = entry
    const type = declared.find(([name]) => name === key)?.[1].type
    const known = [...Object.keys(members), "roles"]
    if (type === undefined)
      reportUnknown(reading, "E510", at, `the subject has no member \`${key}\``, key, known)
    else if (!isEmpty(reading, entry.value)) checkType(reading, entry, type)
  }
  for (const [name, { optional, default: otherwise }] of declared) {
    if (optional || otherwise !== undefined) continue
    const given = own.find(({ key }) => key === name)
    if (given !== undefined && !isEmpty(reading, given.value)) continue
    report(reading, "E511", actor.at, `\`${actor.key}\` has no \`${name}\`, and every caller has one`, {
      help: "`?` behind a member's name in the policy makes it optional",
    })
  }
}

function checkType(reading: Reading, entry: Entry, type: Type): void {
  const value = valueOf(reading, entry.value)
  if (entry.key === "id" && value === "") {
    report(reading, "E512", placeOf(reading, entry), "an empty `id` names nobody")
    return
  }
  if (!isOf(value, type))
    report(reading, "E512", placeOf(reading, entry), `\`${entry.key}\` is no ${typeText(type)}`)
}

/** Elements are read when conditions ask for them; one of another type would be passed over in silence. */
function isOf(value: unknown, type: Type): boolean {
  if (coerce(value, type) === undefined) return false
  if (type.kind !== "set" && type.kind !== "list") return true
  return Array.isArray(value) && value.every((element) => isOf(element, type.element))
}
