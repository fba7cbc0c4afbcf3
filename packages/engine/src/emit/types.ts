import type { Declared } from "../model/policy.ts"
import type { Plan } from "../plan/plan.ts"
import type { Member, RecordType, Type } from "../values/type.ts"
import { stringLiteral } from "./literal.ts"

/**
 * What a policy says of its callers, things and routes, as declarations of TypeScript: `Subject`, `Actor`, `Role`,
 * `Resources`, `RouteId`, `RouteName`, `PolicyTypes`, and one for each named record.
 *
 * Types, not interfaces: only these fit where any object is asked for.
 */
export function typesOf({ declared, plan }: { readonly declared: Declared; readonly plan: Plan }): string {
  const naming: Naming = { names: new Map(), taken: new Set(ownNames), waiting: [] }
  const { subject, actor, resources } = declared
  const roles = plan.roles.flatMap((role) => (role.of || role.when ? [] : [role.name, ...role.aliases]))
  const names = plan.routes.flatMap(({ name }) => name ?? [])
  const lines = [
    declare("Role", unionOf(roles), "What a caller may be assigned."),
    declare("Subject", membersOf(subject, naming, ["roles?: readonly Role[]"]), "Who calls."),
    declare(
      "Actor",
      actor ? membersOf(actor, naming) : "Readonly<Record<string, unknown>>",
      "On whose behalf.",
    ),
    declare("Resources", resourcesOf(resources, naming), "What the policy loads."),
    declare("RouteId", unionOf(plan.routes.map(({ id }) => id)), "Verb and template."),
    declare("RouteName", unionOf(names), "What `as` names."),
    declare(
      "PolicyTypes",
      block([
        "subject: Subject",
        "actor: Actor",
        "resources: Resources",
        "route: RouteId",
        "name: RouteName",
      ]),
      undefined,
    ),
  ]
  const named: string[] = []
  // A type may name others, which are then waiting too.
  for (let next = naming.waiting.shift(); next; next = naming.waiting.shift())
    named.push(declare(next.name, membersOf(next.type, naming), undefined))
  return [...named, ...lines].join("\n")
}

/** What a declaration file has of its own, and what it takes from TypeScript. */
const ownNames = [
  "Role",
  "Subject",
  "Actor",
  "Resources",
  "RouteId",
  "RouteName",
  "PolicyTypes",
  "BuiltPolicy",
  "Readonly",
  "Record",
  "Date",
]

interface Naming {
  readonly names: Map<RecordType, string>
  readonly taken: Set<string>
  readonly waiting: { readonly name: string; readonly type: RecordType }[]
}

function declare(name: string, type: string, documentation: string | undefined): string {
  const comment = documentation === undefined ? "" : `/** ${documentation} */\n`
  return `${comment}export type ${name} =${type.startsWith("\n") ? "" : " "}${type}\n`
}

function unionOf(texts: readonly string[]): string {
  const literals = [...new Set(texts)].sort().map(stringLiteral)
  if (literals.length === 0) return "never"
  return literals.length === 1 ? literals[0]! : literals.map((literal) => `\n  | ${literal}`).join("")
}

function resourcesOf(resources: Declared["resources"], naming: Naming): string {
  const byName = new Map<string, Set<string>>()
  for (const { name, type } of resources)
    byName.set(name, (byName.get(name) ?? new Set()).add(typeOf(type, naming)))
  return block(
    [...byName].map(([name, types]) => `${keyOf(name)}?: ${[...types].join(" | ")} | null | undefined`),
  )
}

function membersOf({ members = {} }: RecordType, naming: Naming, more: readonly string[] = []): string {
  return block([...Object.entries(members).map(([name, member]) => memberOf(name, member, naming)), ...more])
}

/** What may be absent may be null: both are read as missing. */
function memberOf(name: string, { type, optional, default: fallback }: Member, naming: Naming): string {
  const text = typeOf(type, naming)
  return optional || fallback !== undefined
    ? `${keyOf(name)}?: ${text} | null | undefined`
    : `${keyOf(name)}: ${text}`
}

function block(lines: readonly string[]): string {
  return lines.length === 0
    ? "Readonly<Record<never, never>>"
    : `{\n${lines.map((line) => `  readonly ${line}\n`).join("")}}`
}

const keyOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : stringLiteral(name))

/** What a program may give where a policy reads the type: see `coerce`. */
function typeOf(type: Type, naming: Naming): string {
  switch (type.kind) {
    case "bool":
      return "boolean"
    case "int":
    case "number":
      return "number"
    case "string":
      return type.values ? unionInline(type.values) : "string"
    case "instant":
      return "string | number | Date"
    case "duration":
      return "string | number"
    case "date":
    case "time":
    case "ip":
    case "uuid":
    case "url":
    case "cidr":
      return "string"
    case "json":
      return "unknown"
    case "set":
    case "list":
      return `readonly (${typeOf(type.element, naming)})[]`
    case "record":
      return recordOf(type, naming)
  }
}

function unionInline(texts: readonly string[]): string {
  return texts.length === 0 ? "never" : texts.map(stringLiteral).join(" | ")
}

function recordOf(type: RecordType, naming: Naming): string {
  if (type.name === undefined)
    return type.members ? inline(type, naming) : "Readonly<Record<string, unknown>>"
  const known = naming.names.get(type)
  if (known !== undefined) return known
  const name = freeName(type.name, naming.taken)
  naming.names.set(type, name)
  naming.taken.add(name)
  naming.waiting.push({ name, type })
  return name
}

function inline({ members = {} }: RecordType, naming: Naming): string {
  const parts = Object.entries(members).map(([name, member]) => `readonly ${memberOf(name, member, naming)}`)
  return `{ ${parts.join("; ")} }`
}

/** A type's name with a capital, as no word of TypeScript has; numbered where it is taken. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const word = wanted.replace(/\W/g, "") || "Thing"
  const name = word[0]!.toUpperCase() + word.slice(1)
  if (!taken.has(name) && /^[A-Z]/.test(name)) return name
  for (let number = 2; ; number++) {
    const numbered = `${/^[A-Z]/.test(name) ? name : `Type${name}`}${number}`
    if (!taken.has(numbered)) return numbered
  }
}
