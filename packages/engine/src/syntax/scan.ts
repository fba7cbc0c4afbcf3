import type { TokenType } from "chevrotain"
import type { Comment } from "./ast.ts"
import { isDigit, isWordStart, push, spanAt, wordEnd } from "./cursor.ts"
import type { Cursor } from "./cursor.ts"
import { maxDepth, maxStringLength, maxTokens } from "./limits.ts"
import { pathEnd } from "./path-end.ts"
import type { Problem } from "./problem.ts"
import { quoted } from "./problem.ts"
import { scanAddress, scanNumber } from "./scan-number.ts"
import { decodeString } from "./string-text.ts"
import * as t from "./tokens.ts"
import type { Token } from "./tokens.ts"

export interface Scan extends Cursor {
  readonly comments: Comment[]
  /** `##` text by the offset of the token that it stands before. */
  readonly documentationBefore: Map<number, string>
  /** `##` text by the line at whose end it stands. */
  readonly documentationOn: Map<number, string>
  /** Set where a bound was passed: the tokens are then not worth reading. */
  refused: boolean
  /** Tokens cut so far; brackets open here. */
  count: number
  depth: number
  /** `##` lines that wait for their declaration. */
  waiting: string[]
}

/** Begins to cut a text into tokens. */
export function startScan(file: string, text: string): Scan {
  return {
    file,
    text,
    at: text.charCodeAt(0) === 0xfe_ff ? 1 : 0,
    line: 1,
    lineStart: 0,
    tokens: [],
    problems: [],
    comments: [],
    documentationBefore: new Map(),
    documentationOn: new Map(),
    refused: false,
    count: 0,
    depth: 0,
    waiting: [],
  }
}

/** Cuts a whole text into tokens: linear in its length, whatever it holds. Reports what is no token and goes on. */
export function scan(file: string, text: string): Scan {
  const state = startScan(file, text)
  scanSome(state, Number.POSITIVE_INFINITY)
  return state
}

/**
 * Cuts on, up to the end of the text, or to a declaration once there are `enough` tokens.
 * The tokens of whole declarations are taken off `state` and returned.
 */
export function scanSome(state: Scan, enough: number): Token[] {
  const { text, tokens } = state
  while (state.at < text.length && !state.refused) {
    const code = text.charCodeAt(state.at)
    if (code === 32 || code === 9) state.at++
    else if (code === 10 || code === 13) scanLineEnd(state, code)
    else if (code === 35) keepComment(state)
    else {
      const before = tokens.length
      scanToken(state, code)
      if (tokens.length > before) keepToken(state, tokens[before]!)
      if (tokens.length > enough && beginsDeclaration(state)) {
        const next = tokens.pop()!
        state.tokens = [next]
        return tokens
      }
    }
  }
  return tokens
}

function scanLineEnd(state: Scan, code: number): void {
  state.at++
  if (code === 13 && state.text.charCodeAt(state.at) === 10) return
  state.line++
  state.lineStart = state.at
}

