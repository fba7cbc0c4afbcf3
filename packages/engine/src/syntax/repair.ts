import type { TokenType } from "chevrotain"
import type { Span } from "../text/span.ts"
import type { Problem } from "./problem.ts"
import { quoted } from "./problem.ts"
import * as t from "./tokens.ts"
import type { Token } from "./tokens.ts"

// A bracket that is missing or too many shifts everything after it. Only in a file that was found faulty, its
// indentation says where: people indent what a block holds, and a block's `}` stands under the line that opened it.

export interface Repair {
  readonly tokens: Token[]
  readonly problems: readonly Problem[]
  /** Whether the brackets did not match as written. */
  readonly unbalanced: boolean
}

interface Open {
  readonly token: Token
  /** Column of the first token of its line. */
  readonly margin: number
}

interface State {
  readonly file: string
  readonly text: string
  readonly tokens: readonly Token[]
  readonly out: Token[]
  readonly stack: Open[]
  readonly problems: Problem[]
}

/** Puts in, takes away or turns brackets so that blocks agree with the indentation; reports each change. */
export function repairBrackets(file: string, text: string, tokens: readonly Token[]): Repair {
  const unbalanced = !isBalanced(tokens)
  if (!isIndented(tokens)) return { tokens: [...tokens], problems: [], unbalanced }
  const state: State = { file, text, tokens, out: [], stack: [], problems: [] }
  let margin = 1
  for (const [index, token] of tokens.entries()) {
    if (startsLine(tokens, index)) {
      openMissing(state, index, margin)
      margin = token.startColumn
      closeMissing(state, index)
    }
    keep(state, index, margin)
  }
  const last = tokens.at(-1)
  if (last !== undefined) while (state.stack.length > 0) closeTop(state, last, undefined)
  return { tokens: state.out, problems: state.problems, unbalanced }
}

const pairs: ReadonlyMap<TokenType, TokenType> = new Map([
  [t.BraceClose, t.BraceOpen],
  [t.ParenClose, t.ParenOpen],
  [t.BracketClose, t.BracketOpen],
])
const openings: ReadonlySet<TokenType> = new Set(pairs.values())

function isBalanced(tokens: readonly Token[]): boolean {
  const stack: TokenType[] = []
  for (const { tokenType } of tokens) {
    if (openings.has(tokenType)) stack.push(tokenType)
    else if (pairs.has(tokenType) && stack.pop() !== pairs.get(tokenType)) return false
  }
  return stack.length === 0
}

/** Whether lines behind a `{` are mostly further right than its own line. */
function isIndented(tokens: readonly Token[]): boolean {
  let blocks = 0
  let deeper = 0
  let margin = 1
  for (const [index, token] of tokens.entries()) {
    if (!startsLine(tokens, index)) continue
    if (tokens[index - 1]?.tokenType === t.BraceOpen && token.tokenType !== t.BraceClose) {
      blocks++
      if (token.startColumn > margin) deeper++
    }
    margin = token.startColumn
  }
  return blocks > 0 ? deeper >= blocks * 0.8 : true
}

const startsLine = (tokens: readonly Token[], index: number): boolean =>
  tokens[index - 1]?.startLine !== tokens[index]?.startLine

const endsLine = (tokens: readonly Token[], index: number): boolean => startsLine(tokens, index + 1)

const blockHeads: ReadonlySet<TokenType> = new Set([
  t.keyword.api,
  t.Verb,
  t.keyword.guardrail,
  t.keyword.response,
  t.keyword.authenticate,
  t.keyword.subject,
  t.keyword.actor,
  t.keyword.type,
  t.keyword.cors,
  t.keyword.each,
])

