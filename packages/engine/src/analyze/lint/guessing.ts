import type { Limit } from "../../model/policy.ts"
import type { Read } from "../../values/expression.ts"
import type { LintRoute } from "./lint-route.ts"
import { someRead } from "./reads.ts"
import { isWrite, lastWords } from "./route-words.ts"

/** What is done before anybody is known. */
const entrances: ReadonlySet<string> = new Set(
  (
    "login logon signin signup register registration auth authenticate authorize oauth oauth2 token session sessions " +
    "reset forgot forgotten recover recovery activate activation resend magiclink passkey passkeys"
  ).split(" "),
)

/** What is a short secret, asked of whoever calls. */
const secrets: ReadonlySet<string> = new Set(
  "password passwd passwords passcode pin otp totp mfa 2fa twofactor captcha verify verification".split(" "),
)

/** Whether callers bring something to the route that others may try to guess: by the last words of its path. */
export function isGuessed({ planned, allowsAnyone }: LintRoute): boolean {
  if (!isWrite(planned.verb) || planned.verb === "DELETE") return false
  const words = lastWords(planned.template)
  const text = words.join("")
  if (words.some((word) => secrets.has(word))) return true
  return allowsAnyone && (words.some((word) => entrances.has(word)) || entrances.has(text))
}

/** Whether a caller stays on one counter, or at least each account does. */
export function slowsGuessing(limit: Limit | undefined): boolean {
  return limit !== undefined && !limit.per.some((key) => someRead(key, isChosen))
}

/** What a caller may send otherwise each time, though it were the same account: an absent header counts as an address, one that is there does not. */
const isChosen = ({ root, members, name }: Read): boolean =>
  root === "header" ||
  root === "query" ||
  (root === "context" && ["userAgent", "requestId", "host"].includes(members[0] ?? name))
