import type { File } from "../../syntax/ast.ts"
import type { Source } from "../../text/source.ts"
import type { Span } from "../../text/span.ts"
import { nodesByKind, type NodeOf, type SyntaxNode } from "./nodes.ts"

/** What is written, for rules that ask for nothing else. What is costly is worked out when it is first asked for. */
export interface SyntaxContext {
  readonly files: readonly File[]
  /** All nodes of a kind, in the order of the source: `nodes("limit")`. */
  readonly nodes: <Kind extends SyntaxNode["kind"]>(kind: Kind) => readonly NodeOf<Kind>[]
  /** All nodes, of one kind after another. */
  readonly everyNode: () => Iterable<SyntaxNode>
  /** The text of a span, as it was written. */
  readonly textOf: (span: Span) => string
  /** The whole text of a file; empty for one that is no policy file. */
  readonly sourceOf: (file: string) => string
}

export function makeSyntaxContext(sources: readonly Source[], files: readonly File[]): SyntaxContext {
  const texts = new Map(sources.map(({ path, text }) => [path, text]))
  const byKind = once(() => nodesByKind(files))
  const sourceOf = (file: string): string => texts.get(file) ?? ""
  return {
    files,
    nodes: <Kind extends SyntaxNode["kind"]>(kind: Kind) =>
      (byKind().get(kind) ?? []) as readonly NodeOf<Kind>[],
    everyNode: () => [...byKind().values()].flat(),
    textOf: ({ file, start, end }) => sourceOf(file).slice(start, end),
    sourceOf,
  }
}

/** A function that works its value out at the first call, and gives the same from then on. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => (made ??= { value: make() }).value
}
