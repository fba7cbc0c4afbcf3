import { codes, isCode, type Code, type RuleEntry, type RuleName } from "./codes.ts"

/** Where the pages of codes are. */
export interface Pages {
  /** By code, in Markdown; its first line is the heading. */
  readonly pages?: Readonly<Record<string, string>> | undefined
  /** The folder of the pages on the web, such as `https://docs.example/diagnostics/`; absent where they are nowhere. */
  readonly site?: string | undefined
  /** What there is to say of findings that have a rule's name for a code. */
  readonly rules?: readonly RuleEntry[] | undefined
}

/** GitHub cuts a description here; the log should not be cut inside a character. */
const mostOfDescription = 1_000

/** What a code means, as an entry of `tool.driver.rules`. */
export function sarifRule(code: Code | RuleName, { pages, site, rules }: Pages): object {
  const entry = isCode(code) ? codes[code] : rules?.find(({ name }) => name === code)
  const { title, severity } = entry ?? { title: code, severity: "warning" }
  const page = pages?.[code]
  const owasp = entry !== undefined && "owasp" in entry ? entry.owasp : undefined
  const risk = owasp === undefined ? riskOf(code) : riskOfRule[severity]
  return {
    id: code,
    name: title,
    shortDescription: { text: title },
    fullDescription: { text: page === undefined ? title : firstParagraph(page) || title },
    defaultConfiguration: { level: severity },
    ...(site === undefined ? {} : { helpUri: new URL(code, site).href }),
    help: { text: page ?? `edict help ${code}`, ...(page === undefined ? {} : { markdown: page }) },
    properties: {
      tags: ["policy", ...(risk === undefined ? [] : ["security"]), ...(owasp === undefined ? [] : [owasp])],
      // Some rules go by words; what the check says is certain.
      precision: isCode(code) ? "very-high" : "high",
      ...(risk === undefined
        ? { "problem.severity": severity === "note" ? "recommendation" : severity }
        : { "security-severity": risk }),
    },
  }
}

/** How bad it is where it stays, from 0.1 to 10.0; undefined of what endangers nobody. */
function riskOf(code: string): string | undefined {
  // What would stand open; the policy does not compile, so that it cannot come true.
  return /^E4\d\d$/.test(code) ? "7.0" : undefined
}

/** A rule about security tells what may stand open in a policy that is in force. */
const riskOfRule = { error: "8.0", warning: "6.0", note: "3.0" } as const

/** A rule's page says last why; that of a code begins so. */
function firstParagraph(page: string): string {
  const [whole, why] = page.split(/^## Why$/m)
  const paragraphs = (why ?? whole ?? "").split(/\r?\n\r?\n/)
  const text = paragraphs.find((paragraph) => /^[^#`\s]/.test(paragraph)) ?? ""
  return Array.from(text.replaceAll("\n", " ").trim()).slice(0, mostOfDescription).join("")
}
