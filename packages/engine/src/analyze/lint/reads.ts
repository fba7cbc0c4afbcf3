import type { Grant, ResponseRule, RoleName } from "../../model/policy.ts"
import type { Expression, Read, ReadRoot } from "../../values/expression.ts"
import { visitParts } from "../../values/parts.ts"
import type { PlannedRole } from "../../plan/plan.ts"

/** Whether a condition reads one of the roots. */
export function readsAny(condition: Expression | undefined, roots: readonly ReadRoot[]): boolean {
  return condition !== undefined && someRead(condition, ({ root }) => roots.includes(root))
}

export function someRead(condition: Expression, isMeant: (read: Read) => boolean): boolean {
  let isFound = false
  visitParts(condition, (part) => {
    if (part.kind === "read") isFound ||= isMeant(part)
  })
  return isFound
}

/** Whether it matters who the caller is: a role other than `anyone` is named, or the subject is read. */
export function asksWho(grant: Grant | undefined): boolean {
  return grant !== undefined && (grant.roles.some(isSomebody) || readsCaller(grant.when))
}

const isSomebody = (role: RoleName): boolean => role !== "anyone"

export function readsCaller(condition: Expression | undefined): boolean {
  if (condition === undefined) return false
  let isFound = false
  visitParts(condition, (part) => {
    isFound ||= part.kind === "is" || (part.kind === "read" && isCaller(part.root))
  })
  return isFound
}

const isCaller = (root: ReadRoot): boolean => root === "subject" || root === "actor"

/** Whether what leaves hangs on who asks. */
export function responseAsksWho(rule: ResponseRule): boolean {
  switch (rule.kind) {
    case "show":
    case "only-to":
      return asksWho(rule.to)
    case "hide":
    case "hash":
    case "mask":
      return readsCaller(rule.when) || asksWho(rule.unless)
    case "each":
      return rule.rules.some(responseAsksWho)
  }
}

/** The role is held only of things: it is relative, or its condition reads one. */
export function isRelative(role: RoleName, known: ReadonlyMap<RoleName, PlannedRole>): boolean {
  const planned = known.get(role)
  return planned?.of !== undefined || readsAny(planned?.when, ["resource", "path"])
}
