import type { TokenType } from "chevrotain"
import type { Span } from "../text/span.ts"
import type { Problem } from "./problem.ts"
import { token } from "./tokens.ts"
import type { Token } from "./tokens.ts"

/** Where scanning stands; the scanners of single constructs move it on. */
export interface Cursor {
  readonly file: string
  readonly text: string
  at: number
  line: number
  lineStart: number
  tokens: Token[]
  readonly problems: Problem[]
}

/** The span from `start` to `end`, on the cursor's line. */
export function spanAt(cursor: Cursor, start: number, end: number): Span {
  return { file: cursor.file, start, end, line: cursor.line, column: start - cursor.lineStart + 1 }
}

/** Adds a token from the cursor to `end` and moves there. */
export function push(cursor: Cursor, type: TokenType, end: number, image?: string): void {
  const start = cursor.at
  const text = image ?? cursor.text.slice(start, end)
  cursor.tokens.push(token(type, text, start, end, cursor.line, start - cursor.lineStart + 1))
  cursor.at = end
}

export const isDigit = (code: number): boolean => code >= 48 && code <= 57
export const isWordStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
const isWordPart = (code: number): boolean => isWordStart(code) || isDigit(code)

/** The end of the word at `start`: letters, digits, `_`, and `-` between them. */
export function wordEnd(text: string, start: number): number {
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (isWordPart(code) || (code === 45 && at > start && isWordPart(text.charCodeAt(at + 1)))) at++
    else break
  }
  return at
}
