import { types } from "node:util"

/** Deeper bodies are withheld: no recursion here runs out of stack. */
export const maxDepth = 500

/** Thrown where a body cannot be read; its message is ours and names nothing of the body. */
export class UnreadableBody extends Error {}

/**
 * What `JSON.stringify` would write for a member, one step deep: `toJSON` is asked, wrapped primitives are unwrapped,
 * what JSON has no words for is undefined.
 */
export function jsonForm(raw: unknown, key: string): unknown {
  switch (typeof raw) {
    case "string":
    case "boolean":
      return raw
    case "number":
      return Number.isFinite(raw) ? raw : null
    case "object":
      return raw === null ? null : objectForm(raw, key)
    case "bigint":
      throw new UnreadableBody("the body holds a bigint")
    default:
      return undefined
  }
}

function objectForm(raw: object, key: string): unknown {
  const { toJSON } = raw as { readonly toJSON?: unknown }
  if (typeof toJSON !== "function") return unwrap(raw)
  const value: unknown = toJSON.call(raw, key)
  // What `toJSON` gives is not asked again.
  return typeof value === "object" && value !== null ? plainCopy(unwrap(value), 0) : jsonForm(value, key)
}

function unwrap(value: object): unknown {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) return value
  return types.isBoxedPrimitive(value) ? jsonForm(value.valueOf(), "") : value
}

/** A value in JSON form as plain data that nobody else holds: getters have been read, `toJSON` has been asked. */
export function plainCopy(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value
  if (depth > maxDepth) throw new UnreadableBody("the body nests too deep or holds itself")
  if (Array.isArray(value)) {
    return Array.from(value, (element: unknown, index) =>
      plainCopy(jsonForm(element, String(index)) ?? null, depth + 1),
    )
  }
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) {
    const member = jsonForm((value as Readonly<Record<string, unknown>>)[name], name)
    if (member !== undefined) setMember(copy, name, plainCopy(member, depth + 1))
  }
  return copy
}

/** Sets an own member, also one that is named `__proto__`. */
export function setMember(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
  } else {
    target[name] = value
  }
}
