import type { Expression, Read } from "../values/expression.ts"
import type { Type } from "../values/type.ts"
import { likeTokens } from "../values/text.ts"
import { parseCidr } from "../values/address.ts"
import { conditionalSources } from "./expression.ts"
import { inFormAs, sameType } from "./read.ts"
import { runtime } from "./runtime.ts"
import { isBound, type Scope } from "./scope.ts"

// Conditions as JavaScript source. INVARIANT (no user text in code): what a policy says reaches the
// code only as an index into a table of constants; the code itself is made of the fixed words below.

/** What a piece of source refers to: `k[3]` is the fourth constant, which is plain data; `r.name` a function of `runtime`. */
export interface Emitter {
  readonly constants: unknown[]
  readonly constant: (value: unknown) => string
  /** A fresh local name for a bound variable. */
  readonly local: () => string
}

export function makeEmitter(): Emitter {
  const constants: unknown[] = []
  let locals = 0
  return {
    constants,
    constant: (value) => `k[${constants.push(value) - 1}]`,
    local: () => `x${locals++}`,
  }
}

/** The parameters of every generated function, in order: constants, runtime. */
const generatedParameters = ["k", "r"] as const

type Locals = Readonly<Record<string, string>>

/** Source of an expression over the environment `e`: true, false, a value, or undefined. */
export function expressionSource(expression: Expression, scope: Scope, emitter: Emitter): string {
  return emit(expression, { scope, emitter, locals: Object.freeze(Object.create(null) as Locals) })
}

interface Emission {
  readonly scope: Scope
  readonly emitter: Emitter
  readonly locals: Locals
}

function emit(expression: Expression, at: Emission): string {
  const { constant } = at.emitter
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands
        .map((operand) => emit(operand, at))
        .reduce((left, right) => `r.${expression.kind}(${left},${right})`)
    case "not":
      return `r.not(${emit(expression.operand, at)})`
    case "has":
      return `(${emitRead(expression.operand, expression.operand.type, at)}!==undefined)`
    case "any":
    case "every":
      return emitQuantifier(expression, at)
    case "compare":
      return `r.compare(${constant(expression.operator)},${emitAs(expression.left, expression.type, at)},${emitAs(expression.right, expression.type, at)})`
    case "in-list":
      return negateIf(
        expression.negated,
        `r.inList(${emitAs(expression.item, expression.type, at)},${emitRaw(expression.list, at)},${constant(expression.type)})`,
      )
    case "in-cidrs": {
      const blocks = expression.cidrs.map((text) => parseCidr(text)).filter((block) => block !== undefined)
      return negateIf(
        expression.negated,
        `r.inCidrs(${emitAs(expression.item, { kind: "ip" }, at)},${constant(blocks)})`,
      )
    }
    case "in-range": {
      const { item, low, high, type } = expression
      return negateIf(
        expression.negated,
        `r.inRange(${emitAs(item, type, at)},${emitAs(low, type, at)},${emitAs(high, type, at)})`,
      )
    }
    case "like":
      return `r.likeText(${emitAs(expression.operand, { kind: "string" }, at)},${constant(tokensOf(expression.pattern))})`
    case "starts-with":
    case "ends-with": {
      const test = expression.kind === "starts-with" ? "startsWith" : "endsWith"
      return `r.${test}(${emitAs(expression.left, { kind: "string" }, at)},${emitAs(expression.right, { kind: "string" }, at)})`
    }
    case "contains":
      return `r.contains(${emitRaw(expression.left, at)},${emitAs(expression.right, expression.type, at)},${constant(expression.type)})`
    case "is":
      return holdsSource(expression.role, at.scope, at.emitter)
    case "within":
      return `r.within(${emitAs(expression.operand, { kind: "instant" }, at)},r.nowOf(e),${constant(expression.milliseconds)})`
    case "between": {
      const { from, to, zone, days } = expression
      return `r.inWindow(r.nowOf(e),${constant(from)},${constant(to)},${constant(zone)},${constant(days)})`
    }
    case "size":
      return `r.sizeOf(${emitRaw(expression.operand, at)})`
    case "read":
      return emitRead(expression, expression.type, at)
    case "literal":
      return constant(inFormAs(expression.value, expression.type, expression.type))
  }
}

function tokensOf(pattern: string): NonNullable<ReturnType<typeof likeTokens>> {
  const tokens = likeTokens(pattern)
  if (tokens === undefined) throw new Error("a `like` pattern was not checked")
  return tokens
}

function negateIf(negated: boolean, source: string): string {
  return negated ? `r.not(${source})` : source
}

