import type { Access } from "./access.ts"
import type { Operation } from "./operations.ts"

/** An operation in the words of the language. */
export interface ImportedRoute {
  readonly kind: "route"
  readonly operation: Operation
  readonly segments: readonly string[]
  readonly endsInSlash: boolean
  /** `as listOrders`. */
  readonly name: string | undefined
  readonly access: Exclude<Access, { kind: "inexpressible" }>
}

/** An operation that no route can say: a comment stands in its place, and requests for it are refused. */
export interface LeftOut {
  readonly kind: "left-out"
  readonly operation: Operation
  readonly why: string
}
