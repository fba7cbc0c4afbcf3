import type * as ast from "../syntax/ast.ts"
import { readOrigin } from "../target/origin.ts"
import { quoted, report, suggestion, type Checking } from "./checking.ts"

const whole = "a browser sends scheme, host and port, and they are compared whole"
const help = 'write it as `"https://shop.example"`'

/** An origin as browsers send it; undefined, and reported, where no browser sends such a text. */
export function checkOrigin(checking: Checking, value: ast.OptionValue): string | undefined {
  if (value.kind !== "string") {
    report(checking, "E205", value.span, "this option does not take such a value", { help })
    return undefined
  }
  const { value: text, span } = value
  const origin = readOrigin(text)
  const sent = asSent(text)
  if (origin !== undefined && (sent === undefined || sent === origin)) return origin
  if (text.includes("*")) {
    report(checking, "E222", span, `${quoted(text)} is a pattern, and origins are compared whole`, {
      why: "whoever gets a host under it, by a forgotten name or an upload, could send requests",
      help: 'list each origin, or write `"*"` for all',
    })
    return undefined
  }
  report(checking, "E222", span, `${quoted(text)} is no origin`, {
    why: whole,
    help: sent === undefined ? help : undefined,
    ...suggestion(span, sent === undefined ? undefined : JSON.stringify(sent)),
  })
  return undefined
}

/** What a browser makes of an address; undefined where it is no address of the web. */
function asSent(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  return new URL(text).origin
}
