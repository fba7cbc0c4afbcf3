import { createHmac } from "node:crypto"
import type { ResponseRule } from "../model/policy.ts"

/** What becomes of a thing that a rule names. */
export type Mark =
  | { readonly kind: "removed" }
  | { readonly kind: "with"; readonly text: string }
  | { readonly kind: "hash" }
  | { readonly kind: "keep"; readonly count: number }

export function markOf(rule: Extract<ResponseRule, { kind: "hide" | "hash" } | { kind: "mask" }>): Mark {
  if (rule.kind !== "mask") return { kind: rule.kind === "hide" ? "removed" : "hash" }
  return rule.how.kind === "with"
    ? { kind: "with", text: rule.how.text }
    : { kind: "keep", count: rule.how.count }
}

const fromLeastTelling = ["removed", "with", "hash", "keep"] as const

/** Of two marks on one thing the one that tells less. */
export function stricter(left: Mark, right: Mark): Mark {
  const difference = fromLeastTelling.indexOf(left.kind) - fromLeastTelling.indexOf(right.kind)
  if (difference !== 0) return difference < 0 ? left : right
  if (left.kind === "keep" && right.kind === "keep") return left.count <= right.count ? left : right
  if (left.kind === "with" && right.kind === "with") return isBefore(left.text, right.text) ? left : right
  return left
}

/** In code point order: some order, so that lines may stand in any. */
function isBefore(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return Buffer.compare(a, b) <= 0
}

/** The first code points of a text, if others remain to be masked; nothing of any other value. */
export function keepFirst(value: unknown, count: number): string {
  if (typeof value !== "string") return "***"
  const points = [...value]
  const kept = points.length > count ? count : 0
  return points.map((point, place) => (place < kept ? point : "*")).join("")
}

/** HMAC-SHA-256 over the value's canonical JSON, in hexadecimal: equal values are equal still, and no more. */
export function hashOf(value: unknown, key: string | Uint8Array): string {
  return createHmac("sha256", key).update(canonicalJson(value)).digest("hex")
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(",")}}`
}
