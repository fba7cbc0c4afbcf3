import { createToken, Lexer } from "chevrotain"
import type { IToken, TokenType } from "chevrotain"

// The vocabulary. Text is cut into tokens by `scan.ts`, not by chevrotain's lexer: what a stretch such as
// `5/15min` or `08:00` is depends on more than a pattern can say in linear time. So every pattern here is NA.

const kind = (name: string, label: string, ...categories: TokenType[]): TokenType =>
  createToken({ name, label, pattern: Lexer.NA, categories })

/** Any word, reserved or not: what may stand after a dot. */
export const Word: TokenType = kind("Word", "a word")
/** A word that is not reserved. Contextual keywords are names too. */
export const NameToken: TokenType = kind("Name", "a name", Word)
/** A word that is no keyword anywhere. */
export const Identifier: TokenType = kind("Identifier", "a name", NameToken)
/** Three or more capitals: a verb, and a name where a name is asked for. */
export const Verb: TokenType = kind("Verb", "a verb such as `GET`", NameToken)

export const Path: TokenType = kind("Path", "a path such as `/orders/{id}`")
export const StringToken: TokenType = kind("String", "a string")
export const Integer: TokenType = kind("Integer", "a whole number")
export const Decimal: TokenType = kind("Decimal", "a number with a fraction")
export const Duration: TokenType = kind("Duration", "a duration such as `15min`")
export const Size: TokenType = kind("Size", "a size such as `64kb`")
export const DateToken: TokenType = kind("Date", "a date such as `2026-01-31`")
export const Time: TokenType = kind("Time", "a time such as `08:00`")
export const Address: TokenType = kind("Address", "an address")
export const Cidr: TokenType = kind("Cidr", "a range of addresses")
export const Rate: TokenType = kind("Rate", "a rate such as `5/15min`")

export const BraceOpen: TokenType = kind("BraceOpen", "`{`")
export const BraceClose: TokenType = kind("BraceClose", "`}`")
export const ParenOpen: TokenType = kind("ParenOpen", "`(`")
export const ParenClose: TokenType = kind("ParenClose", "`)`")
export const BracketOpen: TokenType = kind("BracketOpen", "`[`")
export const BracketClose: TokenType = kind("BracketClose", "`]`")
export const Comma: TokenType = kind("Comma", "`,`")
export const Colon: TokenType = kind("Colon", "`:`")
export const Question: TokenType = kind("Question", "`?`")
export const Dot: TokenType = kind("Dot", "`.`")
export const DotDot: TokenType = kind("DotDot", "`..`")
export const Star: TokenType = kind("Star", "`*`")
export const StarStar: TokenType = kind("StarStar", "`**`")
export const Assign: TokenType = kind("Assign", "`=`")
export const Equal: TokenType = kind("Equal", "`==`")
export const NotEqual: TokenType = kind("NotEqual", "`!=`")
export const Less: TokenType = kind("Less", "`<`")
export const LessEqual: TokenType = kind("LessEqual", "`<=`")
export const Greater: TokenType = kind("Greater", "`>`")
export const GreaterEqual: TokenType = kind("GreaterEqual", "`>=`")
/** Put before a statement when a faulty file is read again, so that an unfinished line cannot swallow the next. */
export const Fence: TokenType = kind("Fence", "the next line")

const reservedWords = [
  "and",
  "or",
  "not",
  "has",
  "is",
  "in",
  "like",
  "starts",
  "ends",
  "contains",
  "between",
  "within",
  "any",
  "every",
  "true",
  "false",
  "subject",
  "actor",
  "path",
  "query",
  "header",
  "body",
  "context",
  "env",
  "tls",
  "mfa",
  "scope",
  "none",
  "max",
  "raw",
  "only",
  "on",
  "set",
  "list",
] as const

