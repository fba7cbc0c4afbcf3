import type { Decision, Request } from "../decide/decision.ts"
import type { Policy, ResponseRule } from "../model/policy.ts"
import { canonicalize } from "../target/canonical.ts"
import { namesJson } from "../values/media-type.ts"
import { bearingOn } from "./decide.ts"
import { withRow, type Facts } from "./facts.ts"
import { rulesOf, type InForce } from "./gather.ts"
import { hashOf, keepFirst, markOf, stricter, type Mark } from "./marks.ts"
import { holdsForCaller } from "./obligations.ts"
import { findRoute } from "./route.ts"
import { namedBroadly, shownExactly, shownInBody, thingOf, type Shown, type Thing } from "./things.ts"

export type Filtered =
  | { readonly kind: "body"; readonly body: unknown }
  /** The body does not leave, and why. */
  | { readonly kind: "withheld"; readonly why: string }
  /** Status ≥ 400 without `reveal errors`: problem details go out instead. */
  | { readonly kind: "problem" }

export interface FilterOptions {
  /** The host's key for `hash`. */
  readonly hashKey?: string | Uint8Array
  /** Of the body, as the handler names it: without parameters, in lower case. */
  readonly mediaType?: string
}

/**
 * What of a handler's body leaves, after the rules of the request's route. A text or bytes are read as
 * JSON, anything else as what it would be on the wire.
 */
export function filterByReference(
  policy: Policy,
  request: Request,
  decision: Decision,
  status: number,
  body: unknown,
  options: FilterOptions = {},
): Filtered {
  const target = canonicalize(request.path)
  const found = target.kind === "path" ? findRoute(policy, request.method, target.path) : undefined
  if (decision.decision !== "allow" || target.kind !== "path" || found?.kind !== "route") {
    return { kind: "withheld", why: "the request was not allowed" }
  }
  const { route, parameters } = found
  if (status >= 400 && !route.revealErrors) return { kind: "problem" }

  const { facts, governing } = bearingOn({ policy, request, path: target.path, route, parameters })
  const tightening = rulesOf(governing, ({ response }) => response)
  if (route.shows.length === 0 && tightening.length === 0) return { kind: "body", body }
  if (body === undefined || body === "") return { kind: "body", body }
  if (options.mediaType !== undefined && isPassed(route.pass, options.mediaType))
    return { kind: "body", body }

  const onWire = asJson(body)
  if (onWire === undefined) return { kind: "withheld", why: "the body is no JSON" }
  const whole = thingOf(onWire.json)

  const marks = new Map<Thing, Mark>()
  for (const { rule, facts: at } of tightening) markAll(rule, whole, at, marks)
  if (options.hashKey === undefined && [...marks.values()].some(({ kind }) => kind === "hash")) {
    return { kind: "withheld", why: "no key to hash with" }
  }
  const isCut = route.shows.length > 0 && status >= 200 && status < 300
  const shown = isCut ? route.shows.flatMap((rule) => shownBy({ rule, facts }, whole)) : undefined
  return {
    kind: "body",
    body: rebuildBody(whole, { marks, shown: shownSets(shown), hashKey: options.hashKey ?? "" }),
  }
}

/** The type itself is named, or all of its kind; JSON is filtered whatever is named. */
function isPassed(pass: readonly string[], mediaType: string): boolean {
  const ofKind = mediaType.replace(/\/.*$/, "/*")
  return !namesJson(mediaType) && (pass.includes(mediaType) || pass.includes(ofKind))
}

function asJson(body: unknown): { readonly json: unknown } | undefined {
  try {
    if (typeof body === "string") return { json: JSON.parse(body) }
    if (body instanceof Uint8Array) {
      return { json: JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body)) }
    }
    return { json: JSON.parse(JSON.stringify(body)) }
  } catch {
    return undefined
  }
}

// Marks: what tightens.

function markAll(rule: ResponseRule, start: Thing, facts: Facts, marks: Map<Thing, Mark>): void {
  switch (rule.kind) {
    case "hide":
    case "hash":
    case "mask":
      if (!holdsForCaller(rule, facts)) return
      for (const field of rule.fields) {
        for (const thing of namedBroadly(start, field.steps)) mark(thing, markOf(rule), marks)
      }
      return
    case "only-to":
      // Of a row; the shows of an `each` stand apart, see `shownBy`.
      if (holdsForCaller(rule, facts)) mark(start, { kind: "removed" }, marks)
      return
    case "each":
      for (const row of namedBroadly(start, rule.field.steps)) {
        const atRow = withRow(facts, rule, row.value)
        for (const inner of rule.rules) markAll(inner, row, atRow, marks)
      }
      return
    case "show":
      return
  }
}

