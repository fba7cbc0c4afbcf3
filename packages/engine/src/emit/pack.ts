import { columnId, lineId, noSpan, packedKinds } from "../plan/packed.ts"
import type { Span } from "../text/span.ts"

/** A value that was added, by number: equal values have one. */
type Packed = number

interface Entry {
  /** As it stands in a line; lists and objects with their parts by number. */
  readonly scalar: string | undefined
  readonly kind: number
  readonly parts: readonly Packed[]
  readonly span: Span | undefined
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
      entry.scalar?.length ?? entry.parts.reduce((sum, part) => sum + 1 + entries[part]!.length, spanLength)
    byKey.set(key, entries.length)
    return entries.push(entry) - 1
  }
  const enterScalar = (scalar: string): Packed =>
    enter(`s${scalar}`, () => ({ scalar, kind: 0, parts: [], span: undefined }))
  const enterParts = (kind: number, parts: readonly Packed[]): Packed =>
    enter(`${kind}:${parts.join()}`, () => ({ scalar: undefined, kind, parts, span: undefined }))
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
    if (isSpan(value, members.length)) {
      const { file, start, end, line, column } = value
      return enter(`span ${start} ${end} ${line} ${column} ${file}`, () => ({
        scalar: undefined,
        kind: packedKinds.span,
        parts: [addScalar(file)],
        span: value,
      }))
    }
    const kind = kindOf(members.map(([name]) => name))
    return enterParts(
      kind,
      members.map(([name, member]) => (name === "id" ? addId(member, value) : add(member))),
    )
  }
  const addId = (id: unknown, { span }: { readonly span?: unknown }): Packed => {
    if (isSpan(span) && id === lineId(span)) return enterScalar(`[${packedKinds.lineId}]`)
    if (isSpan(span) && id === columnId(span)) return enterScalar(`[${packedKinds.columnId}]`)
    return add(id)
  }

  const roots = values.map(add)
  // The most often used have the shortest numbers.
  const lines = new Map<Packed, number>()
  const shared = entries.flatMap((entry, packed) => (isWorthALine(entry) ? [packed] : []))
  shared.sort((left, right) => entries[right]!.uses - entries[left]!.uses || left - right)
  shared.forEach((packed, place) => lines.set(packed, 1 + place))
  let before = noSpan
  const write = (packed: Packed): string => String(lines.get(packed) ?? writeOut(packed))
  const writeOut = (packed: Packed): string => {
    const { scalar, kind, parts, span } = entries[packed]!
    if (span !== undefined) return writeSpan(span, parts)
    return scalar ?? `[${[String(kind), ...parts.map(write)].join()}]`
  }
  const writeSpan = (span: Span, [file]: readonly Packed[]): string => {
    const added = span.start - before.start
    const isElsewhere = span.file !== before.file
    const follows = !isElsewhere && span.line === before.line && span.column - before.column === added
    const rest = follows ? [] : [span.line - before.line, span.column]
    before = span
    return `[${[packedKinds.span, added, span.end - span.start, ...rest, ...(isElsewhere ? [write(file!)] : [])].join()}]`
  }
  const writeLine = (writing: (packed: Packed) => string, packed: Packed): string => {
    before = noSpan
    return writing(packed)
  }
  return [
    JSON.stringify([1 + shared.length, ...names]),
    ...shared.map((packed) => writeLine(writeOut, packed)),
    ...roots.map((packed) => writeLine(write, packed)),
  ].join("\n")
}

/** A line of its own and the references to it are shorter than the value again and again. */
function isWorthALine({ uses, length }: Entry): boolean {
  const reference = 5
  return uses > 1 && length > reference && uses * (length - reference) > length
}

const isNumber = (value: unknown): boolean => typeof value === "number"

const spanMembers = ["file", "start", "end", "line", "column"] as const

/** About as long as most spans are. */
const spanLength = 8

function isSpan(value: unknown, members: number = spanMembers.length): value is Span {
  if (typeof value !== "object" || value === null || members !== spanMembers.length) return false
  const names = Object.keys(value)
  const { file, ...numbers } = value as Partial<Span>
  return (
    spanMembers.every((name, place) => names[place] === name) &&
    typeof file === "string" &&
    Object.values(numbers).every((number) => Number.isSafeInteger(number))
  )
}
