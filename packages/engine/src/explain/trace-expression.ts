import { nowOf } from "../evaluate/expression.ts"
import { compileRawRead, compileRead, inFormAs, type Variables } from "../evaluate/read.ts"
import { inCidr, parseCidr } from "../values/address.ts"
import { compare } from "../values/compare.ts"
import type { Expression, Read } from "../values/expression.ts"
import { and, not, or } from "../values/kleene.ts"
import { contains, inList, sizeOf } from "../values/list.ts"
import { asksAboutSecret, readsSecret } from "../values/secret.ts"
import { compileLike } from "../values/text.ts"
import { inWindow, within } from "../values/time.ts"
import type { Address, Truth, Type, Value } from "../values/type.ts"
import type { Tracing } from "./context.ts"
import { shownValue, withheld } from "./shown.ts"
import { type ConditionTrace, type OperandTrace, verdictOf } from "./trace.ts"

type Part = OperandTrace | ConditionTrace

/** A condition's truth, with how it came about. */
export interface Traced {
  readonly truth: Truth
  readonly trace: ConditionTrace
}

const noVariables: Variables = Object.freeze(Object.create(null) as Variables)

/** Evaluates a condition by the same meanings as `evaluate/`, and keeps what every operand was. */
export function traceCondition(
  expression: Expression,
  tracing: Tracing,
  variables: Variables = noVariables,
): Traced {
  const isAboutSecret = tracing.isAboutSecret || asksAboutSecret(expression, tracing.keyHeaders)
  const { truth, parts, why } = traceTruth(expression, { ...tracing, isAboutSecret }, variables)
  const { span } = expression
  const text = tracing.textOf(span)
  return {
    truth,
    trace: { kind: "condition", form: expression.kind, span, text, verdict: verdictOf(truth), parts, why },
  }
}

interface Evaluated {
  readonly truth: Truth
  readonly parts: readonly Part[]
  readonly why?: string | undefined
}

function traceTruth(expression: Expression, tracing: Tracing, variables: Variables): Evaluated {
  const condition = (part: Expression): Traced => traceCondition(part, tracing, variables)
  const operand = (part: Expression, type?: Type): Operand => traceOperand(part, type, tracing, variables)
  const atom = (truth: Truth, ...operands: readonly Operand[]): Evaluated => ({
    truth,
    parts: operands.flatMap(({ traces }) => traces),
    why: truth === undefined ? unknownBecause(operands) : undefined,
  })
  switch (expression.kind) {
    case "and":
    case "or": {
      const traced = expression.operands.map(condition)
      const combine = expression.kind === "and" ? and : or
      const truth = traced.reduce<Truth>((sum, part) => combine(sum, part.truth), expression.kind === "and")
      return { truth, parts: traced.map(({ trace }) => trace) }
    }
    case "not": {
      const inner = condition(expression.operand)
      return { truth: not(inner.truth), parts: [inner.trace] }
    }
    case "has": {
      const read = operand(expression.operand)
      return atom(read.value !== undefined, read)
    }
    case "any":
    case "every":
      return traceQuantifier(expression, tracing, variables)
    case "compare": {
      const left = operand(expression.left, expression.type)
      const right = operand(expression.right, expression.type)
      return atom(compare(expression.operator, left.value, right.value), left, right)
    }
    case "in-list": {
      const item = operand(expression.item, expression.type)
      const list = operand(expression.list)
      return atom(negatedIf(expression.negated, inList(item.value, list.raw, expression.type)), item, list)
    }
    case "in-cidrs": {
      const item = operand(expression.item, { kind: "ip" })
      return atom(negatedIf(expression.negated, inCidrs(item.value, expression.cidrs)), item)
    }
    case "in-range": {
      const { type, negated } = expression
      const [item, low, high] = [expression.item, expression.low, expression.high].map((part) =>
        operand(part, type),
      )
      const truth = and(compare(">=", item?.value, low?.value), compare("<=", item?.value, high?.value))
      return atom(negatedIf(negated, truth), ...[item, low, high].filter((part) => part !== undefined))
    }
    case "like": {
      const text = operand(expression.operand, { kind: "string" })
      const matches = compileLike(expression.pattern)
      return atom(typeof text.value === "string" ? matches(text.value) : undefined, text)
    }
    case "starts-with":
    case "ends-with": {
      const left = operand(expression.left, { kind: "string" })
      const right = operand(expression.right, { kind: "string" })
      return atom(affix(expression.kind, left.value, right.value), left, right)
    }
    case "contains": {
      const left = operand(expression.left)
      const right = operand(expression.right, expression.type)
      return atom(contains(left.raw, right.value, expression.type), left, right)
    }
    case "is": {
      const { truth, trace } = tracing.holds(expression.role, tracing)
      return { truth, parts: trace.conditions, why: trace.why }
    }
    case "within": {
      const instant = operand(expression.operand, { kind: "instant" })
      const now = nowOf(tracing.environment)
      const truth = within(instant.value, now, expression.milliseconds)
      return { ...atom(truth, instant), ...timeNote(now) }
    }
    case "between": {
      const { from, to, zone, days } = expression
      const now = nowOf(tracing.environment)
      const truth = now === undefined ? undefined : inWindow(now, from, to, zone, days)
      return { truth, parts: [], ...timeNote(now) }
    }
    case "read":
    case "literal":
    case "size": {
      const value = operand(expression)
      return atom(typeof value.value === "boolean" ? value.value : undefined, value)
    }
  }
}

