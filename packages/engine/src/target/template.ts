import type { Type } from "../values/type.ts"

/**
 * A path template such as `/v1/orders/{id}` in the form in which it is matched.
 * Literal text is in canonical form (see `canonical.ts`), so that it compares byte by byte with a canonical path.
 */
export interface Template {
  /** As written. */
  readonly text: string
  readonly segments: readonly TemplateSegment[]
  /** Ends in `/`; `/` itself is no segments and no trailing slash. */
  readonly trailingSlash: boolean
  /** In the order in which they stand; conditions read them by this place. */
  readonly parameters: readonly TemplateParameter[]
}

export interface TemplateParameter {
  readonly name: string
  /** `string` where none is written. */
  readonly type: Type
}

export type TemplateSegment =
  | { readonly kind: "literal"; readonly text: string }
  /** Text and parameters in one segment: `{base}...{head}`. A number is a parameter's place. */
  | { readonly kind: "mixed"; readonly parts: readonly (string | number)[] }
  /** One parameter that takes only texts of its type. */
  | { readonly kind: "typed"; readonly parameter: number }
  | { readonly kind: "parameter"; readonly parameter: number }
  /** `**`, `{rest**}`: zero or more segments, last. `parameter` is -1 where it has no name. */
  | { readonly kind: "rest"; readonly parameter: number }
