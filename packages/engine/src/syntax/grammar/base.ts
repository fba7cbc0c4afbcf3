import { EmbeddedActionsParser, EOF } from "chevrotain"
import type { IToken, TokenType } from "chevrotain"
import type { Documentation } from "../ast.ts"
import { nearest } from "../../diagnostics/suggest.ts"
import type { Span } from "../../text/span.ts"
import { Failure } from "../failure.ts"
import { maxDepth, maxProblems } from "../limits.ts"
import type { Problem } from "../problem.ts"
import { quoted } from "../problem.ts"
import type { Scan } from "../scan.ts"
import * as t from "../tokens.ts"
import type { Token } from "../tokens.ts"

export type Rule<T> = (...args: never[]) => T

/** Stands for spans while chevrotain records the grammar, when there are no tokens. */
const nowhere: Span = { file: "", start: 0, end: 0, line: 1, column: 1 }

/** What a parser reads. */
export interface Input {
  readonly file: string
  readonly text: string
  readonly tokens: Token[]
  readonly documentationBefore: Scan["documentationBefore"]
  readonly documentationOn: Scan["documentationOn"]
}

/**
 * Reading tokens, spans, documentation, and what happens when a token is not the expected one.
 *
 * Two of chevrotain's own methods are replaced (`consumeInternalError`, `raiseNoAltException`): its messages list
 * every path of the grammar, and computing them takes time that grows with the grammar at each fault.
 */
export class BaseParser extends EmbeddedActionsParser {
  // Kept by chevrotain, declared here because recovery moves in the tokens.
  declare protected currIdx: number
  declare protected tokVector: IToken[]

  protected fileName = ""
  protected text = ""
  protected depth = 0
  problems: Problem[] = []
  private documentationBefore: Input["documentationBefore"] = new Map()
  private documentationOn: Input["documentationOn"] = new Map()
  private documentationOwner: Map<number, number> = new Map()

  constructor(validate: boolean) {
    super([...t.vocabulary], { maxLookahead: 3, recoveryEnabled: false, skipValidations: !validate })
  }

  load(input: Input): void {
    this.input = input.tokens
    this.fileName = input.file
    this.text = input.text
    this.documentationBefore = input.documentationBefore
    this.documentationOn = input.documentationOn
    this.documentationOwner = new Map()
    this.problems = []
    this.depth = 0
  }

  /** Forgets what was read, so that a parser kept for the next file keeps no tokens alive. */
  release(): void {
    this.load({ file: "", text: "", tokens: [], documentationBefore: new Map(), documentationOn: new Map() })
  }

  /** The span from `from` to the token read last; of that one alone where a misspelt keyword was taken for `from`. */
  protected spanFrom(from: IToken | undefined): Span {
    if (this.RECORDING_PHASE) return nowhere
    const last = this.LA(0)
    const first = from ?? last
    const end = Math.max(first.startOffset, (last.endOffset ?? first.startOffset) + 1)
    return {
      file: this.fileName,
      start: first.startOffset,
      end,
      line: first.startLine ?? 1,
      column: first.startColumn ?? 1,
    }
  }

  /** One of several alternatives of one type; `ERR_MSG` says what was expected where none fits. */
  protected choose<T>(alternatives: { DEF: { ALT: () => T }[]; ERR_MSG: string }): T {
    const chosen: T = this.OR(alternatives)
    return chosen
  }

  protected spanOf(token: IToken): Span {
    return {
      file: this.fileName,
      start: token.startOffset,
      end: (token.endOffset ?? token.startOffset) + 1,
      line: token.startLine ?? 1,
      column: token.startColumn ?? 1,
    }
  }

  /** `##` lines before `first`, else `##` at the end of its line, which goes to the outermost thing on the line. */
  protected documentation(first: IToken): Documentation {
    const before = this.documentationBefore.get(first.startOffset)
    const line = first.startLine ?? 0
    const owner = this.documentationOwner.get(line)
    const on = owner === undefined || owner === first.startOffset ? this.documentationOn.get(line) : undefined
    if (on !== undefined) this.documentationOwner.set(line, first.startOffset)
    if (before === undefined) return on
    return on === undefined ? before : `${before}\n${on}`
  }

