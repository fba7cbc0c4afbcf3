import type { Audit, Deny, LimitUse, Require, ResponseRule, Tightening } from "../model/policy.ts"
import type * as ast from "../syntax/ast.ts"
import type { Block, BlockStatement } from "./blocks.ts"
import { ruleOf } from "./checking.ts"
import { checkReach, checkSubjectKnown, type Reach } from "./ground.ts"
import { checkDuration, checkLimit } from "./limits.ts"
import { placeIn } from "./expression.ts"
import type { Seen } from "./place.ts"
import { useQuotas } from "./quotas.ts"
import { checkRead } from "./references.ts"
import { checkRequirement } from "./requirements.ts"
import { checkResponse } from "./responses.ts"
import { checkElse, checkNames, checkTargets, checkUnless, checkWhen, type Ground } from "./rules.ts"

type Growing = {
  -readonly [Key in keyof Tightening]: Tightening[Key] extends readonly (infer Item)[] ? Item[] : never
}

/** What the lines of a block tighten, and the shows among its response rules. */
export interface CheckedStatements {
  readonly tightening: Tightening
  readonly shows: readonly ResponseRule[]
  readonly isEmpty: boolean
}

const noRules: readonly never[] = []

/** Shared by all that says nothing of a kind: most blocks say little. */
export const noTightening: Tightening = {
  denies: noRules,
  requires: noRules,
  limits: noRules,
  audits: noRules,
  timeouts: noRules,
  bodyMaxima: noRules,
  response: noRules,
}

export function checkTightenings(ground: Ground): CheckedStatements {
  let shows: ResponseRule[] | undefined
  const made: Partial<Growing> = {}
  let isEmpty = true
  for (const statement of ground.block.statements) {
    if (statement.kind === "response") {
      const checked = checkResponseIn(ground, statement)
      for (const rule of checked.tightening) (made.response ??= []).push(rule)
      for (const rule of checked.shows) (shows ??= []).push(rule)
    } else checkStatement(ground, statement, made)
  }
  for (const _ in made) isEmpty = false
  return {
    tightening: isEmpty ? noTightening : whole(made),
    shows: shows ?? noRules,
    isEmpty,
  }
}

function whole(made: Partial<Growing>): Tightening {
  return {
    denies: made.denies ?? noRules,
    requires: made.requires ?? noRules,
    limits: made.limits ?? noRules,
    audits: made.audits ?? noRules,
    timeouts: made.timeouts ?? noRules,
    bodyMaxima: made.bodyMaxima ?? noRules,
    response: made.response ?? noRules,
  }
}

function checkStatement(ground: Ground, node: BlockStatement, into: Partial<Growing>): void {
  const { checking } = ground
  switch (node.kind) {
    case "deny":
      ;(into.denies ??= []).push(checkDeny(ground, node))
      return
    case "require": {
      const require = checkRequire(ground, node)
      if (require) (into.requires ??= []).push(require)
      return
    }
    case "use":
      ;(into.limits ??= []).push(...useQuotas(ground, node))
      return
    case "limit":
      ;(into.limits ??= []).push(checkInlineLimit(ground, node))
      return
    case "audit":
      ;(into.audits ??= []).push(checkAudit(ground, node))
      return
    case "timeout": {
      const { milliseconds, span } = node.duration
      checkDuration(checking, milliseconds, span, "a timeout")
      ;(into.timeouts ??= []).push(ruleOf(checking, { id: "", span: node.span, milliseconds }))
      return
    }
    case "body":
      if (node.max)
        (into.bodyMaxima ??= []).push(
          ruleOf(checking, { id: "", span: node.max.span, bytes: node.max.bytes }),
        )
      return
    default:
      return
  }
}

const everyRoute: Reach["except"] = []

function reachOf(
  ground: Ground,
  span: Reach["span"],
  what: string,
  except: Reach["except"] = everyRoute,
): Reach {
  const { index, block } = ground
  return { routes: () => index.governed(block), except, what, span }
}

function checkDeny(ground: Ground, node: ast.DenyStatement): Deny {
  const roles = checkNames(ground, node.names)
  const when = checkWhen(ground, node.when)
  const unless = checkUnless(ground, node.unless)
  const except = checkTargets(ground, node.except)
  const reach = reachOf(ground, node.span, "this `deny`", except)
  checkReach(ground, reach, [...when.seen, ...unless.seen])
  // Of a role that nobody without a subject holds, the condition is asked only where there is one.
  if (roles.some((role) => !ground.roles.needsSubject(role))) checkSubjectKnown(ground, reach, when.seen)
  return ruleOf(ground.checking, {
    id: "",
    span: node.span,
    roles,
    when: when.expression,
    unless: unless.grant,
    else: checkElse(ground.checking, node.else),
    except,
  })
}

function checkRequire(ground: Ground, node: ast.RequireStatement): Require | undefined {
  const { what, seen } = checkRequirement(ground, node.what)
  const unless = checkUnless(ground, node.unless)
  const except = checkTargets(ground, node.except)
  const refusal = checkElse(ground.checking, node.else)
  const reach = reachOf(ground, node.span, "this `require`", except)
  checkReach(ground, reach, [...seen, ...unless.seen])
  const sparesAnyone =
    unless.grant !== undefined && unless.grant.when === undefined && unless.grant.roles.includes("anyone")
  if (!sparesAnyone) checkSubjectKnown(ground, reach, seen)
  return (
    what &&
    ruleOf(ground.checking, { id: "", span: node.span, what, unless: unless.grant, else: refusal, except })
  )
}

function checkInlineLimit(ground: Ground, node: ast.LimitStatement): LimitUse {
  const { place, seen, asked } = checkLimit(ground, node.rate, node.span, undefined)
  const reach = reachOf(ground, node.span, "this `limit`")
  checkReach(ground, reach, seen)
  checkSubjectKnown(ground, reach, asked)
  return ruleOf(ground.checking, { id: "", span: node.span, limit: place })
}

function checkAudit(ground: Ground, node: ast.AuditStatement): Audit {
  const seen: Seen[] = []
  const note = node.note.flatMap((reference) => {
    const place = placeIn(ground.checking, ground.home, ground.bindings)
    const read = checkRead(place, reference)
    seen.push(...place.work.seen)
    return read.broken ? [] : [read.expression]
  })
  const when = checkWhen(ground, node.when)
  checkReach(ground, reachOf(ground, node.span, "this `audit`"), [...seen, ...when.seen])
  return ruleOf(ground.checking, { id: "", span: node.span, level: node.level, note, when: when.expression })
}

function checkResponseIn(ground: Ground, node: ast.ResponseStatement): ReturnType<typeof checkResponse> {
  const checked = checkResponse(ground, node)
  const reach = reachOf(ground, node.span, "this response rule")
  checkReach(ground, reach, checked.seen)
  checkSubjectKnown(ground, reach, checked.asked)
  const block: Block = ground.block
  checkReach(
    ground,
    { routes: () => block.routes, except: [], what: "this `show`", span: node.span },
    checked.shown,
  )
  return checked
}
