import { createHmac } from "node:crypto"
import { canonicalJson } from "./canonical-json.ts"

/** What is done to a thing that may not leave as it is. */
export type Mark =
  | { readonly kind: "removed" }
  | { readonly kind: "with"; readonly text: string }
  | { readonly kind: "hash" }
  | { readonly kind: "keep"; readonly count: number }

const ranks = { removed: 0, with: 1, hash: 2, keep: 3 } as const

/** Of two marks on one thing the one that tells less. */
export function stricter(left: Mark | undefined, right: Mark | undefined): Mark | undefined {
  if (left === undefined || right === undefined) return left ?? right
  if (left.kind !== right.kind) return ranks[left.kind] < ranks[right.kind] ? left : right
  if (left.kind === "with" && right.kind === "with") return isBefore(right.text, left.text) ? right : left
  if (left.kind === "keep" && right.kind === "keep") return right.count < left.count ? right : left
  return left
}

/** In code point order, which is the order of the bytes in UTF-8. */
function isBefore(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0
}

/** What stands in the place of a marked thing. `value` is JSON; hashing without a key throws. */
export function masked(
  mark: Exclude<Mark, { kind: "removed" }>,
  value: unknown,
  hashKey: Uint8Array | string | undefined,
): string {
  switch (mark.kind) {
    case "with":
      return mark.text
    case "keep":
      return typeof value === "string" ? keep(value, mark.count) : "***"
    case "hash": {
      if (hashKey === undefined) throw new Error("`hash` has no key")
      return createHmac("sha256", hashKey).update(canonicalJson(value)).digest("hex")
    }
  }
}

/** The first code points of a text, a `*` for each other; a text that would be kept whole is masked whole. */
function keep(text: string, count: number): string {
  const points = [...text]
  const kept = points.length > count ? points.slice(0, count) : []
  return kept.join("") + "*".repeat(points.length - kept.length)
}
