import { packedKinds, spanMembers } from "../plan/packed.ts"
import type { Span } from "../text/span.ts"

/** A value that was added, by number: equal values have one. */
type Packed = number

interface Entry {
  /** As it stands in a line; lists and objects with their parts by number. */
  readonly scalar: string | undefined
  readonly kind: number
  readonly parts: readonly Packed[]
  /** What follows the parts. */
  readonly rest: string
  uses: number
  /** Of the text, its parts written out. */
  length: number
}

/**
 * Writes values as the text that `unpacker` reads. Equal data makes equal text, and equal parts are written once.
 *
 * Members that are undefined are left out, as JSON leaves them out; in a list they stay.
 */
export function pack(values: readonly unknown[]): string {
  const entries: Entry[] = []
  const byKey = new Map<string, Packed>()
  const byObject = new Map<object, Packed>()
  const byScalar = new Map<unknown, Packed>()
  const names: string[][] = []
  const namesByKey = new Map<string, number>()

  const enter = (key: string, made: () => Omit<Entry, "uses" | "length">): Packed => {
    const known = byKey.get(key)
    if (known !== undefined) return known
    const entry = { ...made(), uses: 0, length: 0 }
    for (const part of entry.parts) entries[part]!.uses++
    entry.length =
      entry.scalar?.length ??
      entry.parts.reduce((sum, part) => sum + 1 + entries[part]!.length, 3 + entry.rest.length)
    byKey.set(key, entries.length)
    return entries.push(entry) - 1
  }
  const enterScalar = (scalar: string): Packed =>
    enter(`s${scalar}`, () => ({ scalar, kind: 0, parts: [], rest: "" }))
  const enterParts = (kind: number, parts: readonly Packed[]): Packed =>
    enter(`${kind}:${parts.join()}`, () => ({ scalar: undefined, kind, parts, rest: "" }))
  const kindOf = (members: string[]): number => {
    const key = members.join("\n")
    const known = namesByKey.get(key) ?? names.push(members) - 1
    namesByKey.set(key, known)
    return packedKinds.objects + known
  }
  const add = (value: unknown): Packed => {
    if (typeof value !== "object" || value === null) return addScalar(value)
    const known = byObject.get(value)
    if (known !== undefined) return known
    const packed = Array.isArray(value) ? addList(value) : addObject(value)
    byObject.set(value, packed)
    return packed
  }
  const addScalar = (value: unknown): Packed => {
    if (value === undefined) return enterScalar(`[${packedKinds.missing}]`)
    if (typeof value === "bigint") return enterScalar(`[${packedKinds.bigint},"${value}"]`)
    const known = byScalar.get(value)
    if (known !== undefined) return known
    const scalar = JSON.stringify(value)
    const packed = enterScalar(typeof value === "number" ? `[${packedKinds.number},${scalar}]` : scalar)
    byScalar.set(value, packed)
    return packed
  }
  const addList = (list: readonly unknown[]): Packed => {
    if (list.length === 0) return enterScalar("[]")
    if (list.length > 1 && list.every(isNumber)) return enterScalar(`[${packedKinds.numbers},${list.join()}]`)
    return enterParts(packedKinds.list, list.map(add))
  }
  const addObject = (value: object): Packed => {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    if (isSpan(members)) {
      const { file, start, end, line, column } = value as Span
      const rest = `${start},${end - start},${line},${column}`
      return enter(`span ${file} ${rest}`, () => ({
        scalar: undefined,
        kind: packedKinds.span,
        parts: [addScalar(file)],
        rest,
      }))
    }
    const kind = kindOf(members.map(([name]) => name))
    return enterParts(
      kind,
      members.map(([, member]) => add(member)),
    )
  }

  const roots = values.map(add)
  // The first line is the names of members, then come the values that were asked for, then what they share.
  const lines = new Map<Packed, number>()
  const shared = entries.flatMap((entry, packed) => (isWorthALine(entry) ? [packed] : []))
  shared.forEach((packed, place) => lines.set(packed, 1 + roots.length + place))
  const write = (packed: Packed): string => String(lines.get(packed) ?? writeOut(packed))
  const writeOut = (packed: Packed): string => {
    const { scalar, kind, parts, rest } = entries[packed]!
    if (scalar !== undefined) return scalar
    const written = [String(kind), ...parts.map(write)]
    return `[${(rest === "" ? written : [...written, rest]).join()}]`
  }
  return [JSON.stringify(names), ...roots.map(write), ...shared.map(writeOut)].join("\n")
}

/** A line of its own and the references to it are shorter than the value again and again. */
function isWorthALine({ uses, length }: Entry): boolean {
  const reference = 5
  return uses > 1 && length > reference && uses * (length - reference) > length
}

const isNumber = (value: unknown): boolean => typeof value === "number"

function isSpan(members: readonly (readonly [string, unknown])[]): boolean {
  return (
    members.length === spanMembers.length &&
    members.every(
      ([name, value], place) => name === spanMembers[place] && (place === 0) === (typeof value === "string"),
    ) &&
    members.slice(1).every(([, value]) => Number.isSafeInteger(value))
  )
}
