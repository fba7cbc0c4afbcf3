import { scan } from "../syntax/scan.ts"
import type { Token } from "../syntax/tokens.ts"
import * as t from "../syntax/tokens.ts"

/** A comment in front of a word, or behind the last one of its line. */
export interface Remark {
  readonly text: string
  readonly isDocumentation: boolean
  /** The author left a line empty before it. */
  readonly isAfterBlank: boolean
}

/** What stands between one word and the next. */
export interface Gap {
  /** The comment that ends the line of the word before. */
  readonly trailing: Remark | undefined
  /** Comments on lines of their own. */
  readonly own: readonly Remark[]
  /** The author left a line empty right before the next word. */
  readonly isAfterBlank: boolean
}

/** A text as words in order, and what stands in the gaps: `gaps[n]` is before word `n`, the last one behind all. */
export interface Lexemes {
  readonly tokens: readonly Token[]
  /** As written: `10_000`, `"a\/b"`. */
  readonly words: readonly string[]
  readonly lines: readonly number[]
  readonly gaps: readonly Gap[]
  /** For each bracket, its partner. */
  readonly partner: ReadonlyMap<number, number>
}

/** Cuts a text that parses into words and gaps. */
export function lexemesOf(path: string, text: string): Lexemes {
  const { tokens, comments } = scan(path, text)
  const gaps: Gap[] = []
  let next = 0
  let previousLine = 0
  for (let index = 0; index <= tokens.length; index++) {
    const token = tokens[index]
    const before = tokens[index - 1]
    const own: Remark[] = []
    let trailing: Remark | undefined
    for (; next < comments.length; next++) {
      const comment = comments[next]!
      if (token !== undefined && comment.span.start > token.startOffset) break
      const remark: Remark = {
        text: withoutTrailingBlanks(comment.text),
        isDocumentation: comment.text.startsWith("##"),
        isAfterBlank: comment.span.line > previousLine + 1,
      }
      previousLine = comment.span.line
      if (before?.startLine === comment.span.line) trailing = remark
      else own.push(remark)
    }
    const line = token?.startLine ?? previousLine
    gaps.push({ trailing, own, isAfterBlank: line > previousLine + 1 })
    previousLine = line
  }
  return {
    tokens,
    words: tokens.map(({ startOffset, endOffset }) => text.slice(startOffset, endOffset + 1)),
    lines: tokens.map(({ startLine }) => startLine),
    gaps,
    partner: partners(tokens),
  }
}

/** Blanks at the end of a line say nothing. By hand: a pattern would look at every run of blanks again and again. */
export function withoutTrailingBlanks(text: string): string {
  let end = text.length
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\t")) end--
  return text.slice(0, end)
}

function partners(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  const open: number[] = []
  for (const [index, { tokenType }] of tokens.entries()) {
    if (tokenType === t.BraceOpen || tokenType === t.ParenOpen || tokenType === t.BracketOpen)
      open.push(index)
    else if (tokenType === t.BraceClose || tokenType === t.ParenClose || tokenType === t.BracketClose) {
      const from = open.pop()
      if (from === undefined) continue
      found.set(from, index)
      found.set(index, from)
    }
  }
  return found
}
