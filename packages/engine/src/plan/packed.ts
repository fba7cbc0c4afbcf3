// Plain data as text that is read a piece at a time: one JSON value a line, in which a value that occurs again stands as
// the number of its line, and an object as the number of its list of names and its values. The first line is those lists.

/** What a list of the text stands for, by its first number. An object's is `objects` and the place of its names. */
export const packedKinds = {
  list: 0,
  number: 1,
  numbers: 2,
  missing: 3,
  bigint: 4,
  span: 5,
  objects: 6,
} as const

/** Members of a span, which most of a plan consists of; it is written with its length in the place of its end. */
export const spanMembers: readonly string[] = ["file", "start", "end", "line", "column"]

/** Makes the function that reads the value of a line; each is read once, and shared from then on. */
export function unpacker(text: string): (line: number) => unknown {
  let lines: readonly string[] | undefined
  let names: readonly (readonly string[])[] = []
  const known: unknown[] = []

  const lineAt = (line: number): unknown => {
    if (lines === undefined) {
      lines = text.split("\n")
      names = JSON.parse(lines[0]!) as typeof names
    }
    return (known[line] ??= valueOf(JSON.parse(lines[line] ?? "null")))
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
        return spanOf(packed[1], packed as readonly number[])
      default:
        return objectOf(names[kind - packedKinds.objects] ?? [], packed)
    }
  }
  const spanOf = (file: unknown, [, , start, length, line, column]: readonly number[]): object => ({
    file: valueOf(file),
    start,
    end: start! + length!,
    line,
    column,
  })
  const objectOf = (members: readonly string[], packed: readonly unknown[]): object => {
    const made: Record<string, unknown> = {}
    for (let place = 0; place < members.length; place++) {
      const name = members[place]!
      const value = valueOf(packed[place + 1])
      // Plain assignment would make it the prototype.
      if (name === "__proto__") Object.defineProperty(made, name, { value, enumerable: true })
      else made[name] = value
    }
    return made
  }
  return lineAt
}
