import type { Type } from "./type.ts"

/** A type as it is written in a policy: `int(1..100)`, `string("a", "b")`, `list of uuid`. A record is its name, if it has one. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "int":
    case "number":
      return type.kind + boundsText(type.min, type.max)
    case "string":
      if (type.values !== undefined)
        return `string(${type.values.map((value) => JSON.stringify(value)).join(", ")})`
      if (type.like !== undefined) return `string(like ${JSON.stringify(type.like)})`
      return type.max === undefined ? "string" : `string(max ${type.max})`
    case "set":
    case "list":
      return `${type.kind} of ${typeText(type.element)}`
    case "record":
      return type.name ?? "record"
    default:
      return type.kind
  }
}

function boundsText(min: number | undefined, max: number | undefined): string {
  if (min === undefined && max === undefined) return ""
  return `(${min ?? ""}..${max ?? ""})`
}
