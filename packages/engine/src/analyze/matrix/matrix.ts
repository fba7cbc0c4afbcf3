import type { Policy, Role } from "../../model/policy.ts"
import { keyHeadersOf } from "../../plan/key-headers.ts"
import type { Plan, PlannedRoute } from "../../plan/plan.ts"
import type { Span } from "../../text/span.ts"
import { accessOf, type Asked } from "./access.ts"
import { type Caller, makeKeys } from "./claim.ts"
import { notesOn } from "./limit-words.ts"
import { phraseOf, type Vocabulary } from "./phrases.ts"
import { alwaysHolds, canHold } from "./satisfy.ts"
import { wordsOf } from "./words.ts"

/** Who may do what: a row a route, a column a kind of caller. */
export interface AccessMatrix {
  readonly package: string
  readonly columns: readonly MatrixColumn[]
  /** By path, and of one path by verb. */
  readonly rows: readonly MatrixRow[]
  /** Roles that nobody is assigned: what they ask stands in the cells. */
  readonly conditionalRoles: readonly ConditionalRole[]
}

export interface MatrixColumn {
  /** Without credentials; with them and none of the assigned roles; with this role, and what it includes, alone. */
  readonly kind: "anonymous" | "no-role" | "role"
  /** Of the role; `anonymous` and `no role` for the others. */
  readonly name: string
  readonly includes: readonly string[]
}

export interface MatrixRow {
  /** `GET /v1/orders/{id}`. */
  readonly route: string
  readonly verb: string
  readonly path: string
  readonly name: string | undefined
  readonly documentation: string | undefined
  readonly span: Span
  /** In the order of the columns. */
  readonly cells: readonly MatrixCell[]
  /** What holds for whoever is allowed: credentials, limits, things that must be there. */
  readonly notes: readonly string[]
}

export type MatrixCell =
  /** Every request of such a caller is allowed by the rules, if what they need is loaded. */
  | { readonly kind: "yes" }
  /** No request of such a caller is ever allowed. */
  | { readonly kind: "no" }
  /** All of the conditions must hold. What is missing meets none of them, however it is put. */
  | { readonly kind: "when"; readonly conditions: readonly string[] }

export interface ConditionalRole {
  readonly name: string
  readonly of: string | undefined
  readonly condition: string
}

/**
 * Works out who may do what, for all requests at once and not by trying some.
 *
 * `no` and `yes` are certain: `no` says that no request of a caller with this role alone is ever allowed, `yes` that every
 * one is, limits and things that are not found aside. Everything else is `when`, with its conditions in words.
 *
 * @example
 * const { policy } = compile([{ path: "orders.edict", text }])
 * if (policy) console.log(renderMatrixText(accessMatrix(policy)))
 */
export function accessMatrix(policy: { readonly model: Policy; readonly plan: Plan }): AccessMatrix {
  const { model, plan } = policy
  const vocabulary: Vocabulary = { settings: plan.settings, keyHeaders: keyHeadersOf(plan) }
  const callers = callersOf(model.roles)
  const asked: Asked = { plan, roles: model.roles, keyOf: makeKeys() }
  const documentation = new Map(model.routes.map((route) => [route.id, route.documentation]))
  return {
    package: model.package,
    columns: callers.map(({ column }) => column),
    rows: plan.routes.toSorted(byPath).map((route) => ({
      route: route.id,
      verb: route.verb,
      path: route.template.text,
      name: route.name,
      documentation: documentation.get(route.id),
      span: route.span,
      cells: callers.map(({ caller }) => cellOf(route, caller, asked, vocabulary)),
      notes: notesOn(route, plan, vocabulary),
    })),
    conditionalRoles: model.roles.flatMap((role) => conditionalRole(role, vocabulary)),
  }
}

function cellOf(route: PlannedRoute, caller: Caller, asked: Asked, vocabulary: Vocabulary): MatrixCell {
  const access = accessOf(route, caller, asked)
  if (!canHold(access)) return { kind: "no" }
  if (alwaysHolds(access)) return { kind: "yes" }
  return { kind: "when", conditions: wordsOf(access, vocabulary) }
}

function callersOf(
  roles: readonly Role[],
): readonly { readonly column: MatrixColumn; readonly caller: Caller }[] {
  const nothing: ReadonlySet<string> = new Set()
  const assigned = roles.filter(isAssigned)
  return [
    {
      column: { kind: "anonymous", name: "anonymous", includes: [] },
      caller: { hasSubject: false, assigned: nothing },
    },
    {
      column: { kind: "no-role", name: "no role", includes: [] },
      caller: { hasSubject: true, assigned: nothing },
    },
    ...assigned.map(({ name, includes }) => ({
      column: { kind: "role" as const, name, includes },
      caller: { hasSubject: true, assigned: new Set([name]) },
    })),
  ]
}

/** A role with a condition is held by who meets it, and never assigned. */
const isAssigned = ({ of, when }: Role): boolean => of === undefined && when === undefined

function conditionalRole(role: Role, vocabulary: Vocabulary): readonly ConditionalRole[] {
  if (isAssigned(role)) return []
  const condition = role.when === undefined ? "never" : phraseOf(role.when, true, vocabulary)
  return [{ name: role.name, of: role.of?.name, condition }]
}

const verbOrder = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

function byPath(left: PlannedRoute, right: PlannedRoute): number {
  const [a, b] = [left.template.text, right.template.text]
  if (a !== b) return a < b ? -1 : 1
  return verbRank(left.verb) - verbRank(right.verb) || (left.verb < right.verb ? -1 : 1)
}

function verbRank(verb: string): number {
  const place = verbOrder.indexOf(verb)
  return place === -1 ? verbOrder.length : place
}
