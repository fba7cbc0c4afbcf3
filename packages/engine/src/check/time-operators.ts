import type * as ast from "../syntax/ast.ts"
import type { Type } from "../values/type.ts"
import type { Span } from "../text/span.ts"
import { isZone } from "../values/zone.ts"
import { nearest } from "../diagnostics/suggest.ts"
import { quoted, suggestion } from "./checking.ts"
import { commonType, aType } from "./fit.ts"
import { checkOperand, settle, type Node } from "./operators.ts"
import { complain, typed, type Place, type Typed } from "./place.ts"

const bool: Type = { kind: "bool" }

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

export function checkWithin(place: Place, node: Node<"within">): Typed {
  const value = checkOperand(place, node.operand, "`within`")
  if (value.broken) return value
  const type: Type = { kind: "instant" }
  if (commonType(value.type, type) === undefined || value.expression.kind === "literal") {
    return complain(place, "E203", node.operand.span, "`within` asks how long ago an instant was", {
      labels: [{ span: node.operand.span, text: aType(value.type) }],
      help:
        value.type.kind === "date" ? "a date has no time of day; declare the member as `instant`" : undefined,
    })
  }
  const settled = settle(place, value, type)
  if (settled === undefined) return typed(value.expression, bool, [{ ...value, broken: true }])
  return typed(
    { kind: "within", operand: settled, milliseconds: node.duration.milliseconds, span: node.span },
    bool,
  )
}

export function checkBetween(place: Place, node: Node<"between">): Typed {
  const { operand: time, span } = node
  const isClock =
    time.kind === "reference" &&
    time.root.text === "context" &&
    time.members.length === 1 &&
    time.members[0]?.text === "time"
  if (!isClock) {
    return complain(place, "E214", time.span, "`between` asks for the time of day", {
      help: "write `context.time between …`",
    })
  }
  const zone = node.zone?.value ?? "UTC"
  if (!isZone(zone)) {
    const at = node.zone?.span ?? time.span
    return complain(place, "E120", at, `unknown time zone ${quoted(zone)}`, {
      help: "write an IANA name such as `Europe/Berlin`",
      ...zoneSuggestion(at, zone),
    })
  }
  if (node.from.minutes === node.to.minutes) {
    return complain(place, "E211", span, "this window holds nothing", {
      why: "it includes its start and ends before its end, and both are the same time",
      help: "for the whole day, leave the condition out",
    })
  }
  const days = node.days && daysOf(place, node.days)
  if (days === null)
    return typed({ kind: "literal", value: false, type: bool, span }, bool, [
      { ...typed({ kind: "literal", value: false, type: bool, span }, bool), broken: true },
    ])
  place.work.seen.push({ root: "context", name: "", type: bool, span })
  return typed({ kind: "between", from: node.from.minutes, to: node.to.minutes, zone, days, span }, bool)
}

export function zoneSuggestion(span: Span, zone: string): ReturnType<typeof suggestion> {
  const zones =
    (Intl as unknown as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf?.("timeZone") ??
    []
  const meant = nearest(zone, zones)
  return meant === undefined ? {} : suggestion(span, JSON.stringify(meant))
}

/** Null where a name is no day. A range may wrap the week's end: `sat..mon`. */
function daysOf(place: Place, days: NonNullable<Node<"between">["days"]>): readonly number[] | null {
  const from = dayOf(place, days.from)
  const to = days.to ? dayOf(place, days.to) : from
  if (from === undefined || to === undefined) return null
  const list = [from]
  for (let day = from; day !== to;) {
    day = (day % 7) + 1
    list.push(day)
  }
  return list
}

function dayOf(place: Place, name: ast.Name): number | undefined {
  const index = weekdays.indexOf(name.text)
  if (index >= 0) return index + 1
  complain(place, "E121", name.span, `unknown day ${quoted(name.text)}`, {
    help: "days are `mon tue wed thu fri sat sun`",
    ...suggestion(
      name.span,
      nearest(name.text, weekdays) ?? weekdays.find((day) => name.text.toLowerCase().startsWith(day)),
    ),
  })
  return undefined
}