/** The line before `index` begins a block and opens none, and this one is indented as if it did. */
function openMissing(state: State, index: number, margin: number): void {
  const { tokens, out } = state
  const token = tokens[index]!
  const previous = tokens[index - 1]
  if (previous === undefined || token.startColumn <= margin || previous.tokenType === t.BraceOpen) return
  let head = index - 1
  while (!startsLine(tokens, head)) head--
  const line = tokens.slice(head, index)
  if (!blockHeads.has(tokens[head]!.tokenType) || line.some(({ tokenType }) => tokenType === t.BraceOpen))
    return
  if (tokens[head]!.tokenType === t.Verb && !line.some(({ tokenType }) => tokenType === t.Path)) return
  const before = tokens[head - 1]?.tokenType
  if (before === t.Comma || before === t.keyword.except || before === t.keyword.may) return
  if (out.at(-1)?.tokenType === t.BraceOpen) return
  const span = after(state, previous)
  report(
    state,
    "E014",
    span,
    "expected `{` at the end of the line",
    "what the block holds stands between `{` and `}`",
  )
  push(state, virtual(t.BraceOpen, "{", span), margin)
}

/** Blocks whose lines are over before the token at `index`, the first of its line. */
function closeMissing(state: State, index: number): void {
  const { stack, tokens } = state
  const token = tokens[index]!
  const closes = token.tokenType === t.BraceClose
  for (;;) {
    const top = stack.at(-1)
    if (top === undefined || top.token.startLine === token.startLine) return
    const over = closes
      ? top.margin > token.startColumn
      : top.margin >= token.startColumn && !pairs.has(token.tokenType)
    if (!over) return
    closeTop(state, tokens[index - 1] ?? token, token)
  }
}

function closeTop(state: State, previous: Token, next: Token | undefined): void {
  const open = state.stack.pop()!
  // An open parenthesis is reported by the statement that it stands in.
  if (open.token.tokenType !== t.BraceOpen) return
  const span = closingPlace(state, open, previous, next)
  state.problems.push({
    code: "E012",
    span,
    message: "expected `}`",
    help: `close the block of line ${open.token.startLine}`,
    labels: [{ span: spanOf(state, open.token), text: "this `{` is not closed" }],
  })
  state.out.push(virtual(t.BraceClose, "}", span))
}

/** Behind the last token, or on the empty line below it where the block's `}` would stand. */
function closingPlace(state: State, open: Open, previous: Token, next: Token | undefined): Span {
  const behind = after(state, previous)
  if (open.token.startLine === previous.startLine) return behind
  if (next !== undefined && next.startLine <= previous.startLine + 1) return behind
  const newline = state.text.indexOf("\n", behind.start)
  const line = newline < 0 ? "" : (/^[ \t]*/y.exec(state.text.slice(newline + 1, newline + 81))?.[0] ?? "")
  const start = newline + 1 + line.length
  const isBlank = newline >= 0 && (start >= state.text.length || "\r\n#".includes(state.text[start]!))
  if (!isBlank || (next === undefined && start >= state.text.length && line === "")) return behind
  return { file: state.file, start, end: start, line: previous.startLine + 1, column: line.length + 1 }
}

function keep(state: State, index: number, margin: number): void {
  const token = state.tokens[index]!
  if (openings.has(token.tokenType)) keepOpening(state, index, margin)
  else if (pairs.has(token.tokenType)) keepClosing(state, index, margin)
  else state.out.push(token)
}

function keepOpening(state: State, index: number, margin: number): void {
  const token = state.tokens[index]!
  const previous = state.tokens[index - 1]
  if (token.tokenType === t.BraceOpen && previous?.tokenType === t.BraceOpen) {
    report(state, "E013", spanOf(state, token), "a second `{`", "a block has one `{`")
    return
  }
  if (token.tokenType === t.BraceOpen || !standsForBrace(state, index)) return push(state, token, margin)
  report(
    state,
    "E014",
    spanOf(state, token),
    `expected \`{\`, found ${quoted(token.image)}`,
    "blocks stand between `{` and `}`",
  )
  push(state, { ...token, tokenType: t.BraceOpen, tokenTypeIdx: t.BraceOpen.tokenTypeIdx ?? -1 }, margin)
}

function standsForBrace(state: State, index: number): boolean {
  const { tokens } = state
  const previous = tokens[index - 1]?.tokenType
  if (previous === t.Path || previous === t.keyword.response) return true
  let head = index
  while (!startsLine(tokens, head)) head--
  return blockHeads.has(tokens[head]!.tokenType) && endsLine(tokens, index)
}

