import type { Server } from "node:http"
import type { GuardOptions, RequestFacts } from "@edict/engine"

/** A handler of the application, its template in Edict's form: `/things/{id}`, `/files/{rest**}`. */
export interface Route {
  readonly method: string
  readonly template: string
}

/** What a handler was given. */
export interface Seen {
  readonly params: unknown
  readonly url: string
  readonly facts: RequestFacts | undefined
  readonly body?: unknown
}

/** What a handler answers, as JSON, with its run in `x-run`. */
export interface Reply {
  readonly run: string
  readonly body: object
}

/** What an application is made of. */
export interface Parts {
  readonly guard: GuardOptions
  /** In the order in which they are to be registered. */
  readonly routes: readonly Route[]
  /** Every handler calls it first, and answers what it gives. */
  readonly handle: (route: Route, seen: Seen) => Reply
  /** Every middleware that stands at a path of its own calls it first. */
  readonly passBy: (path: string, facts: RequestFacts | undefined) => void
}

export interface Started {
  readonly server: Server
  readonly close: () => Promise<unknown>
}

/** Where applications differ in what they have for one request, and none of them is wrong. */
export type Trait =
  | "ignores case"
  /** The first handler that fits, where others go by the most specific. */
  | "goes by order"
  /** Middlewares stand at `/admin`, `/things` and `/open`. */
  | "has mounts"
  /** Routers stand at the first segment of each route, whatever it is. */
  | "mounts routers"
  /** Targets in a header are obeyed: behind the guard, or before it. */
  | "obeys headers"
  | "rewrites targets"

/** One way to build an application in one framework: the whole suite is run against each. */
export interface Subject {
  readonly name: string
  readonly traits: ReadonlySet<Trait>
  /** Builds the application with the guard in it and listens on a free port of 127.0.0.1. */
  readonly start: (parts: Parts) => Promise<Started>
  /** A path under which every route stands a second time; the policy allows anyone there. */
  readonly elsewhere?: string
  /** Handlers see targets that something beside them has decoded once more. */
  readonly decodesTargets?: boolean
}
