import type { Expression, Read } from "./expression.ts"
import { visitParts } from "./parts.ts"

const secretHeaders: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
])

/** Last words of names whose values are secrets, or numbers of cards: `newPassword`, `api_key`, `card.pan`. */
const secretName =
  /(?:^|-)(?:pass(?:word|wd|phrase|code)?|secret|token|jwt|api-?key|private-?key|credentials?|authorization|cookie|pin|otp|pan|cvv|cvc)s?$/

/** Whether a name says that what it holds is a secret. */
export function isSecretName(name: string): boolean {
  const words = name.replaceAll(/([a-z\d])([A-Z])/g, "$1-$2").replaceAll(/[_.\s]/g, "-")
  return secretName.test(words.toLowerCase())
}

/** Whether a read takes its value from a credential, or from something that is called a secret. `headers`: those that bring API keys. */
export function readsSecret({ root, name, members }: Read, headers: ReadonlySet<string>): boolean {
  const header = root === "header" ? (members[0] ?? "").toLowerCase() : undefined
  if (header !== undefined && (secretHeaders.has(header) || headers.has(header))) return true
  const isNamed = root === "path" || root === "setting"
  return isSecretName(isNamed ? name : "") || members.some(isSecretName)
}

/**
 * Whether a condition asks about a secret: what the policy holds against it is one too, whatever it is called.
 * `and`, `or`, `not` ask about nothing themselves: what their parts say of one another tells nothing.
 */
export function asksAboutSecret(condition: Expression, headers: ReadonlySet<string>): boolean {
  if (condition.kind === "and" || condition.kind === "or" || condition.kind === "not") return false
  let asks = false
  visitParts(condition, (part) => {
    if (part.kind === "read" && readsSecret(part, headers)) asks = true
  })
  return asks
}
