/** A JSON object as it came: own members only are ever read from it. */
export type Attributes = Readonly<Record<string, unknown>>

/**
 * What conditions read: a request with everything that is known of it. Values are raw; every read
 * coerces to its declared type.
 */
export interface Environment {
  readonly method: string
  /** In canonical form. */
  readonly path: string
  /** Undefined: the caller has no credentials. */
  readonly subject: Attributes | undefined
  /** Roles assigned to the subject and all that they include, as bits by place in the plan (see `roles.ts`). */
  readonly assigned: RoleSet
  readonly actor: Attributes | undefined
  /** Decoded values of the template's parameters, by place. A guardrail's conditions get its own. */
  readonly parameters: readonly string[]
  readonly query: Attributes | undefined
  /** Names compare without case. */
  readonly headers: Attributes | undefined
  readonly body: unknown
  readonly context: Attributes | undefined
  /** Loaded things, and rows of `each`, by name. */
  readonly resources: Attributes | undefined
}

/** 32 roles an element. */
export type RoleSet = readonly number[]

/** A thing that is bound where a condition stands: a load, or the row of an `each`. */
export interface Binding {
  readonly name: string
  readonly type: string | undefined
}
