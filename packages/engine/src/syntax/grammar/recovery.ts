import { EOF } from "chevrotain"
import type { IToken, TokenType } from "chevrotain"
import { nearest } from "../../diagnostics/suggest.ts"
import { Failure } from "../failure.ts"
import { maxProblems } from "../limits.ts"
import { quoted } from "../problem.ts"
import * as t from "../tokens.ts"
import type { Rule } from "./base.ts"
import { ExpressionParser } from "./expressions.ts"

/** What may stand in one kind of block, by the token that it begins with. */
export interface Place<T> {
  /** For messages: "a route", "a `response` block". */
  readonly name: string
  readonly rules: ReadonlyMap<TokenType, Rule<T>>
  /** The keywords among them. */
  readonly words: readonly string[]
}

export function placeOf<T>(name: string, entries: Iterable<readonly [TokenType, Rule<T>]>): Place<T> {
  const rules = new Map(entries)
  const words = [...rules.keys()].map(word).filter((text) => t.keywords.has(text))
  return { name, rules, words }
}

/** Words that continue a statement: what an unknown word behind one may have been meant as. */
const clauseWords = [
  "when",
  "unless",
  "else",
  "except",
  "per",
  "burst",
  "cost",
  "calendar",
  "count",
  "refused",
  "then",
  "block",
  "outage",
  "includes",
  "of",
  "as",
  "from",
  "by",
  "for",
  "note",
  "within",
  "max",
  "keep",
  "with",
  "sunset",
  "link",
  "header",
  "to",
  "and",
  "or",
  "not",
  "in",
  "like",
  "starts",
  "ends",
  "contains",
  "is",
  "between",
  "only",
  "delay",
  "may",
] as const satisfies readonly t.Keyword[]

const knownVerbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ANY"]

/**
 * Blocks that go on after a fault.
 *
 * Every statement begins with a keyword, so a statement that cannot be read is skipped up to the next line that
 * begins one at the same depth, or to the end of its block; each skipped stretch has one problem.
 */
export class RecoveringParser extends ExpressionParser {
  /** Reads the members of a block without keywords, such as a record, up to its `}`. */
  protected lines<T>(read: () => T): T[] {
    const items: T[] = []
    if (this.RECORDING_PHASE) {
      this.MANY(() => items.push(read()))
      return items
    }
    while (this.atItem()) {
      const start = this.currIdx + 1
      const item = this.attempt(start, read)
      if (item !== undefined) items.push(item)
    }
    return items
  }

  /** Reads statements up to the `}` of their block, or the end of the file. */
  protected items<T>(place: Place<T>): T[] {
    const items: T[] = []
    if (this.RECORDING_PHASE) return items
    let lastStart = -1
    while (this.atItem()) {
      const start = this.currIdx + 1
      const rule = place.rules.get(this.LA(1).tokenType)
      if (rule === undefined && this.repairWord(place, lastStart)) {
        if (this.currIdx + 1 < start) items.pop()
        continue
      }
      lastStart = start
      const read = rule === undefined ? () => this.rejectItem(place) : () => this.SUBRULE(rule)
      const item = this.attempt(start, read)
      if (item !== undefined) items.push(item)
    }
    return items
  }

  /** Whether an item begins here; passes over fences. */
  private atItem(): boolean {
    while (this.LA(1).tokenType === t.Fence) this.consumeToken()
    const next = this.LA(1).tokenType
    return next !== t.BraceClose && next !== EOF
  }

