import { typeText } from "../values/type-text.ts"
import type { Type } from "../values/type.ts"

/** Types that are written as text in JSON, so that a text may be one of them. */
const textual: ReadonlySet<string> = new Set(["uuid", "date", "time", "instant", "ip"])

/**
 * The type under which two operands are compared: what both may be. Undefined where no value is of both.
 * Bounds are left out: what a declared bound refuses is ill-typed already.
 */
export function commonType(left: Type, right: Type): Type | undefined {
  if (left.kind === "json") return plain(right)
  if (right.kind === "json") return plain(left)
  if (isList(left) && isList(right)) {
    const element = commonType(left.element, right.element)
    return element && { kind: "list", element }
  }
  if (left.kind === right.kind) return plain(left)
  if (isNumeric(left) && isNumeric(right)) return { kind: "number" }
  if (left.kind === "string") return textWith(right)
  if (right.kind === "string") return textWith(left)
  return undefined
}

function textWith(other: Type): Type | undefined {
  if (other.kind === "url") return { kind: "string" }
  return textual.has(other.kind) ? plain(other) : undefined
}

export function isNumeric(type: Type): boolean {
  return type.kind === "int" || type.kind === "number"
}

export function isList(type: Type): type is Extract<Type, { readonly element: Type }> {
  return type.kind === "set" || type.kind === "list"
}

export function isText(type: Type): boolean {
  return type.kind === "string" || type.kind === "url" || type.kind === "json"
}

/** Lists, sets and records are not compared as a whole. */
export function isScalar(type: Type): boolean {
  return !isList(type) && type.kind !== "record" && type.kind !== "cidr"
}

const ordered: ReadonlySet<string> = new Set([
  "int",
  "number",
  "string",
  "date",
  "time",
  "instant",
  "duration",
  "ip",
  "json",
])

export function isOrdered(type: Type): boolean {
  return ordered.has(type.kind)
}

/** Without bounds and members: all that an operator asks. */
function plain(type: Type): Type {
  if (type.kind === "record") return { kind: "record" }
  if (isList(type)) return { kind: type.kind, element: plain(type.element) }
  return { kind: type.kind }
}

/** As expressions carry it: plain data of bounded size, whatever the type leads to. */
export function shallow(type: Type): Type {
  if (type.kind === "record")
    return type.name === undefined ? { kind: "record" } : { kind: "record", name: type.name }
  return isList(type) ? { kind: type.kind, element: shallow(type.element) } : type
}

/** As a message names it, in backticks: the author's name, or how the type is written. */
export function typeName(type: Type): string {
  return type.kind === "json" ? "JSON of any kind" : `\`${typeText(type)}\``
}

/** The same with its article. */
export function aType(type: Type): string {
  if (type.kind === "json") return "JSON of any kind"
  return /^[aeio]/i.test(typeText(type)) ? `an ${typeName(type)}` : `a ${typeName(type)}`
}
