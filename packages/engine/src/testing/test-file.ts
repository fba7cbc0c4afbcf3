import type { Span } from "../text/span.ts"

// What a file of tests says, as docs/language.md describes it: read, checked, and in order.

export type Members = Readonly<Record<string, unknown>>

/** Who calls. Undefined members: a caller without credentials. */
export interface Actor {
  /** As written: `sue+mfa`. */
  readonly name: string
  /** With its `roles`. */
  readonly members: Members | undefined
}

export interface TestRequest {
  readonly method: string
  /** As it stands in the request line, with its query. */
  readonly target: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Uint8Array | undefined
  readonly ip: string
  /** Of the connection: `1.3`; undefined: none. */
  readonly tls: string | undefined
}

/** What the handler answers. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** `allow`: the handler ran, and its answer left. */
export type Verdict = "allow" | number

export interface Expectation {
  /** Of every answer, of the first, of the last. */
  readonly status: Verdict | undefined
  readonly first: Verdict | undefined
  readonly last: Verdict | undefined
  /** Of the last answer. */
  readonly body: { readonly value: unknown } | undefined
  /** Of the last answer, in lower case; null: it is not there. */
  readonly headers: Readonly<Record<string, string | null>>
}

/** One request, or the same one several times, and what must come of it. */
export interface TestCase {
  /** A cell of the matrix is named by its route and its actor. */
  readonly name: string
  readonly kind: "cell" | "test"
  readonly span: Span
  readonly actor: Actor
  readonly request: TestRequest
  /** Undefined: the handler answers with what was loaded. */
  readonly reply: Reply | undefined
  readonly repeat: number
  /** Undefined: it begins at the file's time, with counters that nobody has used. Else it goes on from the case before. */
  readonly afterMilliseconds: number | undefined
  readonly expect: Expectation
  /** Where `--update` writes. */
  readonly place: readonly (string | number)[]
}

export interface TestFile {
  readonly path: string
  /** Relative to the folder of the file. */
  readonly policy: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly data: Readonly<Record<string, Members>>
  readonly cases: readonly TestCase[]
}
