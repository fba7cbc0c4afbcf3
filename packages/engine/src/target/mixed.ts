import { coerceText } from "../values/coerce.ts"
import { anyOne, anyRun, likeTokens, type LikeToken } from "../values/text.ts"
import type { Type } from "../values/type.ts"
import { charactersOf, type Characters } from "./segment.ts"
import type { TemplateParameter } from "./template.ts"

// A segment of text and parameters: each parameter takes at least one character, each but the last as few as
// possible so that the whole still fits. From right to left it is worked out from where on the rest of the parts fits the
// rest of the segment, then the parameters' ends are read off from left to right; nothing is ever tried twice.

/** Puts the decoded values into `values`, by the parameters' places; false where the segment does not fit. */
export function matchMixed(
  parameters: readonly TemplateParameter[],
  parts: readonly (string | number)[],
  text: string,
  values: string[],
): boolean {
  if (!holdsInOrder(text, parts)) return false
  const characters = charactersOf(text)
  const length = characters.written.length
  const readers = readersOf(parameters, parts)
  // `fits[i][p]`: parts from i on fit the characters from p on.
  const fits: Uint8Array[] = []
  let rest = new Uint8Array(length + 1)
  rest[length] = 1
  fits[parts.length] = rest
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    rest = readers[index]?.starts(characters, rest) ?? new Uint8Array(length + 1)
    fits[index] = rest
  }
  if (rest[0] !== 1) return false
  let position = 0
  for (const [index, part] of parts.entries()) {
    const end = readers[index]?.end(characters, position, fits[index + 1] ?? rest) ?? -1
    if (typeof part === "number") values[part] = characters.decoded.slice(position, end).join("")
    position = end
  }
  return true
}

/** What every text that fits must hold: most that do not fit are refused by this alone. */
function holdsInOrder(text: string, parts: readonly (string | number)[]): boolean {
  let position = 0
  for (const part of parts) {
    const found = typeof part === "string" ? text.indexOf(part, position) : position
    if (found < 0) return false
    position = found + (typeof part === "string" ? part.length : 1)
  }
  return position <= text.length
}

const made = new WeakMap<readonly (string | number)[], readonly Reader[]>()

function readersOf(
  parameters: readonly TemplateParameter[],
  parts: readonly (string | number)[],
): readonly Reader[] {
  const known = made.get(parts)
  if (known !== undefined) return known
  const readers = parts.map((part) =>
    typeof part === "string" ? literalReader(part) : parameterReader(parameters[part]?.type),
  )
  made.set(parts, readers)
  return readers
}

/** The longest text of a type, in characters: what a parameter of it may be tried with. Other types may not stand beside text. */
export function longestOf(type: Type): number | undefined {
  switch (type.kind) {
    case "int":
      return 17
    case "uuid":
      return 36
    case "ip":
      return 45
    case "date":
      return 10
    case "time":
    case "bool":
      return 5
    case "string":
      if (type.values === undefined) return type.max ?? Number.POSITIVE_INFINITY
      return Math.max(0, ...type.values.map((value) => value.length))
    default:
      return undefined
  }
}

/** One part of the segment. `rest[p]` says whether what follows the part fits from p on. */
interface Reader {
  /** From where the part and what follows it fit. */
  readonly starts: (characters: Characters, rest: Uint8Array) => Uint8Array<ArrayBuffer>
  /** Where the part ends at the earliest if it starts at `position`, from where it fits. */
  readonly end: (characters: Characters, position: number, rest: Uint8Array) => number
}

function literalReader(text: string): Reader {
  const { written } = charactersOf(text)
  const stands = (characters: Characters, position: number): boolean =>
    written.every((character, place) => characters.written[position + place] === character)
  return {
    starts: (characters, rest) =>
      rest.map((_, position) =>
        Number(rest[position + written.length] === 1 && stands(characters, position)),
      ),
    end: (_, position) => position + written.length,
  }
}

