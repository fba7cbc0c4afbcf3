import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from "yaml"
import type { Code } from "../diagnostics/codes.ts"
import { diagnostic, type Diagnostic, type Extras } from "../diagnostics/diagnostic.ts"
import { nearest } from "../diagnostics/suggest.ts"
import { lineStarts, spanOf, type LineStarts, type Source } from "../text/source.ts"
import { printable } from "../text/printable.ts"
import type { Span } from "../text/span.ts"

/** One file of tests on its way from text: its nodes, where they stand, and what was found. */
export interface Reading {
  readonly source: Source
  readonly starts: LineStarts
  readonly document: Document
  readonly found: Diagnostic[]
}

/** A key of a mapping with what stands behind it. */
export interface Entry {
  readonly key: string
  readonly at: Span
  readonly value: Node | null
}

/** Parses YAML 1.2; what it says of the text becomes diagnostics. */
export function startReading(source: Source): Reading {
  const starts = lineStarts(source.text)
  const document = parseDocument(source.text, {
    lineCounter: new LineCounter(),
    merge: true,
    prettyErrors: false,
  })
  const found = document.errors.map(({ pos: [start, end], message }) =>
    diagnostic(
      "E501",
      spanOf(source.path, starts, start, Math.max(end, start)),
      `not YAML: ${lowerFirst(message)}`,
    ),
  )
  return { source, starts, document, found }
}

const lowerFirst = (text: string): string =>
  printable((text.split("\n", 1)[0] ?? "").replace(/[.:]$/, "")).replace(/^\p{Lu}/u, (letter) =>
    letter.toLowerCase(),
  )

/** Where a node stands; the start of the file where there is none. */
export function spanAt({ source, starts }: Reading, node: Node | null | undefined): Span {
  const [start, end] = node?.range ?? [0, 0]
  return spanOf(source.path, starts, start, end)
}

export function report(reading: Reading, code: Code, span: Span, message: string, extras: Extras = {}): void {
  reading.found.push(diagnostic(code, span, message, extras))
}

/** A name that is not known, with the one that was probably meant. */
export function reportUnknown(
  reading: Reading,
  code: Code,
  span: Span,
  message: string,
  name: string,
  known: readonly string[],
): void {
  const meant = nearest(name, known)
  report(reading, code, span, message, {
    ...(meant === undefined ? {} : { labels: [{ span, text: `did you mean \`${meant}\`?` }] }),
    ...(meant !== undefined || known.length === 0 ? {} : { help: `there are ${known.join(", ")}` }),
  })
}

/** What an alias stands for. */
export function resolved({ document }: Reading, node: unknown): Node | null {
  if (isAlias(node)) return (node.resolve(document) as Node | undefined) ?? null
  return (node as Node | null | undefined) ?? null
}

/** The keys of a mapping, in order; undefined, and told, where it is none. */
export function entriesOf(reading: Reading, given: Node | null, what: string): readonly Entry[] | undefined {
  const node = resolved(reading, given)
  if (!isMap(node)) {
    report(reading, "E503", spanAt(reading, given), `${what} is no mapping`)
    return undefined
  }
  const entries = (node.items as readonly Pair[]).flatMap((pair): readonly Entry[] => {
    const key = pair.key as Node
    const value = (pair.value ?? null) as Node | null
    if (isScalar(key) && key.value !== null && typeof key.value !== "object")
      return [{ key: String(key.value), at: spanAt(reading, key), value }]
    report(reading, "E503", spanAt(reading, key), `a key of ${what} is no text`)
    return []
  })
  return merged(reading, entries)
}

/** `<<` takes in another mapping's keys; its own come first. */
function merged(reading: Reading, entries: readonly Entry[]): readonly Entry[] {
  if (!entries.some(({ key }) => key === "<<")) return entries
  const own = entries.filter(({ key }) => key !== "<<")
  const taken = entries.flatMap(({ key, value }) => {
    if (key !== "<<") return []
    const node = resolved(reading, value)
    const sources: readonly unknown[] = isSeq(node) ? node.items : [node]
    return sources.flatMap((source) => entriesOf(reading, resolved(reading, source), "`<<`") ?? [])
  })
  const isNew = ({ key }: Entry, place: number): boolean =>
    !own.some((entry) => entry.key === key) && taken.findIndex((entry) => entry.key === key) === place
  return [...own, ...taken.filter(isNew)]
}

/** The elements of a list; undefined, and told, where it is none. */
export function elementsOf(
  reading: Reading,
  given: Node | null,
  what: string,
): readonly (Node | null)[] | undefined {
  const node = resolved(reading, given)
  if (isSeq(node)) return node.items.map((item) => item as Node | null)
  report(reading, "E503", spanAt(reading, given), `${what} is no list`)
  return undefined
}

/** A node as plain values; a time stays the text that it was written as. */
export function valueOf(reading: Reading, given: Node | null): unknown {
  const node = resolved(reading, given)
  return node === null ? null : (node.toJS(reading.document) as unknown)
}
