import { expect, it } from "vitest"
import { lineBatches } from "../src/lines.ts"

async function* chunked(chunks: readonly string[]): AsyncGenerator<string> {
  for (const chunk of chunks) yield await Promise.resolve(chunk)
}

async function linesOf(chunks: readonly string[], longest?: number): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const batch of lineBatches(chunked(chunks), longest)) {
    for (const line of batch) lines.push(line.kind === "line" ? line.text : "(too long)")
  }
  return lines
}

it.each<[string, readonly string[], readonly string[]]>([
  ["nothing", [], []],
  ["an empty chunk", [""], []],
  ["one line", ["a\n"], ["a"]],
  ["no last line end", ["a\nb"], ["a", "b"]],
  ["empty lines", ["\n\na\n\n"], ["", "", "a", ""]],
  ["lines over chunks", ["a", "b\nc", "", "d\n", "e"], ["ab", "cd", "e"]],
  ["a line end of two chunks", ["a\r", "\nb\r\n"], ["a", "b"]],
  ["a lone carriage return", ["a\rb\n"], ["a\rb"]],
  ["a byte order mark", ["\uFEFFa\n\uFEFFb\n"], ["a", "\uFEFFb"]],
])("cuts %s", async (_, chunks, lines) => {
  expect(await linesOf(chunks)).toEqual(lines)
})

it.each<[string, readonly string[], readonly string[]]>([
  ["in one chunk", ["aaaaaa\nb\n"], ["(too long)", "b"]],
  ["over many chunks", ["aaa", "aaa", "aaa", "a\nb\n"], ["(too long)", "b"]],
  ["at the end", ["b\naaaa", "aaa"], ["b", "(too long)"]],
  ["twice", ["aaaaaa\naaaaaa\nb"], ["(too long)", "(too long)", "b"]],
  ["as long as may be", ["aaaaa\nb\n"], ["aaaaa", "b"]],
])("does not keep a line that is too long, %s", async (_, chunks, lines) => {
  expect(await linesOf(chunks, 5)).toEqual(lines)
})

it("cuts the same however the text is chunked", async () => {
  const text = "a\n\nbb\r\nccc\n\r\ndddd"
  const whole = await linesOf([text])
  for (let size = 1; size < text.length; size++) {
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, place) =>
      text.slice(place * size, (place + 1) * size),
    )
    expect(await linesOf(chunks)).toEqual(whole)
  }
})
