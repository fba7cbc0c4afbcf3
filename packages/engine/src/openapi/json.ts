/** A member of JSON that came from outside: only own members are ever looked at. */
export type Json = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

export function own(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

export function ownObject(value: unknown, name: string): Json | undefined {
  const member = own(value, name)
  return isObject(member) ? member : undefined
}

export function ownText(value: unknown, name: string): string | undefined {
  const member = own(value, name)
  return typeof member === "string" ? member : undefined
}

export function ownList(value: unknown, name: string): readonly unknown[] {
  const member = own(value, name)
  return Array.isArray(member) ? member : []
}

const longestChain = 32

/** What stands at a `$ref`, however many references lead there; undefined where the document does not hold it. */
export function resolve(root: Json, value: unknown): unknown {
  let found = value
  for (let step = 0; step < longestChain; step++) {
    const reference = ownText(found, "$ref")
    if (reference === undefined) return found
    if (!reference.startsWith("#/")) return undefined
    found = at(root, reference.slice(2).split("/").map(unescapePointer))
  }
  return undefined
}

function at(root: Json, pointer: readonly string[]): unknown {
  let found: unknown = root
  for (const name of pointer) found = Array.isArray(found) ? found[Number(name)] : own(found, name)
  return found
}

function unescapePointer(part: string): string {
  return unescapePercent(part).replaceAll("~1", "/").replaceAll("~0", "~")
}

function unescapePercent(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
