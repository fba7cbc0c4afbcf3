import type { IncomingMessage } from "node:http"
import type { Authenticate } from "../authenticate/authenticate.ts"
import type { AuditSink } from "../audit/sink.ts"
import type { CompiledPlan, Matched } from "../decide/compile.ts"
import type { Decision, Subject } from "../decide/decision.ts"
import type { NeededLoad } from "../decide/reads.ts"
import type { RouteSteps } from "../decide/steps.ts"
import type { Client, Peer } from "../http/forwarded.ts"
import type { Fields } from "../http/headers.ts"
import type { PlannedRoute } from "../plan/plan.ts"
import type { RouteLimits } from "../quota/compile-limits.ts"
import type { Outcome, QuotaStore } from "../quota/store.ts"
import type { Redactor } from "../redact/compile-redaction.ts"
import type { DecisionFeed } from "./decisions.ts"
import type { Explaining } from "./explanations.ts"
import type { Attributes, GuardOptions } from "./options.ts"

type Environment = ReturnType<CompiledPlan["environmentOf"]>

/** A request as a framework hands it over. */
export interface Incoming {
  readonly message: IncomingMessage
  /** As it stood in the request line. */
  readonly target: string
  readonly requestId: string | undefined
  /** What the framework would run: null where it has no handler; undefined where it does not know yet. */
  readonly dispatched: Dispatched | null | undefined
}

/** The route that a framework found for a request. */
export interface Dispatched {
  /** The matched route's template, in Edict's form: `/orders/{id}`. */
  readonly template: string
  /** The values of its parameters, in the order in which they stand. */
  readonly values: readonly string[]
  /** A middleware that runs for all that lies under the template: so must the route that was decided on. Its values are not compared. */
  readonly isMount?: boolean
}

/** What the guard keeps for all requests. One exchange has one from its start to its end: a new policy comes with another. */
export interface Core {
  readonly compiled: CompiledPlan
  readonly options: GuardOptions
  /** Undefined: the host names the subject. */
  readonly authenticate: Authenticate | undefined
  readonly clientOf: (peer: Peer, headers: Fields) => Client
  readonly store: QuotaStore
  readonly audit: AuditSink
  readonly publish: DecisionFeed["publish"]
  /** Undefined: nobody wants explanations. */
  readonly explaining: Explaining | undefined
  readonly clock: () => number
  /** Keys the pseudonyms of `hash`. */
  readonly hashKey: string | Uint8Array
  readonly routeAt: (place: number) => RouteParts
}

/** What the guard makes of a route once. */
export interface RouteParts {
  readonly route: PlannedRoute
  /** The template with its names and types taken out. */
  readonly shape: string
  readonly steps: RouteSteps
  readonly limits: RouteLimits
  readonly loads: readonly NeededLoad[]
  readonly notes: (environment: Environment) => Readonly<Record<string, unknown>>
  readonly redactor: Redactor
  /** Request headers that an answer depends on, in lower case. */
  readonly credentialHeaders: readonly string[]
}

/** One request on its way: each step adds what it found out. */
export interface Exchange {
  readonly core: Core
  readonly incoming: Incoming
  readonly requestId: string
  readonly method: string
  /** By the guard's clock. */
  readonly now: number
  /** By a clock that nobody can set. */
  readonly begun: number
  readonly headers: Fields
  path: string | undefined
  query: Fields
  context: Attributes
  matched: Matched | undefined
  parts: RouteParts | undefined
  environment: Environment | undefined
  subject: Subject | undefined
  actor: Attributes | undefined
  /** Undefined until it was read. */
  body: Buffer | undefined
  resources: Attributes
  /** What counters said. */
  readonly outcomes: Outcome[]
  decision: Decision | undefined
}
