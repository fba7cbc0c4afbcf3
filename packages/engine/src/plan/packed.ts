import type { Span } from "../text/span.ts"

// Plain data as text that is read a piece at a time: one JSON value a line, in which a value that occurs again stands as
// the number of its line, and an object as the number of its list of names and its values. The first line is the number of
// the first value that was asked for, and those lists.
// Half of a plan would be spans and the ids that say them again, so each is written as what it adds to the span before it.

/** What a list of the text stands for, by its first number. An object's is `objects` and the place of its names. */
export const packedKinds = {
  list: 0,
  number: 1,
  numbers: 2,
  missing: 3,
  bigint: 4,
  /** What is added to start, the length, and, where they do not follow, what is added to line, the column, and another file. */
  span: 5,
  /** An object's `id` that is `file:line` of its `span`, and one with the column too. */
  lineId: 6,
  columnId: 7,
  objects: 8,
} as const

/** Before the first span of a line. */
export const noSpan: Span = { file: "", start: 0, end: 0, line: 0, column: 0 }

export function lineId({ file, line }: Span): string {
  return `${file}:${line}`
}

export function columnId({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`
}

/** Makes the function that reads a value by its place among those that were packed; each is read once, and shared from then on. */
export function unpacker(text: string): (place: number) => unknown {
  let lines: readonly string[] = []
  let head: readonly [first: number, ...names: readonly (readonly string[])[]] | undefined
  const known: unknown[] = []
  let before = noSpan

  const open = (): NonNullable<typeof head> => {
    lines = text.split("\n")
    return JSON.parse(lines[0]!) as NonNullable<typeof head>
  }
  const lineAt = (line: number): unknown => known[line] ?? (known[line] = read(lines[line]!))
  const read = (line: string): unknown => {
    const around = before
    before = noSpan
    const value = valueOf(JSON.parse(line))
    before = around
    return value
  }
  const valueOf = (packed: unknown): unknown => {
    if (typeof packed === "number") return lineAt(packed)
    if (!Array.isArray(packed) || packed.length === 0) return packed
    const kind = packed[0] as number
    switch (kind) {
      case packedKinds.list:
        return packed.slice(1).map(valueOf)
      case packedKinds.number:
        return packed[1]
      case packedKinds.numbers:
        return packed.slice(1)
      case packedKinds.missing:
        return undefined
      case packedKinds.bigint:
        return BigInt(packed[1] as string)
      case packedKinds.span:
        return spanOf(packed as readonly number[])
      default:
        return objectOf(head![1 + kind - packedKinds.objects] as readonly string[], packed)
    }
  }
  const spanOf = (packed: readonly number[]): Span => {
    const [, added, length, addedLines = 0, column = before.column + added!, file] = packed
    const start = before.start + added!
    before = {
      file: file === undefined ? before.file : (valueOf(file) as string),
      start,
      end: start + length!,
      line: before.line + addedLines,
      column,
    }
    return before
  }
  const objectOf = (members: readonly string[], packed: readonly unknown[]): object => {
    const made: Record<string, unknown> = {}
    let idOf: typeof lineId | undefined
    for (let place = 0; place < members.length; place++) {
      const name = members[place]!
      const part = packed[place + 1]
      if (name === "id" && Array.isArray(part)) {
        if (part[0] === packedKinds.lineId) idOf = lineId
        if (part[0] === packedKinds.columnId) idOf = columnId
      }
      // The id keeps its place among the members.
      const value = idOf !== undefined && name === "id" ? "" : valueOf(part)
      // Plain assignment would make it the prototype.
      if (name === "__proto__") Object.defineProperty(made, name, { value, enumerable: true })
      else made[name] = value
    }
    if (idOf !== undefined) made["id"] = idOf(made["span"] as Span)
    return made
  }
  return (place) => lineAt((head ??= open())[0] + place)
}
