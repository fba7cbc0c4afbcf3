import type { Authenticator } from "./verifier.ts"

/** What a 401 or 403 tells the caller about becoming acceptable. */
export type ChallengeDetail =
  | { readonly kind: "credentials" }
  | { readonly kind: "invalid" }
  | { readonly kind: "step-up"; readonly maxAgeSeconds: number | undefined }
  | { readonly kind: "insufficient-scope"; readonly scopes: readonly string[] }

/** The values of `WWW-Authenticate`: one for each kind of credential that the route accepts, `Bearer` where the host decides. */
export function challenges(
  accepted: readonly Authenticator[],
  realm: string,
  detail: ChallengeDetail,
): string[] {
  const values = accepted.map((one) => challengeOf(one, realm, detail))
  return values.length === 0 ? [bearer(realm, detail)] : [...new Set(values)]
}

function challengeOf(authenticator: Authenticator, realm: string, detail: ChallengeDetail): string {
  if (authenticator.kind !== "apikey" || authenticator.prefix.toLowerCase().startsWith("bearer ")) {
    return bearer(realm, detail)
  }
  return `ApiKey realm=${quoted(realm)}, header=${quoted(authenticator.header)}`
}

function bearer(realm: string, detail: ChallengeDetail): string {
  const base = `Bearer realm=${quoted(realm)}`
  switch (detail.kind) {
    case "invalid":
      return `${base}, error="invalid_token"`
    case "step-up": {
      const age = detail.maxAgeSeconds === undefined ? "" : `, max_age=${detail.maxAgeSeconds}`
      return `${base}, error="insufficient_user_authentication"${age}`
    }
    case "insufficient-scope":
      return `${base}, error="insufficient_scope", scope=${quoted(detail.scopes.join(" "))}`
    default:
      return base
  }
}

/** A quoted-string of printable ASCII: nothing in a policy can end the header line. */
function quoted(text: string): string {
  return `"${text.replace(/[^\x20-\x7e]/g, "").replace(/["\\]/g, "\\$&")}"`
}
