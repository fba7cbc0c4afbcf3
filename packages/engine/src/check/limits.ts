import type { Limit } from "../model/policy.ts"
import type { LimitRate, Reference } from "../syntax/ast.ts"
import type { Span } from "../text/span.ts"
import type { Expression } from "../values/expression.ts"
import { isZone } from "../values/zone.ts"
import { quoted, report, ruleOf, type Checking } from "./checking.ts"
import { checkExpression, placeIn } from "./expression.ts"
import { asOperand } from "./operand.ts"
import { isNumeric, isScalar, aType } from "./fit.ts"
import { zoneSuggestion } from "./time-operators.ts"
import type { Seen } from "./place.ts"
import { checkRead } from "./references.ts"
import { checkUnless, checkWhen, type Ground } from "./rules.ts"

const dayMilliseconds = 86_400_000
/** A window, a block or a timeout beyond this is a slip of the pen. */
const longestMilliseconds = 366 * dayMilliseconds
const mostRequests = 1_000_000_000

export interface CheckedLimit {
  /** Place in `Policy.limits`. */
  readonly place: number
  readonly seen: readonly Seen[]
  /** What `cost` and `when` read: unlike a key, it must be known. */
  readonly asked: readonly Seen[]
}

/** Checks a counter and enters it among the policy's. */
export function checkLimit(
  ground: Ground,
  rate: LimitRate,
  span: Span,
  name: string | undefined,
): CheckedLimit {
  const { checking } = ground
  checkNumbers(checking, rate)
  checkCalendar(checking, rate)
  const keys = rate.per.map((key) => checkKey(ground, key))
  const cost = rate.cost && checkCost(ground, rate.cost)
  const when = checkWhen(ground, rate.when, "lower a limit")
  const unless = checkUnless(ground, rate.unless)
  const limit: Limit = ruleOf(checking, {
    id: "",
    span: span,
    name,
    count: rate.rate.count,
    windowMilliseconds: rate.rate.windowMilliseconds,
    calendar: rate.calendar?.value,
    per: keys.flatMap(({ expression }) => expression ?? []),
    burst: rate.burst?.value,
    cost: cost?.expression,
    when: when.expression,
    unless: unless.grant,
    countRefused: rate.countRefused,
    blockMilliseconds: rate.block?.milliseconds,
    outage: rate.outage,
  })
  const place = checking.limits.push(limit) - 1
  const seen = [...keys.flatMap((key) => key.seen), ...(cost?.seen ?? []), ...when.seen, ...unless.seen]
  return { place, seen, asked: [...(cost?.seen ?? []), ...when.seen] }
}

function checkNumbers(checking: Checking, { rate, burst, block }: LimitRate): void {
  if (rate.count < 1 || rate.count > mostRequests) {
    report(
      checking,
      "E309",
      rate.span,
      rate.count < 1 ? "this limit admits nobody" : "this limit is no limit",
      {
        help:
          rate.count < 1
            ? "to refuse everybody, write `deny anyone`"
            : `a limit counts up to ${mostRequests}`,
      },
    )
  }
  checkDuration(checking, rate.windowMilliseconds, rate.span, "a window")
  if (burst && burst.value < 1)
    report(checking, "E309", burst.span, "this burst admits nobody", { help: "a burst is at least 1" })
  if (burst && burst.value > rate.count) {
    report(
      checking,
      "E309",
      burst.span,
      `a burst of ${burst.value} is more than the limit of ${rate.count}`,
      {
        why: "no more than the limit are ever admitted in one window",
        help: `write a burst up to ${rate.count}, or leave it out`,
      },
    )
  }
  if (block) checkDuration(checking, block.milliseconds, block.span, "a block")
}

/** Between a millisecond and a year. */
export function checkDuration(checking: Checking, milliseconds: number, span: Span, what: string): void {
  if (milliseconds >= 1 && milliseconds <= longestMilliseconds) return
  report(checking, "E310", span, milliseconds < 1 ? `${what} of no time` : `${what} of more than a year`, {
    help: "write a time between 1ms and 366d",
  })
}

function checkCalendar(checking: Checking, { calendar, rate }: LimitRate): void {
  if (calendar === undefined) return
  if (!isZone(calendar.value)) {
    report(checking, "E120", calendar.span, `unknown time zone ${quoted(calendar.value)}`, {
      help: "write an IANA name such as `Europe/Berlin`",
      ...zoneSuggestion(calendar.span, calendar.value),
    })
  }
  if (rate.windowMilliseconds < 1 || dayMilliseconds % rate.windowMilliseconds === 0) return
  report(checking, "E310", rate.span, "no calendar has such a period", {
    why: "periods of a calendar start anew each day",
    help: "write a day, or an even part of one such as `1h`",
  })
}

interface Operand {
  readonly expression: Expression | undefined
  readonly seen: readonly Seen[]
}

function checkKey(ground: Ground, node: Reference): Operand {
  const place = placeIn(ground.checking, ground.home, ground.bindings)
  const key = checkRead(place, node)
  if (key.broken) return { expression: undefined, seen: [] }
  if (!isScalar(key.type)) {
    report(ground.checking, "E218", node.span, "a key of a limit is one value", {
      labels: [{ span: node.span, text: aType(key.type) }],
    })
    return { expression: undefined, seen: [] }
  }
  return { expression: key.expression, seen: place.work.seen }
}

function checkCost(ground: Ground, node: Parameters<typeof checkExpression>[1]): Operand {
  const place = placeIn(ground.checking, ground.home, ground.bindings)
  const cost = asOperand(place, checkExpression(place, node), node, "`cost`")
  if (cost.broken) return { expression: undefined, seen: [] }
  const { expression, type } = cost
  const isCount = type.kind === "int" || type.kind === "json"
  const isTooLow =
    expression.kind === "literal" && typeof expression.value === "number" && expression.value < 1
  if (isCount && !isTooLow) {
    const settled: Expression =
      expression.kind === "read" && type.kind === "json"
        ? { ...expression, type: { kind: "int" } }
        : expression
    return { expression: settled, seen: place.work.seen }
  }
  report(ground.checking, "E218", node.span, "a cost is a whole number of at least 1", {
    labels: isTooLow || isNumeric(type) ? [] : [{ span: node.span, text: aType(type) }],
  })
  return { expression: undefined, seen: [] }
}
