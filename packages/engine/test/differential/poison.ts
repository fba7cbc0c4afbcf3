import type { Policy } from "../../src/model/policy.ts"
import type { Expression } from "../../src/values/expression.ts"
import type { Random } from "../generate/random.ts"

const conditions = new Set([
  "and",
  "or",
  "not",
  "has",
  "any",
  "every",
  "compare",
  "in-list",
  "in-cidrs",
  "in-range",
])
for (const kind of ["like", "starts-with", "ends-with", "contains", "is", "within", "between"])
  conditions.add(kind)

/** The policy with some of its conditions, or parts of them, replaced by one that is always unknown. */
export function poisoned(policy: Policy, random: Random): Policy {
  return poison(policy, random) as Policy
}

function poison(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return value.map((item) => poison(item, random))
  if (typeof value !== "object" || value === null) return value
  if (isCondition(value) && random.chance(0.08)) return unknown(value)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, poison(member, random)]))
}

function isCondition(value: object): value is Expression {
  return "kind" in value && "span" in value && conditions.has(String(value.kind))
}

/** Reads what no request has. */
function unknown({ span }: Expression): Expression {
  return {
    kind: "read",
    root: "query",
    name: "",
    ordinal: -1,
    members: ["never given"],
    type: { kind: "bool" },
    span,
  }
}
