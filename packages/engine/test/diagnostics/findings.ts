import { diagnostic, type Diagnostic } from "../../src/diagnostics/diagnostic.ts"
import { lineStarts, spanOf, type Source } from "../../src/text/source.ts"
import type { Span } from "../../src/text/span.ts"

/** The span of the `count`-th occurrence of `part` in a source. */
export function find({ path, text }: Source, part: string, count: number = 1): Span {
  let start = -1
  for (let index = 0; index < count; index += 1) start = text.indexOf(part, start + 1)
  if (start === -1) throw new Error(`\`${part}\` does not stand in ${path}`)
  return spanOf(path, lineStarts(text), start, start + part.length)
}

export const orders: Source = {
  path: "orders.edict",
  text: `${"\n".repeat(31)}    allow custmer when order.ownerId == subject.id\n`,
}

const misspelt = find(orders, "custmer")

/** The diagnostic that the documents show as the sample. */
export const unknownRole: Diagnostic = diagnostic("E101", misspelt, "unknown role `custmer`", {
  why: "an unknown role never matches, so this line would grant nothing",
  labels: [{ span: misspelt, text: "did you mean `customer`?" }],
  fixes: [
    { title: "replace `custmer` with `customer`", safe: true, edits: [{ span: misspelt, text: "customer" }] },
  ],
})
