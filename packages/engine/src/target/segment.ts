// One segment of a canonical path: characters, each as it stands and as what it means.

/** A segment's characters: as they stand in the path (`a`, `%2C`, `%C3%A9`), and decoded (`a`, `,`, `é`). */
export interface Characters {
  readonly written: readonly string[]
  readonly decoded: readonly string[]
}

/** Only canonical text may be given: its escapes are known to be sound. */
export function charactersOf(text: string): Characters {
  if (!text.includes("%")) {
    // INVARIANT (canonical text): all ASCII, so that a unit is a character.
    const characters = text.split("")
    return { written: characters, decoded: characters }
  }
  const written: string[] = []
  const decoded: string[] = []
  for (let index = 0; index < text.length; index += 1) {
    const size = text[index] === "%" ? escapedLength(text, index) : 1
    const character = text.slice(index, index + size)
    written.push(character)
    decoded.push(decode(character))
    index += size - 1
  }
  return { written, decoded }
}

/** A canonical text with its escapes taken off once. */
export const decode = (text: string): string => (text.includes("%") ? decodeURIComponent(text) : text)

function escapedLength(text: string, index: number): number {
  const first = Number.parseInt(text.slice(index + 1, index + 3), 16)
  if (first < 0xc0) return 3
  return first < 0xe0 ? 6 : first < 0xf0 ? 9 : 12
}