function timeNote(now: number | undefined): { readonly why: string } {
  return { why: now === undefined ? "`context.now` is missing" : `it is ${new Date(now).toISOString()}` }
}

const negatedIf = (negated: boolean, truth: Truth): Truth => (negated ? not(truth) : truth)

function affix(kind: "starts-with" | "ends-with", text: Value | undefined, part: Value | undefined): Truth {
  if (typeof text !== "string" || typeof part !== "string") return undefined
  return kind === "starts-with" ? text.startsWith(part) : text.endsWith(part)
}

function inCidrs(address: Value | undefined, cidrs: readonly string[]): Truth {
  if (address === undefined) return undefined
  return cidrs.some((text) => {
    const cidr = parseCidr(text)
    return cidr !== undefined && inCidr(address as Address, cidr)
  })
}

/** More elements than a reader would read are asked, and not shown. */
const mostElements = 20

function traceQuantifier(
  expression: Extract<Expression, { kind: "any" | "every" }>,
  tracing: Tracing,
  variables: Variables,
): Evaluated {
  const list = traceOperand(expression.list, undefined, tracing, variables)
  if (!Array.isArray(list.raw)) return { truth: undefined, parts: list.traces, why: unknownBecause([list]) }
  const elements: readonly unknown[] = list.raw
  const traced = elements.map((element) => {
    const bound = { __proto__: null, ...variables, [expression.variable]: element } as unknown as Variables
    return traceCondition(expression.condition, tracing, bound)
  })
  const combine = expression.kind === "any" ? or : and
  const truth = traced.reduce<Truth>((sum, part) => combine(sum, part.truth), expression.kind === "every")
  const hidden = traced.length - mostElements
  return {
    truth,
    parts: [...list.traces, ...traced.slice(0, mostElements).map(({ trace }) => trace)],
    why: hidden > 0 ? `${hidden} more elements were asked` : undefined,
  }
}

/** What an operand is, in the two forms in which operators take it, and how it is told. */
export interface Operand {
  /** As it came, if it is what it is declared to be. */
  readonly raw: unknown
  readonly value: Value | undefined
  readonly traces: readonly Part[]
}

export function traceOperand(
  expression: Expression,
  type: Type | undefined,
  tracing: Tracing,
  variables: Variables = noVariables,
): Operand {
  switch (expression.kind) {
    case "literal":
      return {
        raw: expression.value,
        value: inFormAs(expression.value, expression.type, type ?? expression.type),
        traces: [],
      }
    case "read":
      return traceRead(expression, type, tracing, variables)
    case "size": {
      const of = traceOperand(expression.operand, undefined, tracing, variables)
      const size = sizeOf(of.raw)
      const { span } = expression
      const state = size === undefined ? "missing" : "present"
      const own: OperandTrace = {
        kind: "operand",
        span,
        text: tracing.textOf(span),
        value: size ?? null,
        state,
      }
      return { raw: size, value: size, traces: [...of.traces, own] }
    }
    default: {
      const { truth, trace } = traceCondition(expression, tracing, variables)
      return { raw: truth, value: truth, traces: [trace] }
    }
  }
}

function traceRead(read: Read, type: Type | undefined, tracing: Tracing, variables: Variables): Operand {
  const { environment, scope } = tracing
  const raw = compileRawRead(read, scope)(environment, variables)
  const value = compileRead(read, type ?? read.type, scope)(environment, variables)
  const given = givenFor(read, tracing, variables)
  const state = given === undefined ? (value === undefined ? "missing" : "default") : "present"
  const isSecret = state === "present" && isWithheld(read, tracing)
  const text = nameOf(read)
  const source = tracing.textOf(read.span)
  const trace: OperandTrace = {
    kind: "operand",
    span: read.span,
    text,
    ...(source === text ? {} : { source }),
    value: isSecret ? withheld : shownValue(given ?? raw),
    state: state === "present" && value === undefined ? "ill-typed" : state,
  }
  return { raw, value, traces: [trace] }
}

function isWithheld(read: Read, { keyHeaders, isAboutSecret }: Tracing): boolean {
  if (isAboutSecret && (read.root === "setting" || read.root === "variable")) return true
  return readsSecret(read, keyHeaders)
}

const namesItself: ReadonlySet<Read["root"]> = new Set(["resource", "setting"])

/** By its whole name, whatever a define's parameter or a `require mfa` calls it. */
function nameOf({ root, name, members }: Read): string {
  const start = root === "variable" ? name.replace(/#\d+$/, "") : namesItself.has(root) ? name : root
  const steps = root === "path" ? [name] : members
  return [start, ...steps.map((step) => (/^[A-Za-z_][\w-]*$/.test(step) ? step : JSON.stringify(step)))].join(
    ".",
  )
}

/** What the request holds there, whatever its type, and without a default; undefined where it is absent or null. */
function givenFor(read: Read, { environment, scope }: Tracing, variables: Variables): unknown {
  const { default: _, ...bare } = read
  const given = compileRawRead({ ...bare, type: { kind: "json" } }, scope)(environment, variables)
  return given ?? undefined
}

function unknownBecause(operands: readonly Operand[]): string | undefined {
  const said = operands
    .flatMap(({ traces }) => traces)
    .flatMap((trace) => (trace.kind === "operand" ? whyOf(trace) : []))
  return said.length === 0 ? undefined : said.join(", ")
}

function whyOf({ state, text }: OperandTrace): string | readonly string[] {
  if (state === "missing") return `\`${text}\` is missing`
  return state === "ill-typed" ? `\`${text}\` is not of its type` : []
}
