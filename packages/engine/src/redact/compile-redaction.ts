import { isUtf8 } from "node:buffer"
import type { Environment } from "../evaluate/environment.ts"
import type { Plan, PlannedRoute } from "../plan/plan.ts"
import { mediaTypeTakes } from "../values/media-type.ts"
import { jsonForm, UnreadableBody } from "./json-form.ts"
import { keepsNumbers } from "./exact-numbers.ts"
import { filterRows } from "./rows.ts"
import type { GuardrailParameters } from "../evaluate/guardrail.ts"
import { compileGroup, hasShow } from "./rules.ts"
import { makeStates } from "./states.ts"
import { kindOf, leaves, removed } from "./walk.ts"

export type Redacted =
  /** What leaves, as JSON. */
  | { readonly kind: "body"; readonly text: string }
  /** No rule touches the body: it may leave as it is. */
  | { readonly kind: "unchanged" }
  /** An error's body is not shown: problem details leave in its place. */
  | { readonly kind: "problem" }
  /** The rules cannot be carried out: nothing of the body may leave. */
  | { readonly kind: "withheld"; readonly why: string }

interface RedactionContext {
  /** Of the request: the caller, what was loaded. */
  readonly environment: Environment
  readonly status: number
  readonly guardrails: GuardrailParameters
  /** For `hash`: secret, and the same for as long as hashes are to be compared. */
  readonly hashKey: Uint8Array | string | undefined
}

export interface Redactor {
  /** Some rule may touch a body of this route: what is no JSON must not leave. */
  readonly hasRules: boolean
  /** A body of this type leaves as it is, whole, in parts, coded or as a stream: `text/csv`, in lower case and without parameters. */
  passes(essence: string | undefined): boolean
  /**
   * Applies the rules that hold to a body: a text or bytes as they would be sent, or anything else as `JSON.stringify` would write it. The handler's
   * object is never changed. Never throws: what cannot be filtered is withheld.
   */
  apply(body: unknown, context: RedactionContext): Redacted
}

/** Makes a function of a route's response rules. */
export function compileRedaction(plan: Plan, route: PlannedRoute): Redactor {
  const rules = route.response
  const states = makeStates()
  const place = {
    plan,
    bindings: route.loads.map(({ name, type }) => ({ name, type })),
    ids: { next: 0 },
    isPlain: true,
  }
  const forArrays = compileGroup(rules, { ...place, isArrayBody: true })
  const forOthers = compileGroup(rules, { ...place, isArrayBody: false })
  const canShow = hasShow(rules)

  const filterBody = (body: unknown, context: RedactionContext): Redacted => {
    const { environment, status, guardrails, hashKey } = context
    const isText = typeof body === "string" || body instanceof Uint8Array
    const value = isText ? parse(body) : jsonForm(body, "")
    if (value === undefined) return withheld("the body is no JSON")
    const group = Array.isArray(value) ? forArrays : forOthers
    const state = states.start(group.starts(environment, guardrails))
    const isShown = !canShow || status < 200 || status > 299
    if (!isText && isShown && states.bare(state).isEmpty) return { kind: "unchanged" }
    const left = filterRows({ states, guardrails, hashKey }, value, [{ environment, state }], isShown, 0)
    return { kind: "body", text: JSON.stringify(leaves(left) ? left : nothingOf(value, left === removed)) }
  }

  return {
    hasRules: rules.length > 0,
    passes: (essence) =>
      essence !== undefined && route.pass.some((pattern) => mediaTypeTakes(pattern, essence)),
    apply(body, context) {
      if (context.status >= 400 && !route.revealErrors) return { kind: "problem" }
      if (rules.length === 0 || isAbsent(body)) return { kind: "unchanged" }
      try {
        return filterBody(body, context)
      } catch (error) {
        // What a handler's own getter throws may quote the body: only our own words are told.
        return withheld(error instanceof UnreadableBody ? error.message : "the body could not be filtered")
      }
    },
  }
}

function withheld(why: string): Redacted {
  return { kind: "withheld", why }
}

function isAbsent(body: unknown): boolean {
  return body === undefined || body === "" || (body instanceof Uint8Array && body.length === 0)
}

/** Undefined where the text is no JSON. A name given twice has its last value, and only that is written anew. */
function parse(body: string | Uint8Array): unknown {
  if (typeof body !== "string" && !isUtf8(body)) return undefined
  const text =
    typeof body === "string"
      ? body
      : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8")
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!keepsNumbers(text)) throw new UnreadableBody("a number of the body has more digits than can be kept")
  return value
}

/** A body of which nothing is left is still a body. */
function nothingOf(value: unknown, isRemoved: boolean): unknown {
  const kind = kindOf(value)
  if (isRemoved || kind === "scalar") return null
  return kind === "array" ? [] : {}
}
