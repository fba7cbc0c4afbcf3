/** A line of input; one that is longer than anybody means is not kept. */
export type Line = { readonly kind: "line"; readonly text: string } | { readonly kind: "too-long" }

export const longestLine: number = 16 * 1024 * 1024

/**
 * Cuts chunks of text into lines, a batch for each chunk: an array at a time costs far less than a line at a time.
 * `\n` and `\r\n` end a line; what follows the last one is a line if it is not empty.
 */
export async function* lineBatches(
  chunks: AsyncIterable<string>,
  longest: number = longestLine,
): AsyncGenerator<readonly Line[]> {
  let rest = ""
  let isTooLong = false
  let isFirst = true
  for await (const read of chunks) {
    const chunk = isFirst && read.startsWith("\uFEFF") ? read.slice(1) : read
    isFirst = false
    const pieces = chunk.split("\n")
    const last = pieces.pop() ?? ""
    const batch: Line[] = pieces.map((piece, place) => {
      const whole = place === 0 ? rest + piece : piece
      const isOver = (place === 0 && isTooLong) || whole.length > longest
      return isOver ? { kind: "too-long" } : lineOf(whole)
    })
    if (pieces.length > 0) {
      rest = last
      isTooLong = false
    } else if (!isTooLong) rest += last
    if (rest.length > longest) {
      isTooLong = true
      rest = ""
    }
    if (batch.length > 0) yield batch
  }
  if (isTooLong) yield [{ kind: "too-long" }]
  else if (rest !== "" && rest !== "\r") yield [lineOf(rest)]
}

function lineOf(text: string): Line {
  return { kind: "line", text: text.endsWith("\r") ? text.slice(0, -1) : text }
}
