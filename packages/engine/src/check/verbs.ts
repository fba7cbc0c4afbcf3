import type { Name } from "../syntax/ast.ts"
import { nearest } from "../diagnostics/suggest.ts"
import { quoted, report, suggestion, type Checking } from "./checking.ts"

/** As registered with IANA, and `ANY`. */
const knownVerbs: ReadonlySet<string> = new Set(
  "ANY GET HEAD POST PUT PATCH DELETE TRACE QUERY ACL BIND CHECKIN CHECKOUT COPY LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE ORDERPATCH PROPFIND PROPPATCH REBIND REPORT SEARCH UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF PURGE".split(
    " ",
  ),
)

const commonVerbs = ["ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

export function checkVerb(checking: Checking, verb: Name): boolean {
  const { text, span } = verb
  if (text === "OPTIONS" || text === "CONNECT") {
    const help =
      text === "OPTIONS" ? "preflight requests are answered by `cors`" : "connections are never tunnelled"
    report(checking, "E119", span, `no route can have the verb ${quoted(text)}`, { help })
    return false
  }
  if (knownVerbs.has(text)) return true
  report(checking, "E119", span, `unknown verb ${quoted(text)}`, {
    why: "no request has it, so the route would never be reached",
    ...suggestion(span, nearest(text, commonVerbs)),
  })
  return false
}