function keepClosing(state: State, index: number, margin: number): void {
  const token = state.tokens[index]!
  const { stack } = state
  const isBrace = token.tokenType === t.BraceClose
  if (isBrace) while (stack.length > 0 && stack.at(-1)!.token.tokenType !== t.BraceOpen) stack.pop()
  const top = stack.at(-1)
  if (top !== undefined && top.token.tokenType === pairs.get(token.tokenType)) {
    const isExtra =
      isBrace && top.token.startLine !== token.startLine && isTooEarly(state, index, top, margin)
    if (isExtra) return takeAway(state, token)
    stack.pop()
    state.out.push(token)
  } else if (isBrace) {
    takeAway(state, token)
  } else if (
    top !== undefined &&
    top.token.tokenType === t.BraceOpen &&
    closesBrace(state, index, top, margin)
  ) {
    report(
      state,
      "E014",
      spanOf(state, token),
      `expected \`}\`, found ${quoted(token.image)}`,
      "blocks stand between `{` and `}`",
    )
    stack.pop()
    state.out.push({
      ...token,
      image: "}",
      tokenType: t.BraceClose,
      tokenTypeIdx: t.BraceClose.tokenTypeIdx ?? -1,
    })
  } else {
    if (top !== undefined && top.token.tokenType !== t.BraceOpen) stack.pop()
    state.out.push(token)
  }
}

/** A `}` that would end a block of which more lines follow. */
function isTooEarly(state: State, index: number, top: Open, margin: number): boolean {
  const { tokens } = state
  if (startsLine(tokens, index)) return top.margin !== margin
  let next = index + 1
  while (next < tokens.length && !startsLine(tokens, next)) next++
  const following = tokens[next]
  if (following === undefined) return false
  // The block's own `}` stands on the next line.
  const isClosedBelow =
    following.tokenType === t.BraceClose &&
    following.startColumn === top.margin &&
    state.stack.at(-2)?.margin !== top.margin
  return isClosedBelow || following.startColumn > top.margin
}

function closesBrace(state: State, index: number, top: Open, margin: number): boolean {
  if (startsLine(state.tokens, index)) return top.margin === margin
  return top.token.startLine === state.tokens[index]!.startLine && endsLine(state.tokens, index)
}

function takeAway(state: State, token: Token): void {
  report(
    state,
    "E013",
    spanOf(state, token),
    "this `}` closes nothing",
    "take it away, or look for a `{` that is missing above",
  )
}

function push(state: State, token: Token, margin: number): void {
  state.stack.push({ token, margin })
  state.out.push(token)
}

function virtual(type: TokenType, image: string, at: Span): Token {
  return t.token(type, image, at.start, at.start, at.line, at.column)
}

function spanOf({ file }: State, token: Token): Span {
  const { startOffset, endOffset, startLine, startColumn } = token
  return { file, start: startOffset, end: endOffset + 1, line: startLine, column: startColumn }
}

function after(state: State, token: Token): Span {
  const end = token.endOffset + 1
  const column = token.startColumn + end - token.startOffset
  return { file: state.file, start: end, end, line: token.startLine, column }
}

function report(state: State, code: Problem["code"], span: Span, message: string, help: string): void {
  state.problems.push({ code, span, message, help })
}

const continuing: ReadonlySet<TokenType> = new Set([t.keyword.and, t.keyword.or])

/**
 * Puts a fence before each line that begins something of its own, judged by its indentation, so that a line
 * that lacks its end does not take words of the next.
 */
export function fence(tokens: readonly Token[], starters: ReadonlySet<TokenType>): Token[] {
  const out: Token[] = []
  let margin = 1
  for (const [index, token] of tokens.entries()) {
    if (startsLine(tokens, index)) {
      const previous = tokens[index - 1]?.tokenType
      const isWord = t.isWord(token.tokenType) && !continuing.has(token.tokenType)
      const isFirst = previous === t.BraceOpen || previous === t.BraceClose
      const isLevel = token.startColumn <= margin && (previous !== t.Comma || starters.has(token.tokenType))
      if (isWord && (isFirst || isLevel)) {
        out.push(
          t.token(t.Fence, "", token.startOffset, token.startOffset, token.startLine, token.startColumn),
        )
      }
      margin = token.startColumn
    }
    out.push(token)
  }
  return out
}