function emitQuantifier(expression: Extract<Expression, { kind: "any" | "every" }>, at: Emission): string {
  const local = at.emitter.local()
  const inner = { ...at, locals: { ...at.locals, [expression.variable]: local } }
  return `r.${expression.kind}(${emitRaw(expression.list, at)},(${local})=>${emit(expression.condition, inner)})`
}

function emitAs(expression: Expression, type: Type, at: Emission): string {
  if (expression.kind === "read") return emitRead(expression, type, at)
  if (expression.kind !== "literal") return emit(expression, at)
  return at.emitter.constant(inFormAs(expression.value, expression.type, type))
}

function emitRaw(expression: Expression, at: Emission): string {
  const { constant } = at.emitter
  if (expression.kind === "literal") return constant(expression.value)
  if (expression.kind !== "read") return emit(expression, at)
  if (expression.root === "setting" || expression.root === "path")
    return emitRead(expression, expression.type, at)
  return `r.rawOr(${findSource(expression, at)},${constant(expression.type)},${constant(expression.default)})`
}

function emitRead(read: Read, type: Type, at: Emission): string {
  const { constant } = at.emitter
  if (read.root === "setting") return constant(inFormAs(at.scope.settings[read.name], read.type, type))
  if (read.root === "path")
    return `r.pathValue(e.parameters[${constant(read.ordinal)}],${constant(read.type)},${constant(type)})`
  const fallback = constant(inFormAs(read.default, read.type, type))
  const own = sameType(read.type, type) ? "undefined" : constant(read.type)
  return `r.valueOr(${findSource(read, at)},${own},${constant(type)},${fallback})`
}

function findSource(read: Read, at: Emission): string {
  const { constant } = at.emitter
  const { members } = read
  if (read.root === "header")
    return members.length === 1 ? `r.headerOf(e.headers,${constant(members[0]!.toLowerCase())})` : "e.headers"
  const found = `r.walk(${rootSource(read, at)},${constant(members)})`
  return read.most === undefined ? found : `r.capped(${found},${constant(read.most)})`
}

function rootSource({ root, name }: Read, at: Emission): string {
  switch (root) {
    case "subject":
    case "actor":
    case "query":
    case "body":
    case "context":
      return `e.${root}`
    case "resource":
      return `r.memberOf(e.resources,${at.emitter.constant(name)})`
    case "variable":
      return at.locals[name] ?? "undefined"
    case "credential":
      return "e.resources"
    case "path":
    case "header":
    case "setting":
      return "undefined"
  }
}

/** Source of whether the caller holds a role: see `compileHolds`, whose meaning it repeats. */
function holdsSource(name: string, scope: Scope, emitter: Emitter): string {
  if (name === "anyone") return "true"
  if (name === "authenticated") return "(e.subject!==undefined)"
  const place = scope.placeOf.get(name)
  if (place === undefined || !isBound(scope.roles[place]!, scope)) return "false"
  const role = scope.roles[place]!
  const assigned = `((e.assigned[${place >>> 5}]&${1 << (place & 31)})!==0)`
  const conditional = conditionalSources(place, scope).map((source) =>
    source === role
      ? expressionSource(source.when!, scope, emitter)
      : holdsSource(source.name, scope, emitter),
  )
  if (conditional.length === 0) return assigned
  // An assigned role settles the matter: the conditions are not asked.
  const holds = `(${assigned}?true:${conditional.reduce((left, right) => `r.or(${left},${right})`)})`
  return role.readsSubject ? `(e.subject===undefined?false:${holds})` : holds
}

/** Source of WHO: any of the roles. */
export function holdsAnySource(roles: readonly string[], scope: Scope, emitter: Emitter): string {
  return roles
    .map((role) => holdsSource(role, scope, emitter))
    .reduce((left, right) => `r.or(${left},${right})`, "false")
}

export function grantSource(
  grant: { readonly roles: readonly string[]; readonly when: Expression | undefined },
  scope: Scope,
  emitter: Emitter,
): string {
  const who = holdsAnySource(grant.roles, scope, emitter)
  return grant.when ? `r.and(${who},${expressionSource(grant.when, scope, emitter)})` : who
}

/** Makes a function of `body` source; every name in it is one of `k`, `r`, `parameters` or a local. */
export function generate(
  emitter: Emitter,
  parameters: readonly string[],
  body: string,
): (...given: never[]) => unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- the one place that makes code; no text of a policy is in it
  const make = new Function(
    ...generatedParameters,
    `"use strict";return function(${parameters.join(",")}){${body}}`,
  )
  return make(emitter.constants, runtime) as (...given: never[]) => unknown
}