const contextualWords = [
  "a",
  "accept",
  "allow",
  "an",
  "api",
  "as",
  "assert",
  "audit",
  "auth",
  "authenticate",
  "block",
  "burst",
  "by",
  "calendar",
  "conceal",
  "concurrent",
  "cors",
  "cost",
  "count",
  "define",
  "delay",
  "deny",
  "deprecated",
  "each",
  "edict",
  "else",
  "errors",
  "except",
  "existence",
  "file",
  "for",
  "from",
  "full",
  "guardrail",
  "hash",
  "headers",
  "hide",
  "idempotent",
  "import",
  "includes",
  "injection",
  "items",
  "keep",
  "limit",
  "link",
  "load",
  "local",
  "mask",
  "may",
  "needs",
  "never",
  "note",
  "of",
  "outage",
  "package",
  "params",
  "pass",
  "per",
  "proxy",
  "quota",
  "refused",
  "reject",
  "remove",
  "require",
  "response",
  "reveal",
  "role",
  "route",
  "schema",
  "setting",
  "show",
  "summary",
  "sunset",
  "then",
  "throttle",
  "timeout",
  "to",
  "trust",
  "type",
  "unless",
  "up",
  "upgrade",
  "use",
  "when",
  "with",
] as const

export type Keyword = (typeof reservedWords)[number] | (typeof contextualWords)[number]

const keywordEntries: readonly (readonly [Keyword, TokenType])[] = [
  ...reservedWords.map((word) => [word, kind(`Reserved_${word}`, `\`${word}\``, Word)] as const),
  ...contextualWords.map((word) => [word, kind(`Keyword_${word}`, `\`${word}\``, NameToken)] as const),
]

/** The token of each keyword: `keyword.allow`. */
export const keyword: Readonly<Record<Keyword, TokenType>> = Object.fromEntries(keywordEntries) as Record<
  Keyword,
  TokenType
>

/** A map, so that `constructor` or `__proto__` in a policy is a name like any other. */
export const keywords: ReadonlyMap<string, TokenType> = new Map<string, TokenType>(keywordEntries)

export const isWord = (type: TokenType): boolean =>
  type === Word || Word.categoryMatchesMap?.[type.tokenTypeIdx ?? -1] === true

export const isReserved = (word: string): boolean => (reservedWords as readonly string[]).includes(word)

export const vocabulary: readonly TokenType[] = [
  Word,
  NameToken,
  Identifier,
  Verb,
  Path,
  StringToken,
  Integer,
  Decimal,
  Duration,
  Size,
  DateToken,
  Time,
  Address,
  Cidr,
  Rate,
  BraceOpen,
  BraceClose,
  ParenOpen,
  ParenClose,
  BracketOpen,
  BracketClose,
  Comma,
  Colon,
  Question,
  Dot,
  DotDot,
  Star,
  StarStar,
  Assign,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Fence,
  ...keywords.values(),
]

/** A token with its place known. */
export interface Token extends IToken {
  readonly startLine: number
  readonly startColumn: number
  /** Inclusive, as chevrotain has it. */
  readonly endOffset: number
}

export function token(
  tokenType: TokenType,
  image: string,
  start: number,
  end: number,
  line: number,
  column: number,
): Token {
  return {
    image,
    startOffset: start,
    endOffset: end - 1,
    startLine: line,
    startColumn: column,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx ?? -1,
    // Set later on paths; present from the start so that all tokens have one shape.
    payload: undefined,
  }
}

const fileWords = [
  "package",
  "import",
  "role",
  "type",
  "subject",
  "actor",
  "setting",
  "define",
  "authenticate",
  "quota",
  "guardrail",
  "trust",
  "assert",
] as const
const routeWords = [
  "allow",
  "load",
  "accept",
  "body",
  "query",
  "headers",
  "params",
  "deprecated",
  "upgrade",
  "idempotent",
  "deny",
  "use",
  "limit",
  "timeout",
  "concurrent",
  "require",
  "throttle",
  "audit",
  "reject",
  "response",
  "cors",
] as const
const responseWords = [
  "show",
  "hide",
  "hash",
  "mask",
  "each",
  "only",
  "max",
  "reveal",
  "conceal",
  "pass",
  "remove",
  "set",
] as const

const homed = (words: readonly Keyword[], home: string): (readonly [TokenType, string])[] =>
  words.map((word) => [keyword[word], home])

/** Where each statement stands, for messages about one in a wrong place. */
export const homes: ReadonlyMap<TokenType, string> = new Map([
  ...homed(fileWords, "the file, outside every block"),
  ...homed(["api"], "the file or an api"),
  ...homed(routeWords, "an api or a route"),
  ...homed(responseWords, "a `response` block"),
  [Verb, "the file or an api"] as const,
])

/** The tokens that begin a statement or declaration. */
export const statementStarts: ReadonlySet<TokenType> = new Set(homes.keys())
