import type { Lexemes } from "./lexemes.ts"

/** A place where a line may end: before a word, with the next line so much further in than the group. */
export interface Break {
  readonly at: number
  readonly indent: number
}

/**
 * Words that stand on one line together, or are broken at all their places together.
 * Groups stand in one another; each begins and ends at words (`end` is exclusive).
 */
export interface Group {
  readonly start: number
  readonly end: number
  readonly breaks: Break[]
  readonly children: Group[]
  /** The file, or `{ … }`: its lines may have empty ones between. */
  readonly isBlock: boolean
}

/** What is known of how a text is built: where its lines may end, and what stands close together. */
export interface Outline {
  readonly root: Group
  /** Words before which nothing stands, though their neighbours would ask for a blank. */
  readonly tight: ReadonlySet<number>
  /** Words before which two blanks stand where the line does not end: statements side by side. */
  readonly wide: ReadonlySet<number>
  /** First words of whatever `##` can document, in order. */
  readonly documentable: readonly number[]
}

/** An outline in the making, and the way from places in the text to words. */
export interface Sketch {
  readonly lexemes: Lexemes
  readonly tight: Set<number>
  readonly wide: Set<number>
  readonly documentable: number[]
  /** The group that is being filled. */
  current: Group
}

interface Spanned {
  readonly span: { readonly start: number; readonly end: number }
}

/** The word with which `node` begins. */
export const firstOf = (sketch: Sketch, node: Spanned): number => wordAt(sketch.lexemes, node.span.start)

/** The first word behind `node`. */
export const afterOf = (sketch: Sketch, node: Spanned): number => wordAt(sketch.lexemes, node.span.end)

/** The first word that begins at `offset` or later. */
function wordAt({ tokens }: Lexemes, offset: number): number {
  let low = 0
  let high = tokens.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (tokens[middle]!.startOffset < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Adds a group and lets `fill` outline what stands in it; a group that has nothing to say is left out. */
export function group(
  sketch: Sketch,
  start: number,
  end: number,
  breaks: readonly Break[],
  fill: () => void = () => {},
): void {
  within(sketch, { start, end, breaks: [...breaks], children: [], isBlock: false }, fill)
}

/** Adds `{ … }` whose items begin at these words. */
export function block(sketch: Sketch, close: number, items: readonly number[], fill: () => void): void {
  const { lexemes, wide } = sketch
  const open = lexemes.partner.get(close) ?? close
  const breaks = items.map((at) => ({ at, indent: 2 }))
  breaks.push({ at: close, indent: 0 })
  for (const at of items.slice(1)) wide.add(at)
  within(sketch, { start: open, end: close + 1, breaks, children: [], isBlock: true }, fill)
}

function within(sketch: Sketch, added: Group, fill: () => void): void {
  const outer = sketch.current
  sketch.current = added
  fill()
  sketch.current = outer
  if (added.breaks.length > 0 || added.isBlock) outer.children.push(added)
  else outer.children.push(...added.children)
}