  report(problem: Problem): void {
    if (this.problems.length < maxProblems) this.problems.push(problem)
  }

  /** Runs `read` one level deeper; what nests in itself without brackets goes through here. */
  protected deeper<T>(read: () => T): T {
    this.depth++
    try {
      if (this.depth > maxDepth) {
        const message = `conditions nested more than ${maxDepth} deep`
        throw this.failAt(this.LA(1), "E042", message, "name a part with `define`")
      }
      return read()
    } finally {
      this.depth--
    }
  }

  protected failAt(token: IToken, code: Problem["code"], message: string, help?: string): Failure {
    return new Failure({ code, span: this.spanOf(token), message, ...(help === undefined ? {} : { help }) })
  }

  /** A fault at the next token, or, where that stands on a later line, right behind the last one. */
  protected unexpected(expected: string, help?: string): Failure {
    const next = this.LA(1)
    const previous = this.lastRead()
    const extra = help === undefined ? {} : { help }
    const atLineEnd =
      next.tokenType === EOF || next.tokenType === t.Fence || this.startsLine(this.currIdx + 1)
    if (atLineEnd && this.currIdx >= 0) {
      const span = this.after(previous)
      return new Failure({
        code: "E010",
        span,
        message: `expected ${expected} at the end of the line`,
        ...extra,
      })
    }
    if (next.tokenType === EOF) {
      const span = { file: this.fileName, start: this.text.length, end: this.text.length, line: 1, column: 1 }
      return new Failure({ code: "E010", span, message: `expected ${expected}, found nothing`, ...extra })
    }
    if (expected === t.NameToken.LABEL && t.isReserved(next.image)) {
      const reservedHelp = "choose another name; after a dot, and as a member, it may be used"
      return this.failAt(
        next,
        "E033",
        `${quoted(next.image)} is a reserved word and cannot be a name`,
        reservedHelp,
      )
    }
    return this.failAt(next, "E010", `expected ${expected}, found ${quoted(next.image)}`, help)
  }

  /** The token read last; a fence is none. */
  protected lastRead(): IToken {
    return this.LA(0).tokenType === t.Fence ? this.LA(-1) : this.LA(0)
  }

  /** The empty span right behind `token`. */
  protected after(token: IToken): Span {
    const { file, end, line, column } = this.spanOf(token)
    return { file, start: end, end, line, column: column + token.image.length }
  }

  /** Whether the token at `index` is the first of its line. */
  protected startsLine(index: number): boolean {
    const token = this.tokVector[index]
    const fenced = this.tokVector[index - 1]?.tokenType === t.Fence
    const previous = this.tokVector[fenced ? index - 2 : index - 1]
    return token !== undefined && token.startLine !== previous?.startLine
  }

  /** Chevrotain asks here when `CONSUME` does not find its token: a misspelt keyword is reported and taken. */
  protected consumeInternalError(expected: TokenType, next: IToken): void {
    const word = expected.LABEL?.slice(1, -1) ?? ""
    const isMisspelt =
      t.keywords.get(word) === expected &&
      next.tokenType === t.Identifier &&
      nearest(next.image, [word]) === word
    if (!isMisspelt) throw this.unexpected(expected.LABEL ?? expected.name)
    this.reportMisspelt(next, word)
    this.consumeToken()
  }

  protected reportMisspelt(found: IToken, word: string): void {
    this.report({
      code: "E011",
      span: this.spanOf(found),
      message: `unknown keyword ${quoted(found.image)}`,
      help: `did you mean \`${word}\`?`,
      replacement: word,
    })
  }

  /** Chevrotain asks here when no alternative fits; `expected` is the `ERR_MSG` of the alternation. */
  protected raiseNoAltException(_occurrence: number, expected: string | undefined): never {
    const words = [...(expected ?? "").matchAll(/`([a-z]+)`/g)].map(([, word]) => word ?? "")
    const near = nearest(this.LA(1).image, expected === "a value" ? ["true", "false"] : words)
    throw this.unexpected(
      expected ?? "something else",
      near === undefined ? undefined : `did you mean \`${near}\`?`,
    )
  }

  declare protected consumeToken: () => void
}
