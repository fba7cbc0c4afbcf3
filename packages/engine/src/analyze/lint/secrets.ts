import { wordsOf } from "./route-words.ts"

/** How secrets of well-known makers begin, and how long what follows is at least. */
const known: readonly (readonly [prefix: string, least: number, what: string])[] = [
  ["AKIA", 16, "a key of AWS"],
  ["ASIA", 16, "a key of AWS"],
  ["AIza", 30, "a key of Google"],
  ["ghp_", 30, "a token of GitHub"],
  ["gho_", 30, "a token of GitHub"],
  ["ghu_", 30, "a token of GitHub"],
  ["ghs_", 30, "a token of GitHub"],
  ["ghr_", 30, "a token of GitHub"],
  ["github_pat_", 30, "a token of GitHub"],
  ["glpat-", 18, "a token of GitLab"],
  ["xoxb-", 20, "a token of Slack"],
  ["xoxp-", 20, "a token of Slack"],
  ["xapp-", 20, "a token of Slack"],
  ["sk_live_", 16, "a key of Stripe"],
  ["rk_live_", 16, "a key of Stripe"],
  ["whsec_", 20, "a secret of Stripe"],
  ["sk-ant-", 20, "a key of Anthropic"],
  ["sk-proj-", 20, "a key of OpenAI"],
  ["npm_", 30, "a token of npm"],
  ["pypi-", 40, "a token of PyPI"],
  ["hvs.", 20, "a token of Vault"],
  ["dop_v1_", 40, "a token of DigitalOcean"],
  ["SG.", 40, "a key of SendGrid"],
]

/** What kind of secret a text holds, in words. Looks at each character a fixed number of times, however long the text is. */
export function secretIn(text: string): string | undefined {
  if (text.includes("PRIVATE KEY-----")) return "a private key"
  const json = keysIn(text)
  if (json !== undefined) return json === "secret" ? "a key set with its secret half" : undefined
  if (hasPasswordInUrl(text)) return "an address with a password"
  if (hasNamedPassword(text)) return "a password"
  // Runs of one class of characters: nothing here can go back.
  for (const [run] of text.matchAll(/[A-Za-z0-9_.+=-]+/g)) {
    const what = secretRun(run)
    if (what !== undefined) return what
  }
  return undefined
}

/** A key set that is written out is no secret if all of its keys are public. */
function keysIn(text: string): "secret" | "public" | undefined {
  if (!text.trimStart().startsWith("{")) return undefined
  try {
    const read = JSON.parse(text) as { readonly keys?: unknown; readonly kty?: unknown } | null
    const keys = Array.isArray(read?.keys) ? (read.keys as unknown[]) : read?.kty === undefined ? [] : [read]
    if (keys.length === 0) return undefined
    return keys.some(isSecretKey) ? "secret" : "public"
  } catch {
    return undefined
  }
}

const isSecretKey = (key: unknown): boolean =>
  typeof key === "object" && key !== null && ("d" in key || ("kty" in key && key.kty === "oct"))

/** `postgres://app:s3cret@db` */
function hasPasswordInUrl(text: string): boolean {
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
    const [authority = ""] = text.slice(at + 3, at + 3 + 300).split(/[/?#\s"'`]/, 1)
    const user = authority.slice(0, Math.max(0, authority.lastIndexOf("@")))
    const password = user.slice(user.indexOf(":") + 1)
    if (user.includes(":") && password !== "" && !isPlaceholder(password)) return true
  }
  return false
}

/** `password: hunter2horse`. */
function hasNamedPassword(text: string): boolean {
  for (const { index } of text.matchAll(/[:=]/g)) {
    // Of both sides a fixed length is looked at, so that a long text takes no longer than it is long.
    const [, name = ""] = /([\w-]+)["'`]? ?$/.exec(text.slice(Math.max(0, index - 40), index)) ?? []
    const [, value = "", next] =
      /^ ?["'`]?([^\s"'`,;(){}]*)([^])?/.exec(text.slice(index + 1, index + 200)) ?? []
    if (next !== "(" && isPasswordOf(name, value)) return true
  }
  return false
}

const passwords: ReadonlySet<string> = new Set("password passwd passphrase passcode pwd secret".split(" "))

/**
 * Whether a value is a password, going by what it is the value of: eight characters and more, with letters and digits, and no
 * name from elsewhere. Words alone may be prose about passwords.
 */
export function isPasswordOf(name: string, value: string): boolean {
  if (!passwords.has(wordsOf(name).at(-1) ?? "") || value.length < 8 || isPlaceholder(value)) return false
  if (!/[A-Za-z]/.test(value) || !/[0-9]/.test(value)) return false
  const isName = /^[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)+$/.test(value) || value.startsWith("/")
  return !isName && !/^(?:\$|rfc|sha|base|oauth|argon|bcrypt|scrypt|pbkdf|hmac|md5|aes|rsa)/i.test(value)
}

function secretRun(run: string): string | undefined {
  if (isPlaceholder(run)) return undefined
  const made = known.find(([prefix, least]) => run.startsWith(prefix) && run.length >= prefix.length + least)
  if (made) return made[2]
  const parts = run.split(".")
  if (run.startsWith("eyJ") && parts.length >= 3 && (parts[1] ?? "").startsWith("eyJ"))
    return "a signed token"
  return parts.some(isRandom) ? "a random secret" : undefined
}

const isPlaceholder = (text: string): boolean =>
  /example|placeholder|changeme|redacted|your[-_]|^<?password>?$/i.test(text) || new Set(text).size === 1

/**
 * Text of letters of both cases and digits that holds few words, goes from one to the other as no name does, and is as uneven as chance.
 * Hashes in hexadecimal and UUIDs are none: they stand in sources for good reasons.
 */
function isRandom(text: string): boolean {
  if (text.length < 24) return false
  const classes = Array.from(text, classOf)
  if (!["upper", "lower", "digit"].every((one) => classes.includes(one))) return false
  const changes = classes.filter((one, at) => at > 0 && one !== classes[at - 1]).length
  const words = text.match(/[a-z]{3,}/g) ?? []
  const isNamed = words.join("").length > 0.4 * text.length
  return !isNamed && changes / (text.length - 1) >= 0.4 && entropyOf(text) >= 3.8
}

function classOf(character: string): string {
  if (character >= "a" && character <= "z") return "lower"
  if (character >= "A" && character <= "Z") return "upper"
  return character >= "0" && character <= "9" ? "digit" : "mark"
}

/** Bits for each character, by how often each comes (Shannon). */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
