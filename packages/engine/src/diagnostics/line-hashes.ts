// What GitHub knows a line again by, whatever was written above it. Its uploader works out the same and complains where a
// log says otherwise, so that nothing may be different here: the sum is over the 100 characters from the line's first one,
// blanks left out, each end of line as one character, and after the text one mark and zeros.

const windowLength = 100
const base = 37n
const endMark = 0xffff

/** The name of each line, first line first: `271789c17abda88f:1`; the number behind tells equal lines apart. */
export function lineHashes(text: string): readonly string[] {
  const { characters, lines } = significant(text)
  const highest = BigInt.asUintN(64, base ** BigInt(windowLength - 1))
  const at = (index: number): bigint => BigInt(characters[index] ?? 0)
  let sum = 0n
  for (let index = 0; index < windowLength; index += 1) sum = BigInt.asUintN(64, sum * base + at(index))
  const counts = new Map<bigint, number>()
  let index = 0
  return lines.map((start) => {
    for (; index < start; index += 1) {
      sum = BigInt.asUintN(64, (sum - at(index) * highest) * base + at(index + windowLength))
    }
    const count = (counts.get(sum) ?? 0) + 1
    counts.set(sum, count)
    return `${sum.toString(16)}:${count}`
  })
}

interface Significant {
  readonly characters: readonly number[]
  /** Where the first character of each line stands among them. */
  readonly lines: readonly number[]
}

function significant(text: string): Significant {
  const characters: number[] = []
  const lines = [0]
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit === 32 || unit === 9) continue
    const isEnd = unit === 10 || unit === 13
    if (unit === 13 && text.charCodeAt(index + 1) === 10) index += 1
    characters.push(isEnd ? 10 : unit)
    if (isEnd) lines.push(characters.length)
  }
  characters.push(endMark)
  return { characters, lines }
}
