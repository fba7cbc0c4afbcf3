import type { IncomingMessage } from "node:http"
import type { AuditSink } from "../audit/sink.ts"
import type { CompiledPlan } from "../decide/compile.ts"
import type { Request, Subject } from "../decide/decision.ts"
import type { GuardEnding } from "../explain/guard-ending.ts"
import type { Explanation } from "../explain/trace.ts"
import type { Source } from "../text/source.ts"
import type { QuotaStore } from "../quota/store.ts"

/** A JSON object. */
export type Attributes = Readonly<Record<string, unknown>>

/** What a loader may look at besides its keys. */
export interface LoadContext {
  /** Aborted when the time for loading is over. */
  readonly signal: AbortSignal
  readonly requestId: string
  readonly subject: Subject | undefined
}

/** Fetches a thing by the keys that `load … by` names; `undefined` or `null` says that there is none. */
export type Loader = (...keysAndContext: never[]) => unknown

/** What became of a policy that was to change, or what keeps an application from being guarded that is only looked at. */
export type Notice =
  | { readonly kind: "replaced"; readonly policyHash: string }
  /** The policy that was in force stays. */
  | { readonly kind: "kept"; readonly policyHash: string; readonly error: Error }
  /** Under `mode: "observe"`: with `enforce` the application would not start. */
  | { readonly kind: "unguarded"; readonly error: Error }

/** A request that has ended, with all that it was decided on. */
export interface DecidedRequest {
  readonly requestId: string
  /** As `decide` takes it: the subject as it was authenticated, things as they were loaded. */
  readonly request: Request
  /** The step that ended it, where that asks no rule: a limit, credentials, a body. */
  readonly ended: GuardEnding | undefined
}

/** What a guard is made of: the policy, and what the host program lends it. */
export interface GuardOptions {
  /** `root`: the folder that it was loaded from. `sources`: its texts, for explanations to quote. */
  readonly policy: CompiledPlan & {
    readonly root?: string | undefined
    readonly sources?: readonly Source[] | undefined
  }
  /** One for each name that the policy loads. */
  readonly loaders?: Readonly<Record<string, Loader>>
  /** Who calls, where the policy declares no authenticator: its subject, or undefined for a caller without credentials. */
  readonly subject?: (request: IncomingMessage) => Subject | undefined | Promise<Subject | undefined>
  /** Counts limits; this process's memory where none is given. */
  readonly store?: QuotaStore
  /** Takes a line for each decision; standard output where none is given. */
  readonly audit?: AuditSink
  /** A sink that fails refuses the request (503), unless this says otherwise. */
  readonly auditFailure?: "refuse" | "ignore"
  /** Milliseconds since the epoch: `context.now`, the life of tokens, calendars. */
  readonly clock?: () => number
  /** Keys the pseudonyms that `hash` makes; at random for this process where none is given. */
  readonly hashKey?: string | Uint8Array
  /** Where `env.NAME` is looked up; the process's own environment where none is given. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** The folder that file names in the policy start from; the policy's own, else the working directory, where none is given. */
  readonly folder?: string
  /** How long loading may take on a route without `timeout`; 10 seconds where nothing is said. */
  readonly loadTimeoutMilliseconds?: number
  /** Told of everything that was thrown on a request's way, by the host's loaders, sinks and subjects or by the guard itself; callers never are. */
  readonly onError?: (error: unknown, requestId: string) => void
  /** `observe`: everything is decided and logged, and nothing is refused or changed. For adoption. */
  readonly mode?: "enforce" | "observe"
  /**
   * For development: handlers find `explanation` in their facts, and refusals are explained on standard error, or to this function.
   * Callers are told nothing of it. Under `NODE_ENV=production` the guard does not start.
   */
  readonly explain?: boolean | ((explanation: Explanation, requestId: string) => void)
  /** Told of each request when it ends, before its answer leaves: for tests, and what measures them. It holds what requests hold. */
  readonly onDecided?: (decided: DecidedRequest) => void
  /** Told of changes of the policy; where it is not given, Node prints a warning of what needs attention. */
  readonly onNotice?: (notice: Notice) => void
}
