import type { Environment } from "../evaluate/environment.ts"
import type { Scope } from "../evaluate/scope.ts"
import type { Source } from "../text/source.ts"
import type { Span } from "../text/span.ts"
import type { Truth } from "../values/type.ts"
import type { RoleTrace } from "./trace.ts"

/** What tracing a rule needs to know. */
export interface Tracing {
  readonly environment: Environment
  readonly scope: Scope
  /** What stands at a span, on one line. */
  readonly textOf: (span: Span) => string
  /** Headers that bring API keys, in lower case. */
  readonly keyHeaders: ReadonlySet<string>
  /** The condition asks about a secret: settings and variables in it are withheld as the secret is. */
  readonly isAboutSecret?: boolean
  /** Roles have conditions and conditions ask for roles: this ties the two without a cycle of modules. */
  readonly holds: (role: string, tracing: Tracing) => TracedRole
}

export interface TracedRole {
  readonly truth: Truth
  readonly trace: RoleTrace
}

const longest = 300

/** Makes the function that quotes the source on one line, without its comments; a span of an unknown file is quoted as its place. */
export function quoter(sources: Iterable<Source>): (span: Span) => string {
  const texts = new Map([...sources].map(({ path, text }) => [path, text]))
  return (span) => {
    const text = texts.get(span.file)?.slice(span.start, span.end)
    if (text === undefined) return `${span.file}:${span.line}:${span.column}`
    const line = withoutComments(text).replaceAll(/\s+/g, " ").trim()
    return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`
  }
}

/** A `#` in a text is none that begins a comment. */
function withoutComments(text: string): string {
  return text.replaceAll(/("(?:[^"\\\n]|\\.)*")|#[^\n]*/g, "$1")
}
