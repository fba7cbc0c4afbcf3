import type { Attributes, Environment } from "../evaluate/environment.ts"
import { compileExpression } from "../evaluate/expression.ts"
import { compileRawRead } from "../evaluate/read.ts"
import { evaluationScope, type Scope } from "../evaluate/scope.ts"
import type { Plan } from "../plan/plan.ts"
import { coerce } from "../values/coerce.ts"
import type { Authenticator } from "./verifier.ts"

type Assignment = Authenticator["assignments"][number]

/** A caller as conditions read it: declared members, and the names of its assigned roles. */
interface AuthenticatedSubject extends Attributes {
  readonly roles: readonly string[]
}

export type MadeSubject =
  | {
      readonly kind: "subject"
      readonly subject: AuthenticatedSubject
      readonly actor: Attributes | undefined
    }
  /** The credential is sound, but says nothing of a member that every caller has. */
  | { readonly kind: "incomplete"; readonly member: string }

const nothing: Environment = {
  method: "",
  path: "",
  subject: undefined,
  assigned: [],
  actor: undefined,
  parameters: [],
  query: undefined,
  headers: undefined,
  body: undefined,
  context: undefined,
  resources: undefined,
}

/** Makes of an authenticator's assignments the function from a credential to its subject; what it returns is frozen. */
export function compileSubject(
  authenticator: Authenticator,
  plan: Plan,
): (credential: Attributes) => MadeSubject {
  const scope = evaluationScope(plan, [])
  const members = authenticator.assignments
    .filter(({ member }) => member !== "roles")
    .map((assignment) => {
      const { target, member } = assignment
      const read = compileAssignment(assignment, scope)
      return { target, member, read: takesTexts(assignment, plan) ? wordsOf(read) : read }
    })
  const rolesOf = compileRoles(authenticator, plan, scope)
  const required = requiredMembers(plan)
  return (credential) => {
    const environment: Environment = { ...nothing, resources: credential }
    const own: [string, unknown][] = []
    const acting: [string, unknown][] = []
    for (const { target, member, read } of members) {
      const value = read(environment)
      if (value !== undefined && value !== null) (target === "actor" ? acting : own).push([member, value])
    }
    const subject: AuthenticatedSubject = { ...Object.fromEntries(own), roles: rolesOf(environment) }
    // An empty `id` names nobody, and would be one and the same nobody for all who bring it.
    if (subject["id"] === "") return { kind: "incomplete", member: "id" }
    const missing = required.find(({ name, type }) => coerce(subject[name], type) === undefined)
    if (missing !== undefined) return { kind: "incomplete", member: missing.name }
    const actor = acting.length > 0 ? Object.fromEntries(acting) : undefined
    return { kind: "subject", subject: frozen(subject), actor: frozen(actor) }
  }
}

/** A `set of string`: what `scope` is in a token, written as one text with spaces (RFC 8693, section 4.2). */
function takesTexts({ target, member }: Assignment, plan: Plan): boolean {
  const type = target === "subject" ? plan.subject.members?.[member]?.type : undefined
  return type?.kind === "set" && type.element.kind === "string"
}

function wordsOf(read: (environment: Environment) => unknown): (environment: Environment) => unknown {
  return (environment) => {
    const value = read(environment)
    return typeof value === "string" ? value.split(" ").filter((word) => word !== "") : value
  }
}

function requiredMembers({ subject }: Plan) {
  return Object.entries(subject.members ?? {})
    .filter(([, member]) => !member.optional && member.default === undefined)
    .map(([name, { type }]) => ({ name, type }))
}

/** A plain read hands on what stands in the credential: it is read as the member's type later, like every member. */
function compileAssignment({ value }: Assignment, scope: Scope): (environment: Environment) => unknown {
  if (value.kind !== "read") return compileExpression(value, scope)
  const read = compileRawRead({ ...value, type: { kind: "json" } }, scope)
  return (environment) => read(environment, {})
}

/** Assigned names become declared roles; what is not declared, not assignable or not listed after `only` is dropped. */
function compileRoles(
  authenticator: Authenticator,
  plan: Plan,
  scope: Scope,
): (environment: Environment) => readonly string[] {
  const assignment = authenticator.assignments.find(
    ({ target, member }) => target === "subject" && member === "roles",
  )
  if (assignment === undefined) return () => []
  const read = compileAssignment(assignment, scope)
  const declared = new Map<unknown, string>()
  for (const role of plan.roles) {
    if (role.of !== undefined || role.when !== undefined) continue
    if (assignment.only !== undefined && !assignment.only.includes(role.name)) continue
    for (const name of [role.name, ...role.aliases]) declared.set(name, role.name)
  }
  return (environment) => {
    const names = read(environment)
    if (!Array.isArray(names)) return []
    const roles = names.map((name) => declared.get(name)).filter((role) => role !== undefined)
    return [...new Set(roles)]
  }
}

/** Subjects are kept for later requests: no handler may change one. */
function frozen<Thing>(thing: Thing): Thing {
  if (typeof thing !== "object" || thing === null || Object.isFrozen(thing)) return thing
  Object.freeze(thing)
  for (const value of Object.values(thing)) frozen(value)
  return thing
}
