import type { SyntaxRule } from "../rule.ts"

export const symmetricAlgorithm: SyntaxRule = {
  name: "symmetric-algorithm",
  title: "tokens that whoever checks them could have made",
  severity: "warning",
  owasp: "API2:2023 Broken Authentication",
  reads: "syntax",
  *run({ nodes }) {
    for (const { name, values } of nodes("option")) {
      if (name.text !== "algorithms") continue
      for (const value of values) {
        const text = value.kind === "string" ? value.value : value.kind === "word" ? value.name.text : ""
        if (!/^HS\d{3}$/.test(text)) continue
        yield {
          span: value.span,
          message: `\`${text}\` signs and checks with one secret`,
          why: "every service that checks tokens by it can make them, for any caller and any role; a short secret is found by trying",
          help: "have tokens signed with a key pair, `ES256` or `EdDSA`, and leave this one out",
        }
      }
    }
  },
}
