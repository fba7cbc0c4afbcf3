import type { Span } from "../../../text/span.ts"
import type { DurationLiteral, Reference } from "../../../syntax/ast.ts"
import type { Finding, SyntaxRule } from "../rule.ts"

const hour = 3_600_000
/** After half a day NIST SP 800-63B asks for a new proof of two factors. */
const longest = 12 * hour

export const longTokenLife: SyntaxRule = {
  name: "long-token-life",
  title: "a proof of who calls that counts for long",
  severity: "warning",
  owasp: "API2:2023 Broken Authentication",
  reads: "syntax",
  *run({ nodes }) {
    for (const { what } of nodes("require")) {
      if (what.kind !== "mfa" || what.within === undefined) continue
      yield* findingsOf(what.span, "a second factor", what.within)
    }
    for (const { operand, duration, span } of nodes("within")) {
      if (operand.kind === "reference" && isOfCaller(operand))
        yield* findingsOf(span, `\`${nameOf(operand)}\``, duration)
    }
  },
}

function* findingsOf(span: Span, what: string, { milliseconds }: DurationLiteral): Iterable<Finding> {
  if (milliseconds <= longest) return
  yield {
    span,
    message: `${what} counts for ${Math.floor(milliseconds / hour)} hours`,
    why: "whoever finds the session open, or has copied the token, is taken for its owner as long",
    help: "write the time that one sitting takes, such as `within 15min`, and no more than `12h`",
  }
}

const isOfCaller = ({ root }: Reference): boolean =>
  root.text === "subject" || root.text === "actor" || root.text === "claims"

const nameOf = ({ root, members }: Reference): string =>
  [root.text, ...members.map(({ text }) => text)].join(".")
