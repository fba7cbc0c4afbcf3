import type { SyntaxRule } from "../rule.ts"

/** Kinds of which some types carry records as JSON does: csv, xml, ndjson, msgpack. */
const kindsOfData: ReadonlySet<string> = new Set(["*", "application", "text", "multipart", "message"])

export const widePass: SyntaxRule = {
  name: "wide-pass",
  title: "a `pass` that lets data past the filter",
  severity: "warning",
  owasp: "API3:2023 Broken Object Property Level Authorization",
  reads: "syntax",
  *run({ nodes }) {
    for (const { types } of nodes("pass")) {
      for (const { value, span } of types) {
        const [kind = "", subtype] = value.toLowerCase().split("/")
        if (subtype !== "*" || !kindsOfData.has(kind)) continue
        yield {
          span,
          message: `\`${value}\` lets records past the filter in another form`,
          why: "a handler that answers with csv, xml or ndjson sends the fields that are hidden from JSON",
          help: 'name each type that is meant: `pass "application/pdf"`',
        }
      }
    }
  },
}
