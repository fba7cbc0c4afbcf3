import type { Expression } from "../values/expression.ts"
import type { RecordType, Type, Value } from "../values/type.ts"
import type { Template } from "../target/template.ts"
import type { Span } from "../text/span.ts"

// The checked, resolved, frozen policy set. Made only by `check/`: whoever holds one may rely on
// every name being bound and every condition being typed. Rules are kept where they were written;
// which of them govern a route is worked out from their scope's path (`governs` in `target/`), once
// by `plan/` and again, on its own, by `reference/`.

export interface Policy {
  /** The first file's package name. */
  readonly package: string
  readonly roles: readonly Role[]
  /** Always has `id: string`. */
  readonly subject: RecordType
  readonly actor: RecordType | undefined
  readonly settings: readonly Setting[]
  readonly authenticators: readonly Authenticator[]
  readonly trustedProxies: readonly TrustedProxies[]
  /** Every counter: named quotas and inline limits. Rules refer to them by place. */
  readonly limits: readonly Limit[]
  readonly scopes: readonly Scope[]
  readonly routes: readonly Route[]
}

/**
 * Types of what host programs give, with the members of their members. Kept beside the policy: a type may lead back to itself, and a
 * policy is plain data.
 */
export interface Declared {
  readonly subject: RecordType
  readonly actor: RecordType | undefined
  /** Of each loaded thing; a name stands once for each type that it is loaded as. */
  readonly resources: readonly { readonly name: string; readonly type: Type }[]
}

/** What decisions, traces and audit lines name. */
export interface Rule {
  /** `orders.edict:57`; with its column where another rule stands on the same line. */
  readonly id: string
  readonly span: Span
}

export interface Role {
  readonly name: string
  /** Further names under which it may be assigned. */
  readonly aliases: readonly string[]
  /** Roles that whoever has this one has too. */
  readonly includes: readonly string[]
  /** A relative role: held only where a thing of this name and type is bound. */
  readonly of: { readonly name: string; readonly type: string } | undefined
  /** Held only while this is true. A role with `when` or `of` is never assigned. */
  readonly when: Expression | undefined
  /** `when` reads `subject` (also through another role): then nobody without a subject holds it. */
  readonly readsSubject: boolean
  readonly span: Span
}

/** Built in: `anyone`, `authenticated`. */
export type RoleName = string

export interface Setting {
  readonly name: string
  readonly value: Value
}

/** WHO, and when: met if any of the roles is held and `when` is true. */
export interface Grant {
  readonly roles: readonly RoleName[]
  readonly when: Expression | undefined
}

/** `GET /v1/orders/{id}`: names requests, by verb and by a template that the path fits. */
export interface Target {
  /** `ANY` is kept as it is; `GET` takes `HEAD` too. */
  readonly verbs: readonly string[]
  readonly template: Template
}

export interface Refusal {
  readonly status: number
  readonly text: string | undefined
}

export interface Allow extends Rule {
  readonly grant: Grant
}

export interface Deny extends Rule {
  readonly roles: readonly RoleName[]
  readonly when: Expression | undefined
  readonly unless: Grant | undefined
  readonly else: Refusal | undefined
  readonly except: readonly Target[]
}

export interface Require extends Rule {
  readonly what: Requirement
  readonly unless: Grant | undefined
  readonly else: Refusal | undefined
  readonly except: readonly Target[]
}

export type Requirement =
  | { readonly kind: "tls"; readonly version: number }
  /** Reads `subject.mfa`, and with `withinMilliseconds` also `subject.authTime`. */
  | { readonly kind: "mfa"; readonly condition: Expression; readonly withinMilliseconds: number | undefined }
  | { readonly kind: "scope"; readonly scopes: readonly string[]; readonly condition: Expression }
  | { readonly kind: "condition"; readonly condition: Expression }

/** A counter. Its place in `Policy.limits` is its identity: a named quota has one everywhere. */
export interface Limit extends Rule {
  /** Of a named quota. */
  readonly name: string | undefined
  readonly count: number
  readonly windowMilliseconds: number
  /** An IANA zone: the promise is per calendar period in it. */
  readonly calendar: string | undefined
  /** One counter for each combination; an absent part becomes `context.ip`. */
  readonly per: readonly Expression[]
  readonly burst: number | undefined
  /** An int of at least 1. */
  readonly cost: Expression | undefined
  readonly when: Expression | undefined
  readonly unless: Grant | undefined
  readonly countRefused: boolean
  readonly blockMilliseconds: number | undefined
  readonly outage: "local" | "allow" | "deny" | undefined
}

/** `use` or `limit`: the counter in force, and the line that put it there. */
export interface LimitUse extends Rule {
  readonly limit: number
}

export interface Audit extends Rule {
  readonly level: "none" | "summary" | "full"
  readonly note: readonly Expression[]
  readonly when: Expression | undefined
}

/** What makes the policy stricter and therefore reaches every route below a scope's path. */
export interface Tightening {
  readonly denies: readonly Deny[]
  readonly requires: readonly Require[]
  readonly limits: readonly LimitUse[]
  readonly audits: readonly Audit[]
  readonly timeouts: readonly (Rule & { readonly milliseconds: number })[]
  readonly bodyMaxima: readonly (Rule & { readonly bytes: number })[]
  /** `hide`, `mask`, `hash`, `only to`, and `each` around them; never `show`. */
  readonly response: readonly ResponseRule[]
}