function mark(thing: Thing, made: Mark, marks: Map<Thing, Mark>): void {
  const known = marks.get(thing)
  marks.set(thing, known === undefined ? made : stricter(known, made))
}

// Shows: what is let through where any stands.

function shownBy({ rule, facts }: InForce<ResponseRule>, body: Thing): readonly Shown[] {
  if (rule.kind === "show") {
    return holdsForCaller(rule, facts) ? rule.fields.flatMap(({ steps }) => shownInBody(body, steps)) : []
  }
  if (rule.kind !== "each") return []
  return shownInRows(rule, shownInBody(body, rule.field.steps), facts)
}

function shownInRows(
  each: Extract<ResponseRule, { kind: "each" }>,
  reached: readonly Shown[],
  facts: Facts,
): readonly Shown[] {
  // What stands before a row is on the way whoever asks, so that an empty list stays a list.
  const ways = reached.filter(({ isNamed }) => !isNamed)
  const rows = reached.filter(({ isNamed }) => isNamed)
  return [
    ...ways,
    ...rows.flatMap((row) => {
      const atRow = withRow(facts, each, row.thing.value)
      return each.rules.flatMap((inner) => shownInRow(inner, row, atRow))
    }),
  ]
}

function shownInRow(rule: ResponseRule, row: Shown, facts: Facts): readonly Shown[] {
  if (rule.kind === "show") {
    if (!holdsForCaller(rule, facts)) return []
    return rule.fields.flatMap(({ steps }) => shownExactly(row.thing, steps, row.isPlain))
  }
  if (rule.kind !== "each") return []
  return shownInRows(rule, shownExactly(row.thing, rule.field.steps, row.isPlain), facts)
}

interface ShownSets {
  readonly named: ReadonlySet<Thing>
  readonly onWay: ReadonlySet<Thing>
}

function shownSets(shown: readonly Shown[] | undefined): ShownSets | undefined {
  if (shown === undefined) return undefined
  return {
    named: new Set(shown.filter(({ isNamed }) => isNamed).map(({ thing }) => thing)),
    onWay: new Set(shown.filter(({ isNamed, isPlain }) => !isNamed && isPlain).map(({ thing }) => thing)),
  }
}

// What comes out.

interface Verdicts {
  readonly marks: ReadonlyMap<Thing, Mark>
  /** Undefined: no show is in scope, everything is shown. */
  readonly shown: ShownSets | undefined
  readonly hashKey: string | Uint8Array
}

/** A value that stays, or nothing. */
type Kept = { readonly value: unknown } | undefined

function rebuildBody(body: Thing, verdicts: Verdicts): unknown {
  const kept = rebuild(body, verdicts.shown === undefined, verdicts)
  if (kept !== undefined) return kept.value
  // The body itself always stays, in name.
  if (verdicts.marks.get(body)?.kind === "removed") return null
  if (body.elements) return []
  return body.members ? {} : null
}

function rebuild(thing: Thing, isCovered: boolean, verdicts: Verdicts): Kept {
  const isShown = isCovered || (verdicts.shown?.named.has(thing) ?? false)
  const isContainer = thing.elements !== undefined || thing.members !== undefined
  const mayStay = isShown || (isContainer && (verdicts.shown?.onWay.has(thing) ?? false))
  const made = verdicts.marks.get(thing)
  if (made !== undefined)
    return made.kind === "removed" || !mayStay ? undefined : { value: replaced(thing.value, made, verdicts) }

  if (thing.elements) {
    const elements = thing.elements
      .map((element) => rebuild(element, isShown, verdicts))
      .filter((kept) => kept !== undefined)
    return mayStay || elements.length > 0 ? { value: elements.map(({ value }) => value) } : undefined
  }
  if (thing.members) {
    const members = [...thing.members].flatMap(([name, member]) => {
      const kept = rebuild(member, isShown, verdicts)
      return kept === undefined ? [] : [[name, kept.value] as const]
    })
    return mayStay || members.length > 0 ? { value: Object.fromEntries(members) } : undefined
  }
  return mayStay ? { value: thing.value } : undefined
}

function replaced(value: unknown, made: Exclude<Mark, { kind: "removed" }>, { hashKey }: Verdicts): string {
  if (made.kind === "with") return made.text
  return made.kind === "hash" ? hashOf(value, hashKey) : keepFirst(value, made.count)
}
