import { capped } from "../values/bounds.ts"
import { coerce, coerceText } from "../values/coerce.ts"
import type { Read } from "../values/expression.ts"
import { memberOf } from "../values/member.ts"
import type { Type, Value } from "../values/type.ts"
import type { Facts } from "./facts.ts"

/** What a read finds. Settings and defaults stand in the form of their type, everything else is raw. */
export type FoundValue =
  | { readonly kind: "raw"; readonly raw: unknown }
  | { readonly kind: "in-form"; readonly value: unknown }

export function find(read: Read, facts: Facts, variables: ReadonlyMap<string, unknown>): FoundValue {
  if (read.root === "setting") {
    return { kind: "in-form", value: facts.policy.settings.find(({ name }) => name === read.name)?.value }
  }
  if (read.root === "path") return { kind: "raw", raw: facts.parameters[read.ordinal] }
  if (read.root === "header") return { kind: "raw", raw: header(facts.headers, read.members[0] ?? "") }
  const found = walk(rootOf(read, facts, variables), read.members, read.default)
  return found.kind === "raw" ? { kind: "raw", raw: capped(found.raw, read.most) } : found
}

function rootOf(read: Read, facts: Facts, variables: ReadonlyMap<string, unknown>): unknown {
  switch (read.root) {
    case "subject":
      return facts.subject
    case "actor":
      return facts.actor
    case "query":
      return facts.query
    case "body":
      return facts.body
    case "context":
      return facts.context
    case "resource":
      return memberOf(facts.resources, read.name)
    case "variable":
      return variables.get(read.name)
    // Credentials are read by `authenticate` alone, the others by `find`.
    case "credential":
    case "setting":
    case "path":
    case "header":
      return undefined
  }
}

function walk(root: unknown, members: readonly string[], fallback: unknown): FoundValue {
  const [first, ...rest] = members
  if (isAbsent(root) || first === undefined) return { kind: "raw", raw: root }
  const found = memberOf(root, first)
  if (rest.length > 0) return walk(found, rest, fallback)
  // The default is read only where what holds the member is there.
  return isAbsent(found) ? { kind: "in-form", value: fallback } : { kind: "raw", raw: found }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

/** Header names compare without case; one name written in two ways is one name given twice. */
function header(headers: unknown, name: string): unknown {
  if (typeof headers !== "object" || headers === null) return undefined
  const found = Object.entries(headers).filter(([given]) => given.toLowerCase() === name.toLowerCase())
  if (found.length < 2) return found[0]?.[1]
  return found.flatMap(([, value]: [string, unknown]) => value)
}

/** A read as its declared type; missing where it is absent, null or does not fit. */
export function valueOf(
  read: Read,
  facts: Facts,
  variables: ReadonlyMap<string, unknown>,
): Value | undefined {
  return readAs(read, find(read, facts, variables), read.type)
}

/** Paths, queries and headers are texts that stand for values; everything else is JSON. */
export function readAs(read: Read, found: FoundValue, type: Type): Value | undefined {
  if (found.kind === "in-form") return inFormAs(found.value, read.type, type)
  const isText = read.root === "path" || read.root === "query" || read.root === "header"
  return isText && typeof found.raw === "string" ? coerceText(found.raw, type) : coerce(found.raw, type)
}

/** What stands in the form of its type already, but for addresses and uuids, which may be kept as text. */
export function inFormAs(value: unknown, from: Type, to: Type): Value | undefined {
  if (value === undefined || value === null) return undefined
  const isInForm = from.kind === to.kind && typeof value !== "string"
  return isInForm ? (value as Value) : coerce(value, to)
}
