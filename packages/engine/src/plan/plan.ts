import type {
  Allow,
  Audit,
  Authenticator,
  Cors,
  Deny,
  Limit,
  LimitUse,
  Load,
  Require,
  ResponseRule,
  Rule,
  Target,
  TrustedProxies,
} from "../model/policy.ts"
import type { RecordType, Value } from "../values/type.ts"
import type { Expression } from "../values/expression.ts"
import type { Template } from "../target/template.ts"
import type { Span } from "../text/span.ts"

/** Raised whenever a plan of an earlier release could be read wrongly. */
export const planVersion = 1

/**
 * A policy in the form in which it is asked: every route with all that governs it, worked out once.
 * Plain data: it survives JSON. `decide/` makes functions of it.
 */
export interface Plan {
  readonly version: typeof planVersion
  readonly package: string
  /** The name of the sources that it was made of (`name-sources.ts`): what audit lines name. */
  readonly hash: string
  readonly roles: readonly PlannedRole[]
  readonly subject: RecordType
  readonly settings: Readonly<Record<string, Value>>
  readonly authenticators: readonly Authenticator[]
  readonly trustedProxies: readonly TrustedProxies[]
  readonly limits: readonly Limit[]
  /** Paths of all guardrails. Rules name one by its place where it governs only some of their route's requests, or has parameters. */
  readonly guardrails: readonly Template[]
  readonly routes: readonly PlannedRoute[]
}

/** A role, with all that it includes. */
export interface PlannedRole {
  readonly name: string
  readonly aliases: readonly string[]
  /** Places of the roles that whoever has this one has, itself and indirect ones included, but for what a role with a condition includes in turn. */
  readonly reaches: readonly number[]
  readonly of: { readonly name: string; readonly type: string } | undefined
  readonly when: Expression | undefined
  readonly readsSubject: boolean
}

/** How a rule came to govern the route. */
export interface Governed {
  /** Place in `Plan.guardrails`: it holds only for requests under that path, whose parameters its conditions read. */
  readonly guardrail?: number
  /** Requests that it leaves alone, and that the route can take. */
  readonly except?: readonly Target[]
}

/** One verb on one template, with all that governs it; rules are in the order of the source. */
export interface PlannedRoute {
  readonly id: string
  readonly verb: string
  readonly template: Template
  readonly name: string | undefined
  readonly span: Span
  readonly allows: readonly Allow[]
  readonly denies: readonly (Omit<Deny, "except"> & Governed)[]
  /** Without those on tls. */
  readonly requires: readonly (Omit<Require, "except"> & Governed)[]
  readonly transport: readonly (Omit<Require, "except"> & Governed)[]
  readonly limits: readonly (LimitUse & Governed & { readonly contextOnly: boolean })[]
  readonly audits: readonly (Audit & Governed)[]
  /** Of those that hold for a request the shortest counts. */
  readonly timeouts: readonly (Rule & Governed & { readonly milliseconds: number })[]
  readonly accept: readonly string[] | undefined
  /** `needed`: some rule in force reads it, or a load that is needed does. */
  readonly loads: readonly (Load & { readonly needed: boolean })[]
  readonly body: {
    readonly mode: "none" | "any" | "raw"
    /** The strictest first. */
    readonly maxima: readonly (Rule & Governed & { readonly bytes: number })[]
  }
  readonly response: readonly (ResponseRule & Governed)[]
  readonly concealExistence: boolean
  readonly revealErrors: boolean
  readonly pass: readonly string[]
  readonly cors: PlannedCors | undefined
}

/** `headers`: what is written, or else what brings credentials and what `allow`, `load` and `show` read; sorted. */
export type PlannedCors = Omit<Cors, "headers"> & { readonly headers: readonly string[] }
