import type { Literal } from "../syntax/ast.ts"
import { coerce, coerceText } from "../values/coerce.ts"
import type { Type } from "../values/type.ts"
import { commonType, isList, isNumeric } from "./fit.ts"

/** JSON that reads as the value: what defaults, settings and lists hold. */
export type Raw = boolean | number | string | readonly (boolean | number | string)[]

/** The type that a literal has by itself. */
export function literalType(literal: Literal): Type {
  switch (literal.kind) {
    case "string":
      return { kind: "string" }
    case "number":
      return { kind: literal.integer ? "int" : "number" }
    case "size":
      return { kind: "int" }
    case "boolean":
      return { kind: "bool" }
    case "duration":
    case "date":
    case "time":
    case "ip":
    case "cidr":
      return { kind: literal.kind }
    case "list-literal":
      return { kind: "list", element: elementType(literal.items) }
  }
}

/** Undefined elements say that the items have nothing in common. */
function elementType(items: readonly Literal[]): Type {
  let common: Type | undefined
  for (const item of items) {
    const type = literalType(item)
    common = common === undefined ? type : (commonType(common, type) ?? { kind: "json" })
  }
  return common ?? { kind: "json" }
}

export function rawLiteral(literal: Literal): Raw {
  switch (literal.kind) {
    case "string":
    case "number":
    case "boolean":
      return literal.value
    case "size":
      return literal.bytes
    case "duration":
      return literal.milliseconds
    case "date":
    case "ip":
    case "cidr":
      return literal.text
    case "time":
      return `${twoDigits(Math.floor(literal.minutes / 60))}:${twoDigits(literal.minutes % 60)}`
    case "list-literal":
      return literal.items.flatMap(rawLiteral)
  }
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0")
}

/** The literal as JSON of a type; undefined where it is not of it. */
export function literalAs(literal: Literal, type: Type): Raw | undefined {
  if (literal.kind === "list-literal") {
    if (type.kind === "json") return rawLiteral(literal)
    if (!isList(type) || literal.items.some((item) => item.kind === "list-literal")) return undefined
    const isWhole = literal.items.every((item) => literalAs(item, type.element) !== undefined)
    return isWhole ? rawLiteral(literal) : undefined
  }
  const own = literalType(literal)
  if (own.kind === "cidr" || commonType(own, type) === undefined) return undefined
  const raw = rawLiteral(literal)
  return coerce(raw, type) === undefined ? undefined : raw
}

/** A text of the environment as JSON of a type: a number is written as in a path. */
export function textAs(text: string, type: Type): Raw | undefined {
  if (isList(type) || type.kind === "record") return undefined
  const value = coerceText(text, type)
  if (value === undefined) return undefined
  if (typeof value === "boolean") return value
  // Of other types JSON holds the text, whatever it is read as.
  return typeof value === "number" && isNumeric(type) ? value : text
}
