import type { CompiledPlan, Match } from "./compile.ts"
import type { Decision, Request, Subject } from "./decision.ts"

/** What a built policy knows of its callers, things and routes: its declarations say it. */
export interface PolicyTypes {
  readonly subject: Subject
  readonly actor: object
  readonly resources: object
  /** Ids of routes. */
  readonly route: string
  /** Names of routes. */
  readonly name: string
}

/** A policy that `edict build` wrote: what it is asked with is checked by the compiler. */
export interface BuiltPolicy<Types extends PolicyTypes> extends CompiledPlan {
  readonly match: (request: Pick<Request, "method" | "path" | "headers">) => BuiltMatch<Types>
  decide(this: void, request: BuiltRequest<Types>): BuiltDecision<Types>
}

export interface BuiltRequest<Types extends PolicyTypes> extends Omit<
  Request,
  "subject" | "actor" | "context" | "resources"
> {
  readonly subject?: Types["subject"] | undefined
  readonly actor?: Types["actor"] | undefined
  readonly context?: BuiltContext | undefined
  readonly resources?: Types["resources"] | undefined
}

/** What of the exchange itself rules may read. A type, not an interface: only these fit where any object is asked for. */
export type BuiltContext = {
  readonly ip?: string | undefined
  readonly now?: string | number | Date | undefined
  /** The version: `1.3`, `TLSv1.3`. */
  readonly tls?: string | number | undefined
  readonly host?: string | undefined
  readonly userAgent?: string | undefined
  readonly requestId?: string | undefined
}

export type BuiltDecision<Types extends PolicyTypes> = Decision & {
  readonly route: Types["route"] | undefined
}

export type BuiltMatch<Types extends PolicyTypes> =
  | Extract<Match, { kind: "refused" }>
  | (Extract<Match, { kind: "route" }> & {
      readonly route: { readonly id: Types["route"]; readonly name: Types["name"] | undefined }
    })
