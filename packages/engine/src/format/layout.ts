import { BraceOpen } from "../syntax/tokens.ts"
import type { Gap, Lexemes } from "./lexemes.ts"
import type { Group, Outline } from "./outline.ts"
import { spacingOf } from "./spacing.ts"

/** Lines are no longer than this where there is a place to break them. Comments do not count. */
export const lineWidth: number = 100

export interface Layout {
  readonly text: string
  /** The line of each word, from 0. */
  readonly lines: readonly number[]
}

/** What is known of all words before the first is written: which stretches fit, and which cannot. */
interface Measures {
  readonly spacing: readonly number[]
  /** Width of all words before this one, on one line. */
  readonly widths: readonly number[]
  /** The first word from here on that must begin a line. */
  readonly nextForced: readonly number[]
  /** The first `{` from here on; the first of those that stay open. */
  readonly nextBrace: readonly number[]
  readonly nextOpen: readonly number[]
}

interface Writer extends Measures {
  readonly lexemes: Lexemes
  readonly gaps: readonly Gap[]
  readonly out: string[]
  readonly lines: number[]
  column: number
  line: number
  /** Nothing but the indentation stands on the line. */
  isAtStart: boolean
}

/** Writes the words in order; `forced` are words that begin a line wherever they stand. */
export function layOut(
  lexemes: Lexemes,
  outline: Outline,
  gaps: readonly Gap[],
  forced: ReadonlySet<number>,
): Layout {
  const writer: Writer = {
    ...measure(lexemes, outline, gaps, forced),
    lexemes,
    gaps,
    out: [],
    lines: [],
    column: 0,
    line: 0,
    isAtStart: true,
  }
  const { length } = lexemes.tokens
  writeGroup(writer, outline.root, 0, length)
  writeRemarks(writer, length, 0, length === 0)
  return { text: writer.isAtStart ? writer.out.join("") : `${writer.out.join("")}\n`, lines: writer.lines }
}

function measure(
  lexemes: Lexemes,
  outline: Outline,
  gaps: readonly Gap[],
  forced: ReadonlySet<number>,
): Measures {
  const { tokens, words, lines, partner } = lexemes
  const spacing = spacingOf(lexemes, outline)
  const widths = [0]
  for (const [index, word] of words.entries()) widths.push(widths[index]! + spacing[index]! + widthOf(word))
  const isForced = (index: number): boolean =>
    index > 0 && (forced.has(index) || gaps[index]!.trailing !== undefined || gaps[index]!.own.length > 0)
  const nextForced = nextOf(tokens.length, isForced)
  const isBrace = (index: number): boolean => tokens[index]?.tokenType === BraceOpen
  const isOpen = (index: number): boolean => {
    const close = partner.get(index) ?? index
    return (lines[close] !== lines[index] && close > index + 1) || nextForced[index + 1]! <= close
  }
  return {
    spacing,
    widths,
    nextForced,
    nextBrace: nextOf(tokens.length, isBrace),
    nextOpen: nextOf(tokens.length, (index) => isBrace(index) && isOpen(index)),
  }
}

/** For each index up to `length`, the first from it on that has the property; infinite where none has. */
function nextOf(length: number, has: (index: number) => boolean): readonly number[] {
  const found = Array.from({ length: length + 2 }, () => Number.POSITIVE_INFINITY)
  for (let index = length; index >= 0; index--) found[index] = has(index) ? index : found[index + 1]!
  return found
}

const isAscii = /^[\u0000-\u007f]*$/

/** In characters, as editors count columns. */
const widthOf = (word: string): number => (isAscii.test(word) ? word.length : Array.from(word).length)

/** `tail` is the word up to which the line goes on behind the group. */
function writeGroup(writer: Writer, group: Group, base: number, tail: number): void {
  const { breaks, children } = group
  const isBroken = group.end > group.start && !fits(writer, group, tail)
  let indent = base
  let nextBreak = 0
  let nextChild = 0
  let index = group.start
  while (index < group.end) {
    const found = isBroken ? breaks[nextBreak] : undefined
    if (found?.at === index) {
      nextBreak++
      indent = base + found.indent
      breakLine(writer, group, index, indent)
    }
    const child = children[nextChild]
    if (child?.start !== index) {
      writeWord(writer, index, indent)
      index++
      continue
    }
    nextChild++
    writeGroup(writer, child, indent, (isBroken ? breaks[nextBreak]?.at : undefined) ?? tail)
    index = child.end
  }
}

function fits(writer: Writer, group: Group, tail: number): boolean {
  const { widths, spacing, nextForced, nextBrace, nextOpen, column } = writer
  const { start, end } = group
  const open = nextOpen[start]!
  if (group.isBlock && (open === start || writer.lexemes.tokens[start]?.tokenType !== BraceOpen)) return false
  const hasOpen = open < end
  if (nextForced[start + 1]! < (hasOpen ? open + 1 : end)) return false
  const limit = hasOpen ? open + 1 : Math.min(tail, nextForced[end]!, nextBrace[end]! + 1)
  const gap = writer.isAtStart ? spacing[start]! : 0
  return column + widths[limit]! - widths[start]! - gap <= lineWidth
}

function writeWord(writer: Writer, index: number, indent: number): void {
  // A comment ended the line where nothing else would.
  if (!writer.isAtStart && writer.nextForced[index] === index) {
    const inner = writer.lexemes.tokens[index]?.tokenType === BraceOpen ? indent : indent + 2
    writeRemarks(writer, index, inner, true)
    startLine(writer, inner)
  }
  const blanks = writer.isAtStart ? 0 : writer.spacing[index]!
  const word = writer.lexemes.words[index]!
  writer.out.push(" ".repeat(blanks), word)
  writer.column += blanks + widthOf(word)
  writer.isAtStart = false
  writer.lines.push(writer.line)
}

function breakLine(writer: Writer, group: Group, index: number, indent: number): void {
  const { gaps, lexemes } = writer
  const hasBrace = group.isBlock && lexemes.tokens[group.start]?.tokenType === BraceOpen
  const isClose = hasBrace && index === group.end - 1
  const isFirst = !group.isBlock || index === group.start + (hasBrace ? 1 : 0)
  const hasRemarks = gaps[index]!.own.length > 0
  writeRemarks(writer, index, isClose ? indent + 2 : indent, isFirst)
  const isEmptyLineKept = gaps[index]!.isAfterBlank && !isClose && (!isFirst || (hasRemarks && group.isBlock))
  startLine(writer, indent, isEmptyLineKept)
}

/** The comments before a word: one at the end of the line, others on lines of their own. */
function writeRemarks(writer: Writer, index: number, indent: number, isFirst: boolean): void {
  const { trailing, own } = writer.gaps[index]!
  if (trailing !== undefined) writer.out.push("  ", trailing.text)
  for (const [place, remark] of own.entries()) {
    startLine(writer, indent, remark.isAfterBlank && !(isFirst && place === 0))
    writer.out.push(remark.text)
    writer.isAtStart = false
  }
}

function startLine(writer: Writer, indent: number, isAfterEmpty: boolean = false): void {
  const isFirstOfAll = writer.out.length === 0
  if (!isFirstOfAll) {
    writer.out.push(isAfterEmpty ? "\n\n" : "\n")
    writer.line += isAfterEmpty ? 2 : 1
  }
  writer.out.push(" ".repeat(indent))
  writer.column = indent
  writer.isAtStart = true
}