  private attempt<T>(start: number, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.report(error.problem)
      if (this.problems.length < maxProblems) this.resynchronize(start)
      else while (this.LA(1).tokenType !== EOF) this.consumeToken()
      return undefined
    }
  }

  /** Reads what makes up all tokens. */
  protected whole<T>(read: () => T): T | undefined {
    try {
      const value = read()
      if (this.LA(1).tokenType === EOF) return value
      throw this.failAt(this.LA(1), "E010", `unexpected ${quoted(this.LA(1).image)}`)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.report(error.problem)
      return undefined
    }
  }

  /** Reads the head of a block; where that fails and its `{` stands on the same line, goes on there. */
  protected head<T>(read: () => T): T | undefined {
    if (this.RECORDING_PHASE) return read()
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const line = this.LA(1).startLine
      let index = this.currIdx + 1
      while (this.tokVector[index]?.startLine === line && this.tokVector[index]?.tokenType !== t.BraceOpen)
        index++
      const brace = this.tokVector[index]
      if (brace?.tokenType !== t.BraceOpen || brace.startLine !== line) throw error
      this.report(error.problem)
      this.currIdx = index - 1
      return undefined
    }
  }

  /** Consumes the `}` of the block that `open` began. */
  protected close(open: IToken): void {
    if (this.RECORDING_PHASE || this.LA(1).tokenType !== EOF) {
      this.CONSUME9(t.BraceClose)
      return
    }
    const message = "this `{` is not closed"
    throw this.failAt(open, "E012", message, "put a `}` at the end of the block")
  }

  /** Passes over the rest of what began at `start`: to a `}` or to a line that begins something, at its own depth. */
  private resynchronize(start: number): void {
    const margin = this.tokVector[start]?.startColumn ?? 1
    let depth = 0
    for (let index = start; index <= this.currIdx; index++)
      depth += braceStep(this.tokVector[index]?.tokenType)
    for (;;) {
      const next = this.LA(1)
      if (next.tokenType === EOF) return
      const index = this.currIdx + 1
      const moved = index > start
      if (depth <= 0 && (next.tokenType === t.BraceClose || next.tokenType === t.Fence)) return
      if (depth <= 0 && moved && this.startsLine(index) && (next.startColumn ?? 1) <= margin) return
      depth = Math.max(0, depth + braceStep(next.tokenType))
      this.consumeToken()
      if (depth === 0 && next.tokenType === t.BraceClose) return
    }
  }

  /**
   * Takes the word that is probably meant for an unknown one. A clause (`wehn`) belongs to the statement before it on
   * its line: that is read again. False where nothing is near.
   */
  private repairWord<T>(place: Place<T>, lastStart: number): boolean {
    const next = this.LA(1)
    if (next.tokenType !== t.Identifier && next.tokenType !== t.Verb) return false
    const previous = this.lastRead()
    const continues =
      lastStart >= 0 &&
      this.tokVector[lastStart]?.startLine === next.startLine &&
      previous.startLine === next.startLine
    const afterBlock = previous.tokenType === t.BraceClose || previous.tokenType === t.BraceOpen
    const clauses = continues && !afterBlock ? clauseWords : []
    const verbs = place.rules.has(t.Verb) && this.LA(2).tokenType === t.Path ? knownVerbs : []
    const near = nearest(next.image, [...clauses, ...place.words, ...verbs])
    if (near === undefined) return false
    this.reportMisspelt(next, near)
    const tokenType = t.keywords.get(near) ?? t.Verb
    this.tokVector[this.currIdx + 1] = {
      ...next,
      image: near,
      tokenType,
      tokenTypeIdx: tokenType.tokenTypeIdx ?? -1,
    }
    if (!place.rules.has(tokenType)) this.currIdx = lastStart - 1
    return true
  }

  private rejectItem<T>(place: Place<T>): never {
    const next = this.LA(1)
    const previous = this.lastRead()
    if (next.tokenType === t.Assign) {
      throw this.failAt(next, "E034", "`=` does not compare", "two values are compared with `==`")
    }
    const sameLine =
      previous.startLine === next.startLine && ![t.BraceOpen, t.BraceClose].includes(previous.tokenType)
    const home = t.homes.get(next.tokenType)
    if (home !== undefined && !sameLine) {
      throw this.failAt(
        next,
        "E032",
        `${quoted(next.image)} cannot stand in ${place.name}`,
        `it stands in ${home}`,
      )
    }
    if (sameLine) {
      const help =
        next.tokenType === t.Identifier
          ? "names in a list take `,` between them; a condition follows `when`"
          : undefined
      throw this.failAt(
        next,
        "E010",
        `unexpected ${quoted(next.image)} after ${quoted(previous.image)}`,
        help,
      )
    }
    const help = `${place.name} holds ${place.words.map((text) => `\`${text}\``).join(" ")}`
    throw this.failAt(next, "E010", `unexpected ${quoted(next.image)} in ${place.name}`, help)
  }
}

const word = (type: TokenType): string => type.LABEL?.slice(1, -1) ?? ""

const braceStep = (type: TokenType | undefined): number =>
  type === t.BraceOpen ? 1 : type === t.BraceClose ? -1 : 0