function parameterReader(type: Type = { kind: "string" }): Reader {
  if (type.kind !== "string" || type.values !== undefined) return shortReader(type)
  if (type.like === undefined) return anyReader(type.max ?? Number.POSITIVE_INFINITY)
  return type.max === undefined ? likeReader(likeTokens(type.like) ?? []) : shortReader(type)
}

/** Any text of one to `most` characters. */
function anyReader(most: number): Reader {
  return {
    starts(_, rest) {
      const starts = new Uint8Array(rest.length)
      let next = -1
      for (let position = rest.length - 2; position >= 0; position -= 1) {
        if (rest[position + 1] === 1) next = position + 1
        starts[position] = Number(next > position && next - position <= most)
      }
      return starts
    },
    end: (_, position, rest) => rest.indexOf(1, position + 1),
  }
}

/** Types whose texts are short are tried at every length. */
function shortReader(type: Type): Reader {
  const longest = longestOf(type) ?? 0
  const end = (characters: Characters, position: number, rest: Uint8Array): number => {
    let text = ""
    for (let last = position; last < rest.length - 1 && last - position < longest; last += 1) {
      text += characters.decoded[last] ?? ""
      if (rest[last + 1] === 1 && coerceText(text, type) !== undefined) return last + 1
    }
    return -1
  }
  return {
    starts: (characters, rest) =>
      rest.map((_, position) => Number(end(characters, position, rest) > position)),
    end,
  }
}

/** The pattern's parts are walked as the segment's are: a row of positions for each. */
function likeReader(tokens: readonly LikeToken[]): Reader {
  if (tokens.every((token) => token === anyRun)) return anyReader(Number.POSITIVE_INFINITY)
  const rowsOf = (characters: Characters, rest: Uint8Array): readonly Uint8Array<ArrayBuffer>[] => {
    const rows: Uint8Array<ArrayBuffer>[] = []
    let row = Uint8Array.from(rest)
    rows[tokens.length] = row
    for (let index = tokens.length - 1; index >= 0; index -= 1) {
      row = likeRow(tokens[index] ?? anyRun, characters, row)
      rows[index] = row
    }
    return rows
  }
  return {
    starts: (characters, rest) => rowsOf(characters, rest)[0] ?? new Uint8Array(rest.length),
    end: (characters, position, rest) => likeEnd(tokens, characters, position, rest),
  }
}

/** From where one part of a pattern, and then `next`, fits. */
function likeRow(token: LikeToken, characters: Characters, next: Uint8Array): Uint8Array<ArrayBuffer> {
  const row = new Uint8Array(next.length)
  for (let position = next.length - 1; position >= 0; position -= 1) {
    const fits =
      token === anyRun
        ? next[position] === 1 || row[position + 1] === 1
        : next[position + 1] === 1 && takes(token, characters.decoded[position])
    row[position] = Number(fits)
  }
  return row
}

const takes = (token: LikeToken, character: string | undefined): boolean =>
  character !== undefined && (token === anyOne || token === character.codePointAt(0))

/** Follows all ways through the pattern at once, and stops at the first end from which the rest fits. */
function likeEnd(
  tokens: readonly LikeToken[],
  characters: Characters,
  position: number,
  rest: Uint8Array,
): number {
  let places = closure(tokens, [0])
  for (let index = position; index < characters.decoded.length; index += 1) {
    const character = characters.decoded[index]
    const next: number[] = []
    for (const place of places) {
      const token = tokens[place]
      if (token === anyRun) next.push(place)
      else if (token !== undefined && takes(token, character)) next.push(place + 1)
    }
    places = closure(tokens, next)
    if (rest[index + 1] === 1 && places.has(tokens.length)) return index + 1
  }
  return -1
}

/** A run may be empty: whoever stands before one also stands after it. */
function closure(tokens: readonly LikeToken[], places: readonly number[]): ReadonlySet<number> {
  const reached = new Set<number>()
  for (const place of places) {
    let next = place
    reached.add(next)
    while (tokens[next] === anyRun) {
      next += 1
      reached.add(next)
    }
  }
  return reached
}
