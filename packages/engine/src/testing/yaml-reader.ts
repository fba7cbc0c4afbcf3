import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Parser,
  type Scalar,
} from "yaml"
import type { Code } from "../diagnostics/codes.ts"
import { diagnostic, type Diagnostic, type Extras } from "../diagnostics/diagnostic.ts"
import { nearest } from "../diagnostics/suggest.ts"
import { lineStarts, spanOf, type LineStarts, type Source } from "../text/source.ts"
import { printable } from "../text/printable.ts"
import type { Span } from "../text/span.ts"
import { boundsOf, deepMessage, tooDeep } from "./bounds.ts"

/** One file of tests on its way from text: its nodes, where they stand, and what was found. */
export interface Reading {
  readonly source: Source
  readonly starts: LineStarts
  readonly document: Pick<Document, "contents">
  /** What aliases stand for. */
  readonly targets: ReadonlyMap<Node, Node>
  readonly found: Diagnostic[]
}

/** A key of a mapping with what stands behind it. */
export interface Entry {
  readonly key: string
  readonly at: Span
  readonly value: Node | null
}

/** Parses YAML 1.2. The first thing that is wrong with the text becomes a diagnostic: what follows mostly comes of it. */
export function startReading(source: Source): Reading {
  const starts = lineStarts(source.text)
  const { document, fault } = parsed(source.text)
  const reading = { source, starts, document, targets: new Map(), found: [] }
  if (fault !== undefined) {
    const [start, end] = fault.place
    report(reading, "E501", spanOf(source.path, starts, start, Math.max(start, end)), fault.message)
    return reading
  }
  const { targets, excess } = boundsOf(document)
  if (excess !== undefined) report(reading, "E501", spanAt(reading, excess.node), excess.message)
  return { ...reading, targets }
}

interface Parsed {
  readonly document: Pick<Document, "contents">
  readonly fault: { readonly message: string; readonly place: readonly [number, number] } | undefined
}

const options = {
  merge: true,
  prettyErrors: false,
  schema: "core",
  resolveKnownTags: false,
  logLevel: "error",
} as const

function parsed(text: string): Parsed {
  const tokens = [...new Parser().parse(text)]
  const deep = tooDeep(tokens)
  if (deep !== undefined) return nothing(deepMessage, deep)
  const [document, second] = [...new Composer(options).compose(tokens, true, text.length)]
  if (document === undefined) return nothing("there is nothing in it", 0)
  if (second !== undefined) return nothing("two documents stand in it", second.range[0])
  const first = document.errors[0] ?? document.warnings[0]
  const fault = first && { message: `not YAML: ${lowerFirst(first.message)}`, place: first.pos }
  return { document, fault }
}

function nothing(message: string, at: number): Parsed {
  return { document: { contents: null }, fault: { message, place: [at, at] } }
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

/** Where the value of a key stands; the key itself where it has none. */
export function placeOf(reading: Reading, { at, value }: Entry): Span {
  return value === null ? at : spanAt(reading, value)
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

/** Keys that a mapping does not have. */
export function refuseOthers(
  reading: Reading,
  entries: readonly Entry[],
  keys: readonly string[],
  what: string,
): void {
  const others = entries.filter((entry) => !keys.includes(entry.key))
  for (const { key, at } of others) reportUnknown(reading, "E502", at, `${what} has no \`${key}\``, key, keys)
}

/** What an alias stands for. */
export function resolved({ targets }: Reading, node: Node | null): Node | null {
  return isAlias(node) ? (targets.get(node) ?? null) : node
}

/** The keys of a mapping, in order; undefined, and told, where it is none. */
export function entriesOf(reading: Reading, given: Node | null, what: string): readonly Entry[] | undefined {
  const entries = mappingOf(reading, given)
  if (entries === undefined) report(reading, "E503", spanAt(reading, given), `${what} is no mapping`)
  return entries
}

function mappingOf(reading: Reading, given: Node | null): readonly Entry[] | undefined {
  const node = resolved(reading, given)
  if (!isMap<Scalar, Node | null>(node)) return undefined
  const entries = node.items.map(({ key, value }) => ({
    key: keyOf(key),
    at: spanAt(reading, key),
    value: value ?? null,
  }))
  return merged(reading, entries)
}

/** As it is written: `01` is not `1`. */
const keyOf = ({ value, source }: Scalar): string =>
  typeof value === "string" ? value : (source ?? String(value))

/** `<<` takes in another mapping's keys; its own come first. */
function merged(reading: Reading, entries: readonly Entry[]): readonly Entry[] {
  if (!entries.some(({ key }) => key === "<<")) return entries
  const own = entries.filter(({ key }) => key !== "<<")
  const taken = entries.flatMap(({ key, value }) => {
    if (key !== "<<") return []
    const node = resolved(reading, value)
    const sources = isSeq<Node | null>(node) ? node.items : [node]
    return sources.flatMap((source) => entriesOf(reading, source, "what `<<` takes in") ?? [])
  })
  const known = new Set(own.map(({ key }) => key))
  const fresh = taken.filter(({ key }) => !known.has(key) && known.add(key))
  return [...own, ...fresh]
}

/** The elements of a list; undefined, and told, where it is none. */
export function elementsOf(
  reading: Reading,
  given: Node | null,
  what: string,
): readonly (Node | null)[] | undefined {
  const node = resolved(reading, given)
  if (isSeq<Node | null>(node)) return node.items
  report(reading, "E503", spanAt(reading, given), `${what} is no list`)
  return undefined
}

/** A node as plain values; a time stays the text that it was written as. */
export function valueOf(reading: Reading, given: Node | null): unknown {
  const node = resolved(reading, given)
  if (isScalar(node)) return node.value
  if (isSeq<Node | null>(node)) return node.items.map((item) => valueOf(reading, item))
  const entries = mappingOf(reading, node)
  return entries === undefined
    ? null
    : Object.fromEntries(entries.map(({ key, value }) => [key, valueOf(reading, value)]))
}

/** Whether nothing stands behind a key. */
export function isEmpty(reading: Reading, given: Node | null): boolean {
  const node = resolved(reading, given)
  return node === null || (isScalar(node) && node.value === null)
}

/** A text; undefined, and told, where it is none. */
export function textOf(reading: Reading, entry: Entry | undefined): string | undefined {
  if (entry === undefined) return undefined
  const value = valueOf(reading, entry.value)
  if (typeof value === "string") return value
  report(reading, "E503", placeOf(reading, entry), `\`${entry.key}\` is no text`)
  return undefined
}
