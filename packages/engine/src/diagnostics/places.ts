import {
  lineAt,
  lineStarts,
  positionAt,
  type LineStarts,
  type Position,
  type Source,
} from "../text/source.ts"
import type { Span } from "../text/span.ts"

/** What the texts say about a span beyond its own start; undefined where a text is not at hand. */
export interface Places {
  lineOf(file: string, line: number): string | undefined
  endOf(span: Span): Position | undefined
}

interface Indexed {
  readonly text: string
  readonly starts: LineStarts
}

/** Looks places up in `sources`, dividing each text into lines once, when it is first asked for. */
export function placesIn(sources: Iterable<Source>): Places {
  const texts = new Map<string, string>()
  for (const { path, text } of sources) texts.set(path, text)
  const indexed = new Map<string, Indexed>()

  const find = (file: string): Indexed | undefined => {
    const known = indexed.get(file)
    const text = texts.get(file)
    if (known !== undefined || text === undefined) return known
    const made = { text, starts: lineStarts(text) }
    indexed.set(file, made)
    return made
  }

  return {
    lineOf(file, line) {
      const source = find(file)
      return source && lineAt(source.text, source.starts, line)
    },
    endOf(span) {
      const source = find(span.file)
      return source && positionAt(source.starts, span.end)
    },
  }
}
