import type { Span } from "../../../text/span.ts"
import { isPasswordOf, secretIn } from "../secrets.ts"
import type { Finding, SyntaxRule } from "../rule.ts"

export const secretInSource: SyntaxRule = {
  name: "secret-in-source",
  title: "a secret that is written out",
  severity: "error",
  owasp: "API8:2023 Security Misconfiguration",
  reads: "syntax",
  *run({ files, nodes }) {
    for (const { value, span } of nodes("string")) yield* findingsOf(value, span)
    for (const { name, value } of nodes("setting")) {
      if (value.kind !== "string" || secretIn(value.value) !== undefined) continue
      if (isPasswordOf(name.text, value.value)) yield finding("a password", value.span)
    }
    for (const { comments } of files) for (const { text, span } of comments) yield* findingsOf(text, span)
  },
}

/** The message never holds it: logs are read by more people than sources. */
function* findingsOf(text: string, span: Span): Iterable<Finding> {
  const what = secretIn(text)
  if (what !== undefined) yield finding(what, span)
}

const finding = (what: string, span: Span): Finding => ({
  span,
  message: `this looks like ${what}`,
  why: "whoever reads the source, or ever could, has it; taking the line out does not take it out of the history",
  help: "have it replaced where it is valid, and read it with `env.NAME`",
})
