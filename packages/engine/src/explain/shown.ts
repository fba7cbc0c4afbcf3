import type { Read } from "../values/expression.ts"
import { memberOf } from "../values/member.ts"

/** Stands in place of a value that is not for the eyes of whoever reads an explanation. */
export const withheld = "withheld"

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

/** Whether a read takes its value from a credential, or from a member that is called a secret. `headers`: those that bring API keys. */
export function readsSecret({ root, name, members }: Read, headers: ReadonlySet<string>): boolean {
  const header = root === "header" ? (members[0] ?? "").toLowerCase() : undefined
  if (header !== undefined && (secretHeaders.has(header) || headers.has(header))) return true
  return (root === "path" ? [name] : members).some(isSecretName)
}

const longestText = 500
const mostMembers = 20
const deepest = 4

/** A value as explanations hold it: plain, bounded, and without what its members' names say is secret. */
export function shownValue(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return cut(value)
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value
  if (value === undefined) return null
  if (typeof value === "bigint") return cut(String(value))
  if (typeof value !== "object") return "not readable"
  try {
    if (value instanceof Date) return value.toISOString()
    if (depth === deepest) return "…"
    return Array.isArray(value) ? shownList(value, depth) : shownMembers(value, depth)
  } catch {
    return "not readable"
  }
}

function shownList(list: readonly unknown[], depth: number): readonly unknown[] {
  const shown = list.slice(0, mostMembers).map((element) => shownValue(element, depth + 1))
  return list.length > mostMembers ? [...shown, `… ${list.length - mostMembers} more`] : shown
}

function shownMembers(value: object, depth: number): object {
  const names = Object.keys(value)
  const shown = names
    .slice(0, mostMembers)
    .map((name) => [cut(name), isSecretName(name) ? withheld : shownValue(memberOf(value, name), depth + 1)])
  if (names.length > mostMembers) shown.push(["…", `${names.length - mostMembers} more`])
  return Object.fromEntries(shown)
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`
}
