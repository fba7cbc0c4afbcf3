import type { Document } from "./document.ts"
import { isObject, ownObject, ownText, resolve } from "./json.ts"
import { nameRegister, variableFrom } from "./names.ts"

/** A security scheme of the document. */
export interface Scheme {
  readonly key: string
  /** Its name in the policy. */
  readonly name: string
  /** How the policy reads such a credential; undefined where this version cannot. */
  readonly authenticator: Authenticator | undefined
  /** What the document asks for, in words: `an API key in a cookie`. */
  readonly what: string
  readonly pointer: readonly string[]
}

export interface Authenticator {
  readonly method: "jwt" | "apikey"
  /** Option lines. */
  readonly options: readonly (readonly [name: string, value: string])[]
  /** What its assignments read: `claims` or `key`. */
  readonly source: "claims" | "key"
  /** What the document leaves open, for a comment. */
  readonly note: string | undefined
}

/** The schemes that the document declares, by their keys. */
export function readSchemes({ generation, root }: Document): ReadonlyMap<string, Scheme> {
  const [pointer, declared] =
    generation === 2
      ? [["securityDefinitions"], ownObject(root, "securityDefinitions")]
      : [["components", "securitySchemes"], ownObject(ownObject(root, "components"), "securitySchemes")]
  const names = nameRegister()
  const schemes = Object.entries(declared ?? {}).map(([key, written]) => {
    const name = names.claim(key, "scheme")
    return { key, name, ...readScheme(resolve(root, written), name), pointer: [...pointer, key] }
  })
  return new Map(schemes.map((scheme) => [scheme.key, scheme]))
}

function readScheme(written: unknown, name: string): Pick<Scheme, "authenticator" | "what"> {
  if (!isObject(written)) return { authenticator: undefined, what: "a scheme that is described elsewhere" }
  const type = ownText(written, "type") ?? ""
  const bearerFormat = ownText(written, "bearerFormat")
  switch (type.toLowerCase()) {
    case "oauth2":
      return { authenticator: token(name, assumed("OAuth 2 access tokens")), what: "an OAuth 2 token" }
    case "openidconnect":
      return {
        authenticator: openId(name, ownText(written, "openIdConnectUrl")),
        what: "an OpenID Connect token",
      }
    case "apikey":
      return readKey(name, ownText(written, "in"), ownText(written, "name"))
    case "http": {
      const scheme = (ownText(written, "scheme") ?? "").toLowerCase()
      if (scheme !== "bearer") return { authenticator: undefined, what: `HTTP \`${scheme}\` credentials` }
      const isJwt = bearerFormat?.toLowerCase() === "jwt"
      return {
        authenticator: token(name, isJwt ? undefined : assumed("bearer tokens")),
        what: "a bearer token",
      }
    }
    case "basic":
      return { authenticator: undefined, what: "HTTP `basic` credentials" }
    case "mutualtls":
      return { authenticator: undefined, what: "a client certificate" }
    default:
      return { authenticator: undefined, what: `a credential of type \`${type.slice(0, 40)}\`` }
  }
}

const assumed = (tokens: string): string =>
  `the document does not say what its ${tokens} are: JWTs are assumed`

function token(name: string, note: string | undefined, issuer?: string): Authenticator {
  const variable = variableFrom(name)
  return {
    method: "jwt",
    options: [
      ["issuer", issuer ?? `env.${variable}_ISSUER`],
      ["audience", `env.${variable}_AUDIENCE`],
      ["keys", `env.${variable}_KEYS`],
    ],
    source: "claims",
    note,
  }
}

/** The issuer is the address before its well-known document (OpenID Connect Discovery 1.0, section 4). */
function openId(name: string, url: string | undefined): Authenticator {
  const issuer = url?.replace(/\/\.well-known\/openid-configuration$/, "")
  const isKnown = issuer !== undefined && issuer !== url && /^https:\/\/[\x21-\x7e]+$/.test(issuer)
  return token(name, undefined, isKnown ? JSON.stringify(issuer) : undefined)
}

function readKey(
  name: string,
  place: string | undefined,
  parameter: string | undefined,
): Pick<Scheme, "authenticator" | "what"> {
  const what = `an API key in ${place === "header" ? "a header" : `a ${(place ?? "request").slice(0, 20)}`}`
  if (place !== "header" || parameter === undefined || !/^[\w!#$%&'*+.^`|~-]+$/.test(parameter)) {
    return { authenticator: undefined, what }
  }
  const header = parameter.toLowerCase()
  const note =
    header === "authorization"
      ? 'if a word stands before the key in the header, add it: prefix "Token "'
      : undefined
  const authenticator: Authenticator = {
    method: "apikey",
    options: [
      ["header", JSON.stringify(header)],
      ["keys", `env.${variableFrom(name)}_KEYS`],
    ],
    source: "key",
    note,
  }
  return { authenticator, what }
}
