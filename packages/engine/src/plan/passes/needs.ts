import type { Grant, Require, ResponseRule } from "../../model/policy.ts"
import type { Expression } from "../../values/expression.ts"
import { visitParts } from "../../values/parts.ts"

/** What rules ask about: things that are loaded, and roles, those of `is` included. */
export interface Needs {
  readonly resources: Set<string>
  readonly roles: Set<string>
}

export function addCondition(needs: Needs, condition: Expression | undefined): void {
  if (condition === undefined) return
  visitParts(condition, (part) => {
    if (part.kind === "is") needs.roles.add(part.role)
    else if (part.kind === "read" && part.root === "resource") needs.resources.add(part.name)
  })
}

export function addGrant(needs: Needs, grant: Grant | undefined): void {
  if (grant === undefined) return
  for (const role of grant.roles) needs.roles.add(role)
  addCondition(needs, grant.when)
}

export function addRequire(needs: Needs, { what, unless }: Pick<Require, "what" | "unless">): void {
  if (what.kind !== "tls") addCondition(needs, what.condition)
  addGrant(needs, unless)
}

export function addResponseRule(needs: Needs, rule: ResponseRule): void {
  switch (rule.kind) {
    case "show":
    case "only-to":
      return addGrant(needs, rule.to)
    case "hide":
    case "hash":
    case "mask":
      addCondition(needs, rule.when)
      return addGrant(needs, rule.unless)
    case "each":
      for (const inner of rule.rules) addResponseRule(needs, inner)
  }
}
