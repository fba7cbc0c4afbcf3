import { keyHeadersOf } from "../plan/key-headers.ts"
import type { Authenticator } from "./verifier.ts"

interface Reader {
  readonly authenticator: Authenticator
}

/** One way to read what was presented: by whom, and the text that it checks. */
export interface Candidate<By> {
  readonly by: By
  readonly credential: string
}

export type Presented<By> =
  | { readonly kind: "none" }
  /** 400: which of them counts would be a guess. */
  | { readonly kind: "several"; readonly why: string }
  | { readonly kind: "one"; readonly candidates: readonly Candidate<By>[] }

/** Headers in which somebody looks for credentials, in lower case. */
export function placesOf(readers: readonly Reader[]): ReadonlySet<string> {
  const keys = keyHeadersOf({ authenticators: readers.map(({ authenticator }) => authenticator) })
  return new Set(["authorization", ...keys])
}

const bearerToken = /^[\w.~+/-]+=*$/

/**
 * Finds the credentials of a request. `Authorization` always is one; another header is where an
 * authenticator of the policy reads it. Works on the raw list, since Node drops or joins repeated headers.
 */
export function presentedIn<By extends Reader>(
  rawHeaders: readonly string[],
  readers: readonly By[],
  places: ReadonlySet<string> = placesOf(readers),
): Presented<By> {
  const found: { readonly header: string; readonly value: string }[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const header = rawHeaders[index]?.toLowerCase() ?? ""
    if (places.has(header)) found.push({ header, value: rawHeaders[index + 1] ?? "" })
  }
  const [first, second] = found
  if (first === undefined) return { kind: "none" }
  if (second === undefined)
    return { kind: "one", candidates: candidatesOf(first.header, first.value, readers) }
  const why =
    first.header === second.header
      ? `\`${first.header}\` is given twice`
      : "credentials of two kinds are given"
  return { kind: "several", why }
}

/** An API key's prefix is more exact than the Bearer scheme: where it fits, the rest is no token. */
function candidatesOf<By extends Reader>(
  header: string,
  value: string,
  readers: readonly By[],
): Candidate<By>[] {
  const keys: Candidate<By>[] = []
  const tokens: Candidate<By>[] = []
  const token = header === "authorization" ? tokenOf(value) : undefined
  for (const by of readers) {
    const { authenticator } = by
    if (authenticator.kind === "jwt" && token !== undefined) tokens.push({ by, credential: token })
    if (authenticator.kind !== "apikey" || authenticator.header !== header) continue
    const credential = value.startsWith(authenticator.prefix) ? value.slice(authenticator.prefix.length) : ""
    if (credential !== "") keys.push({ by, credential })
  }
  return keys.length > 0 ? keys : tokens
}

/** What follows the scheme `Bearer`, and nothing that only begins like it. */
function tokenOf(value: string): string | undefined {
  const space = value.indexOf(" ")
  if (space === -1 || value.slice(0, space).toLowerCase() !== "bearer") return undefined
  const token = value.slice(space + 1)
  return bearerToken.test(token) ? token : undefined
}
