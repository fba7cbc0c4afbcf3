import { createHash } from "node:crypto"
import type { Environment } from "../evaluate/environment.ts"
import { networkOf, parseAddress } from "../values/address.ts"
import { memberOf } from "../values/member.ts"
import type { Address, Value } from "../values/type.ts"

/** Beyond this a key is kept as its hash: callers choose texts, not how much is remembered of them. */
const longestKey = 128

/**
 * The text of one combination of key parts. Each part carries its kind and its length, so that no two combinations
 * have one text. A part that is absent becomes the address of the caller.
 */
export function keyOf(parts: readonly (Value | undefined)[], environment: Environment): string {
  let key = ""
  for (const part of parts) key += textOf(part) ?? callerText(environment)
  return key.length <= longestKey ? key : `#${createHash("sha256").update(key).digest("base64url")}`
}

function textOf(part: Value | undefined): string | undefined {
  switch (typeof part) {
    case "string":
      return `s${part.length}:${part};`
    case "number":
      return `n${part};`
    case "boolean":
      return part ? "b1;" : "b0;"
    case "object":
      return isAddress(part) ? `a${networkOf(part)};` : undefined
    default:
      return undefined
  }
}

function isAddress(value: object): value is Address {
  return "bits" in value && typeof value.bits === "bigint"
}

/** Callers whose address is not known share one counter. */
function callerText(environment: Environment): string {
  const text = memberOf(environment.context, "ip")
  const address = typeof text === "string" ? parseAddress(text) : undefined
  return address === undefined ? "?;" : `@${networkOf(address)};`
}