function keepComment(state: Scan): void {
  const comment = scanComment(state)
  state.comments.push(comment)
  if (!comment.text.startsWith("##")) return
  const words = comment.text.replace(/^##+ ?/, "")
  const ownLine = state.tokens.at(-1)?.startLine !== state.line
  if (ownLine) state.waiting.push(words)
  else state.documentationOn.set(state.line, words)
}

function keepToken(state: Scan, added: Token): void {
  state.count++
  if (state.waiting.length > 0) {
    state.documentationBefore.set(added.startOffset, state.waiting.join("\n"))
    state.waiting = []
  }
  if (isOpening(added.tokenType)) state.depth++
  else if (isClosing(added.tokenType) && state.depth > 0) state.depth--
  if (state.depth <= maxDepth && state.count <= maxTokens) return
  state.problems.push(boundPassed(added, state.file, state.depth > maxDepth))
  state.refused = true
}

/**
 * A block, or a role, on a line behind the `}` of another: nothing before it can go on in it, nor can `##` at the end of
 * its line belong to what is before.
 */
function beginsDeclaration({ tokens, depth }: Scan): boolean {
  const last = tokens.at(-1)
  const before = tokens.at(-2)
  return (
    depth === 0 &&
    (last?.tokenType === t.keyword.api || last?.tokenType === t.keyword.role) &&
    before?.tokenType === t.BraceClose &&
    before.startLine !== last.startLine
  )
}

function boundPassed(at: Token, file: string, deep: boolean): Problem {
  const span = {
    file,
    start: at.startOffset,
    end: at.endOffset + 1,
    line: at.startLine,
    column: at.startColumn,
  }
  if (!deep) {
    return {
      code: "E041",
      span,
      message: "too many words in one file",
      help: "split the policy into several files",
    }
  }
  return {
    code: "E042",
    span,
    message: `brackets nested more than ${maxDepth} deep`,
    help: "name a part with `define`, or move blocks out of each other",
  }
}

const isOpening = (type: TokenType): boolean =>
  type === t.BraceOpen || type === t.ParenOpen || type === t.BracketOpen
const isClosing = (type: TokenType): boolean =>
  type === t.BraceClose || type === t.ParenClose || type === t.BracketClose

const lineEnd = /[\r\n]/g
function scanComment(cursor: Cursor): Comment {
  const start = cursor.at
  lineEnd.lastIndex = start
  const end = lineEnd.exec(cursor.text)?.index ?? cursor.text.length
  cursor.at = end
  return { text: cursor.text.slice(start, end), span: spanAt(cursor, start, end) }
}

function scanToken(cursor: Cursor, code: number): void {
  if (isWordStart(code)) return scanWord(cursor)
  if (isDigit(code)) return scanNumber(cursor)
  if (code === 34) return scanString(cursor)
  if (code === 47) return push(cursor, t.Path, pathEnd(cursor.text, cursor.at))
  const next = cursor.text.charCodeAt(cursor.at + 1)
  if (code === 45 && isDigit(next)) return scanNumber(cursor)
  if (code === 58 && next === 58 && scanAddress(cursor)) return
  const two = punctuation2.get(cursor.text.slice(cursor.at, cursor.at + 2))
  if (two !== undefined) return push(cursor, two, cursor.at + 2)
  const one = punctuation1.get(code)
  if (one !== undefined) return push(cursor, one[0], cursor.at + 1, one[1])
  return scanUnknown(cursor)
}

const punctuation2: ReadonlyMap<string, TokenType> = new Map([
  ["==", t.Equal],
  ["!=", t.NotEqual],
  ["<=", t.LessEqual],
  [">=", t.GreaterEqual],
  ["..", t.DotDot],
  ["**", t.StarStar],
])

const punctuation1: ReadonlyMap<number, readonly [TokenType, string]> = new Map(
  (
    [
      ["{", t.BraceOpen],
      ["}", t.BraceClose],
      ["(", t.ParenOpen],
      [")", t.ParenClose],
      ["[", t.BracketOpen],
      ["]", t.BracketClose],
      [",", t.Comma],
      [":", t.Colon],
      ["?", t.Question],
      [".", t.Dot],
      ["*", t.Star],
      ["=", t.Assign],
      ["<", t.Less],
      [">", t.Greater],
    ] as const
  ).map(([text, type]) => [text.charCodeAt(0), [type, text]] as const),
)

const verbPattern = /^[A-Z]{3,}$/

interface KnownWord {
  readonly text: string
  readonly type: TokenType
}

// Words met lately, by a hash of their letters. A policy repeats its words: most cost neither a new string nor a
// look-up in a map. Bounded, and a word that falls on another's place is only slower.
const wordCacheSize = 4096
const wordCache: (KnownWord | undefined)[] = Array.from({ length: wordCacheSize }, () => undefined)

function scanWord(cursor: Cursor): void {
  const { text, at: start } = cursor
  const end = wordEnd(text, start)
  if (end - start <= 4 && text.charCodeAt(end) === 58 && scanAddress(cursor)) return
  if (text.charCodeAt(end) > 127 && isForeignLetter(text, end)) return scanForeignWord(cursor)
  let hash = end - start
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  const slot = hash & (wordCacheSize - 1)
  let known = wordCache[slot]
  if (known === undefined || known.text.length !== end - start || !text.startsWith(known.text, start)) {
    known = classify(text.slice(start, end))
    wordCache[slot] = known
  }
  push(cursor, known.type, end, known.text)
}

function classify(slice: string): KnownWord {
  // A slice keeps the whole file alive; a word of its own does not.
  const text = slice.length < 13 ? slice : Array.from(slice).join("")
  const type = t.keywords.get(text) ?? (verbPattern.test(text) ? t.Verb : t.Identifier)
  return { text, type }
}

const foreignLetter = /[\p{L}\p{M}\p{N}]/uy
function isForeignLetter(text: string, at: number): boolean {
  foreignLetter.lastIndex = at
  return foreignLetter.test(text)
}

const foreignWord = /[\p{L}\p{M}\p{N}_-]+/uy
function scanForeignWord(cursor: Cursor): void {
  foreignWord.lastIndex = cursor.at
  const word = foreignWord.exec(cursor.text)?.[0] ?? cursor.text.slice(cursor.at, cursor.at + 1)
  const end = cursor.at + word.length
  cursor.problems.push({
    code: "E001",
    span: spanAt(cursor, cursor.at, end),
    message: `${quoted(word)} is no name`,
    help: "names are made of the letters a to z, digits, `_` and inner `-`; a member of another name is written in double quotes",
  })
  push(cursor, t.Identifier, end)
}

function scanString(cursor: Cursor): void {
  const { text, at: start } = cursor
  let end = start + 1
  let closed = false
  while (end < text.length && !closed) {
    const code = text.charCodeAt(end)
    if (code === 10 || code === 13) break
    if (code === 92 && !/[\r\n]/.test(text[end + 1] ?? "")) end++
    else if (code === 34) closed = true
    end++
  }
  end = Math.min(end, text.length)
  const span = spanAt(cursor, start, end)
  if (!closed) {
    cursor.problems.push({
      code: "E002",
      span,
      message: "this string is not closed",
      help: 'a string ends with `"` on the line on which it begins; a newline inside is written `\\n`',
    })
  } else if (end - start > maxStringLength) {
    cursor.problems.push({
      code: "E043",
      span,
      message: `a string longer than ${maxStringLength} characters`,
    })
  } else {
    checkEscapes(cursor, text.slice(start, end))
  }
  push(cursor, t.StringToken, end)
}

function checkEscapes(cursor: Cursor, image: string): void {
  const { fault } = decodeString(image)
  const control = /[\u0000-\u001f]/.exec(image)
  if (fault !== undefined) {
    const start = cursor.at + fault.offset
    cursor.problems.push({
      code: "E003",
      span: spanAt(cursor, start, start + fault.length),
      message: `${quoted(fault.text)} is no escape`,
      help: 'the escapes are `\\"` `\\\\` `\\/` `\\b` `\\f` `\\n` `\\r` `\\t` and `\\u0000`; a backslash itself is written `\\\\`',
    })
  } else if (control !== null) {
    const start = cursor.at + control.index
    cursor.problems.push({
      code: "E003",
      span: spanAt(cursor, start, start + 1),
      message: "a control character in a string",
      help: "write it as an escape, such as `\\t`",
    })
  }
}

/** What other languages write where this one has a word or another sign. */
const foreignSigns: readonly {
  readonly sign: string
  readonly help: string
  readonly type?: TokenType
  readonly image?: string
}[] = [
  { sign: "&&", help: "write `and`", type: t.keyword.and, image: "and" },
  { sign: "||", help: "write `or`", type: t.keyword.or, image: "or" },
  { sign: "!", help: "write `not`", type: t.keyword.not, image: "not" },
  { sign: ";", help: "statements need no `;` between them" },
  { sign: "'", help: "strings take double quotes" },
]

const unknownRun = /[^\sA-Za-z0-9_{}()[\],:?.*=<>"/#]+/uy

function scanUnknown(cursor: Cursor): void {
  const start = cursor.at
  const foreign = foreignSigns.find(({ sign }) => cursor.text.startsWith(sign, start))
  if (foreign?.sign === "'") return scanSingleQuoted(cursor)
  unknownRun.lastIndex = start
  const run = unknownRun.exec(cursor.text)?.[0] ?? String.fromCodePoint(cursor.text.codePointAt(start)!)
  const end = start + (foreign?.sign.length ?? run.length)
  cursor.problems.push({
    code: "E001",
    span: spanAt(cursor, start, end),
    message: `unexpected ${quoted(cursor.text.slice(start, end))}`,
    ...(foreign === undefined ? {} : { help: foreign.help }),
  })
  if (foreign?.type !== undefined) push(cursor, foreign.type, end, foreign.image ?? "")
  else cursor.at = end
}

function scanSingleQuoted(cursor: Cursor): void {
  const start = cursor.at
  const close = /'[^'\n]*'/y
  close.lastIndex = start
  const end = start + (close.exec(cursor.text)?.[0].length ?? 1)
  cursor.problems.push({
    code: "E001",
    span: spanAt(cursor, start, end),
    message: "unexpected `'`",
    help: "strings take double quotes",
  })
  if (end - start > 1) push(cursor, t.StringToken, end, JSON.stringify(cursor.text.slice(start + 1, end - 1)))
  else cursor.at = end
}
