import { packedKinds } from "../plan/packed.ts"

/** A value that was added, by number: equal values have one. */
type Packed = number

interface Entry {
  /** As it stands in a line; lists and objects with their parts by number. */
  readonly scalar: string | undefined
  readonly kind: number
  readonly parts: readonly Packed[]
  uses: number
  /** Of the text, its parts written out. */
  length: number
}

/** Shorter than this, a value is written again rather than referred to. */
const shortest = 12

/**
 * Writes values as the text that `unpacker` reads. Equal data makes equal text, and equal parts are written once.
 *
 * Members that are undefined are left out, as JSON leaves them out; in a list they stay.
 */
export function pack(values: readonly unknown[]): string {
  const entries: Entry[] = []
  const byKey = new Map<string, Packed>()
  const byObject = new Map<object, Packed>()
  const names: string[][] = []
  const namesByKey = new Map<string, number>()

  const enter = (key: string, made: () => Omit<Entry, "uses" | "length">): Packed => {
    const known = byKey.get(key)
    if (known !== undefined) return known
    const entry = { ...made(), uses: 0, length: 0 }
    for (const part of entry.parts) entries[part]!.uses++
    entry.length =
      entry.scalar?.length ?? entry.parts.reduce((sum, part) => sum + 1 + entries[part]!.length, 3)
    byKey.set(key, entries.length)
    return entries.push(entry) - 1
  }
  const enterScalar = (scalar: string): Packed => enter(`s${scalar}`, () => ({ scalar, kind: 0, parts: [] }))
  const enterParts = (kind: number, parts: readonly Packed[]): Packed =>
    enter(`${kind}:${parts.join()}`, () => ({ scalar: undefined, kind, parts }))
  const kindOf = (members: string[]): number => {
    const key = JSON.stringify(members)
    const known = namesByKey.get(key) ?? names.push(members) - 1
    namesByKey.set(key, known)
    return packedKinds.objects + known
  }
  const add = (value: unknown): Packed => {
    if (typeof value !== "object" || value === null) return addScalar(value)
    const known = byObject.get(value)
    if (known !== undefined) return known
    const packed = Array.isArray(value) ? enterParts(packedKinds.list, value.map(add)) : addObject(value)
    byObject.set(value, packed)
    return packed
  }
  const addScalar = (value: unknown): Packed => {
    if (value === undefined) return enterScalar(`[${packedKinds.missing}]`)
    if (typeof value === "bigint") return enterScalar(`[${packedKinds.bigint},"${value}"]`)
    return enterScalar(JSON.stringify(value))
  }
  const addObject = (value: object): Packed => {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    const kind = kindOf(members.map(([name]) => name))
    return enterParts(
      kind,
      members.map(([, member]) => add(member)),
    )
  }

  const roots = values.map(add)
  // The first line is the names of members, then come the values that were asked for, then what they share.
  const lines = new Map<Packed, number>()
  const shared = entries.flatMap(({ uses, length }, packed) =>
    uses > 1 && length > shortest ? [packed] : [],
  )
  shared.forEach((packed, place) => lines.set(packed, 1 + roots.length + place))
  const write = (packed: Packed): string => {
    const line = lines.get(packed)
    return line === undefined ? writeOut(packed) : `[${packedKinds.line},${line}]`
  }
  const writeOut = (packed: Packed): string => {
    const { scalar, kind, parts } = entries[packed]!
    return scalar ?? `[${[String(kind), ...parts.map(write)].join()}]`
  }
  return [JSON.stringify(names), ...roots.map(write), ...shared.map(writeOut)].join("\n")
}
