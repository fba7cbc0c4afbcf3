import type { Attributes } from "../evaluate/environment.ts"
import type { Span } from "../text/span.ts"

/** A request as `decide` takes it. What is not given is missing; nothing is fetched and no clock is read. */
export interface Request {
  /** Compared with case. */
  readonly method: string
  /** The target as it came: made canonical by `decide` itself; what follows `?` is not looked at. */
  readonly path: string
  /** An array is a name given several times. */
  readonly query?: Attributes | undefined
  readonly headers?: Attributes | undefined
  readonly body?: unknown
  /** Undefined: without credentials. Its declared members, and its assigned roles. */
  readonly subject?: Subject | undefined
  readonly actor?: Attributes | undefined
  /** `ip now tls host userAgent requestId`; `now` as RFC 3339 text, seconds since the epoch, or a Date. */
  readonly context?: Attributes | undefined
  /** Loaded things by name; absent: nothing was loaded. */
  readonly resources?: Attributes | undefined
}

/** Who calls: the members that the policy declares, and the roles that were assigned. Undeclared roles count for nothing. */
export interface Subject extends Attributes {
  readonly roles?: readonly string[]
}

/** Why a request is answered as it is; stable, for machines. */
export type Reason =
  | "allowed"
  /** 400: the target has no single meaning. */
  | "ambiguous-target"
  /** 404: no route has this path. */
  | "no-route"
  /** 405: the path is known, the verb is not. */
  | "method-not-allowed"
  /** A `require tls` does not hold. */
  | "insecure-transport"
  /** No `allow` of the route fits the caller, whatever would be loaded. */
  | "no-role"
  /** 404 (or what a caller without rights gets): a needed thing was not loaded. */
  | "nothing-loaded"
  | "denied"
  /** Some `allow` names the caller, none is met. */
  | "not-allowed"
  | "requirement"
  /** 204: what a browser asks before a page of another origin sends a request, and it may. */
  | "preflight"
  /** 403 to a preflight: not from this origin, not by this method, not with these headers. */
  | "cors-origin"
  | "cors-method"
  | "cors-headers"

/** A line of the policy: `orders.edict:57`, and where it stands. */
export interface RuleReference {
  readonly id: string
  readonly span: Span
}

/** What a decision asks of whoever carries it out. A host that cannot must refuse the request. */
export interface Obligations {
  readonly audit: "none" | "summary" | "full"
  readonly timeoutMilliseconds: number | undefined
  /** The response rules that hold for this caller: shows that are met, hides, masks and hashes that apply, every `each`. */
  readonly response: readonly RuleReference[]
  /** What a preflight is answered with. */
  readonly preflight: Preflight | undefined
}

export interface Preflight {
  /** The one origin that may, or `*`. */
  readonly origin: string
  /** Sorted. */
  readonly methods: readonly string[]
  /** Lower case, sorted. */
  readonly headers: readonly string[]
  readonly credentials: boolean
  readonly maxAgeSeconds: number | undefined
}

/** Frozen, and shared between requests that are answered alike. */
export interface Decision {
  readonly decision: "allow" | "deny"
  /** 200 where allowed, 204 to a preflight. */
  readonly status: number
  /** `GET /v1/orders/{id}`; undefined where none was found. */
  readonly route: string | undefined
  /** The rule that decided; empty where it is the absence of one. */
  readonly determining: readonly RuleReference[]
  readonly reason: Reason
  /** The text after `else`. */
  readonly message: string | undefined
  /** How a caller may become acceptable: 401 of `require mfa`, 403 of `require scope`. */
  readonly challenge: Challenge | undefined
  /** 405: the verbs that the path takes. */
  readonly allowedMethods: readonly string[] | undefined
  readonly obligations: Obligations
}

/** How a caller may become acceptable; the guard writes it into `WWW-Authenticate`. */
export type Challenge =
  | { readonly kind: "step-up"; readonly maxAgeSeconds: number | undefined }
  | { readonly kind: "insufficient-scope"; readonly scopes: readonly string[] }