export interface Scope extends Tightening {
  /**
   * `policy`: written outside any block, holds everywhere (its path is `/`).
   * `api`: holds for every route whose template starts with `path`.
   * `guardrail`: holds for every request under `path`; its conditions read parameters of `path`, not of the route.
   */
  readonly kind: "policy" | "api" | "guardrail"
  readonly path: Template
  readonly span: Span
}

/** One verb on one template. A statement with several verbs makes one of each. */
export interface Route {
  /** `GET /v1/orders/{id}`. */
  readonly id: string
  readonly verb: string
  readonly template: Template
  /** `as createPayment`. */
  readonly name: string | undefined
  readonly documentation: string | undefined
  readonly span: Span
  /** Its own and those of the blocks around it. */
  readonly allows: readonly Allow[]
  /** Names of authenticators; undefined: no `accept auth` is in force. */
  readonly accept: readonly string[] | undefined
  /** In the order in which they run: outer blocks first. */
  readonly loads: readonly Load[]
  readonly body: "none" | "any" | "raw"
  /** Written in the route's own braces. */
  readonly own: Tightening
  /** `show` of its own and of the blocks around it, also inside `each`. */
  readonly shows: readonly ResponseRule[]
  readonly conceal: { readonly existence: boolean }
  /** Bodies of status ≥ 400 go out as the handler made them. */
  readonly revealErrors: boolean
  /** Media types whose bodies leave past the response rules: `text/csv`, `image/*`; in lower case, none of them JSON. */
  readonly pass: readonly string[]
  /** Pages of which other origins may send it; undefined: of none. */
  readonly cors: Cors | undefined
}

/** What a browser may let pages of other origins send, and see of the answers. */
export interface Cors extends Rule {
  /** As browsers write them: `https://shop.example`, `null`. `any`: pages of every origin. */
  readonly origins: "any" | readonly string[]
  /** Undefined: every verb that the policy has on the path. */
  readonly methods: readonly string[] | undefined
  /** Lower case, sorted; undefined: what brings credentials, and what `allow`, `load` and `show` read. */
  readonly headers: readonly string[] | undefined
  /** Of the answer, in lower case: what a page may read besides those that it always may. */
  readonly expose: readonly string[]
  readonly credentials: boolean
  /** How long a browser may keep the answer to a preflight. */
  readonly maxAgeSeconds: number | undefined
}

export interface Load {
  readonly name: string
  /** Of the loaded thing; undefined where its type is no named record. */
  readonly type: string | undefined
  readonly by: readonly Expression[]
  readonly span: Span
}

export type ResponseRule =
  | (Rule & { readonly kind: "show"; readonly fields: readonly FieldPath[]; readonly to: Grant | undefined })
  | (Rule & {
      readonly kind: "hide" | "hash"
      readonly fields: readonly FieldPath[]
      readonly when: Expression | undefined
      readonly unless: Grant | undefined
    })
  | (Rule & {
      readonly kind: "mask"
      readonly fields: readonly FieldPath[]
      readonly how:
        | { readonly kind: "keep"; readonly count: number }
        | { readonly kind: "with"; readonly text: string }
      readonly when: Expression | undefined
      readonly unless: Grant | undefined
    })
  /** Each thing at `field`, bound as `name` (with a type, relative roles see it), under rules of its own. */
  | (Rule & {
      readonly kind: "each"
      readonly field: FieldPath
      readonly name: string
      readonly type: string | undefined
      readonly rules: readonly ResponseRule[]
    })
  /** Inside `each`: the thing is left out for everybody else. */
  | (Rule & { readonly kind: "only-to"; readonly to: Grant })

export interface FieldPath {
  /** As written. */
  readonly text: string
  readonly steps: readonly FieldStep[]
}

export type FieldStep =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "any-member" }
  | { readonly kind: "elements" }
  | { readonly kind: "anywhere" }

export interface TrustedProxies {
  readonly cidrs: readonly string[]
  /** Lower case; `x-forwarded-for` where none is named. */
  readonly header: string
  readonly span: Span
}

/** Where a secret or a key set comes from. */
export type ValueSource =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "environment"; readonly variable: string }
  /** Relative to the folder of the file that names it. */
  | { readonly kind: "file"; readonly path: string; readonly from: string }

export interface Assignment {
  readonly target: "subject" | "actor"
  readonly member: string
  readonly value: Expression
  /** For `roles`: the only names that are taken over. */
  readonly only: readonly string[] | undefined
  readonly span: Span
}

export type Authenticator = {
  readonly name: string
  readonly assignments: readonly Assignment[]
  readonly span: Span
} & (
  | {
      readonly kind: "jwt"
      readonly issuer: ValueSource
      readonly audiences: readonly ValueSource[]
      readonly keys: ValueSource
      /** Asymmetric ones unless listed. */
      readonly algorithms: readonly string[]
    }
  | {
      readonly kind: "apikey"
      /** Lower case. */
      readonly header: string
      /** What stands before the key in the header: `Bearer ghp_`. */
      readonly prefix: string
      readonly keys: ValueSource
    }
  /** The host program says who calls: its subject is taken as it is. */
  | { readonly kind: "host" }
)
