import type { Span } from "../text/span.ts"
import type { Type, Value } from "./type.ts"

// The typed, resolved tree that `check/` makes of a condition: names are bound, defines are put in
// their place, every comparison says under which type it compares. Plain data: a plan holds it as it is.
// Types inside are shallow: a record has no members.

export type Expression =
  | { readonly kind: "and" | "or"; readonly operands: readonly Expression[]; readonly span: Span }
  | { readonly kind: "not"; readonly operand: Expression; readonly span: Span }
  /** Present and of its type; never unknown. */
  | { readonly kind: "has"; readonly operand: Read; readonly span: Span }
  | {
      readonly kind: "any" | "every"
      /** Binds `{ root: "variable", name: variable }` in `condition`; unique within the whole expression. */
      readonly variable: string
      readonly list: Expression
      readonly condition: Expression
      readonly span: Span
    }
  /** Both operands are read as `type`; what does not read as it makes the atom unknown. */
  | {
      readonly kind: "compare"
      readonly operator: CompareOperator
      readonly left: Expression
      readonly right: Expression
      readonly type: Type
      readonly span: Span
    }
  /** `any ==` over the list's elements, each read as `type`. */
  | {
      readonly kind: "in-list"
      readonly item: Expression
      readonly list: Expression
      readonly type: Type
      readonly negated: boolean
      readonly span: Span
    }
  | {
      readonly kind: "in-cidrs"
      readonly item: Expression
      readonly cidrs: readonly string[]
      readonly negated: boolean
      readonly span: Span
    }
  /** Both ends included. */
  | {
      readonly kind: "in-range"
      readonly item: Expression
      readonly low: Expression
      readonly high: Expression
      readonly type: Type
      readonly negated: boolean
      readonly span: Span
    }
  | { readonly kind: "like"; readonly operand: Expression; readonly pattern: string; readonly span: Span }
  | {
      readonly kind: "starts-with" | "ends-with"
      readonly left: Expression
      readonly right: Expression
      readonly span: Span
    }
  /** Text in text, or an element (read as `type`) in a list: by what `left` is when it is asked. */
  | {
      readonly kind: "contains"
      readonly left: Expression
      readonly right: Expression
      readonly type: Type
      readonly span: Span
    }
  /** The subject holds the role. */
  | { readonly kind: "is"; readonly role: string; readonly span: Span }
  | {
      readonly kind: "within"
      readonly operand: Expression
      readonly milliseconds: number
      readonly span: Span
    }
  /** The time of `context.now` in a zone; start included, end not, wrapping midnight. */
  | {
      readonly kind: "between"
      /** Minutes of the day. */
      readonly from: number
      readonly to: number
      readonly zone: string
      /** ISO weekdays (1 = Monday) on which a window may begin; undefined: all. */
      readonly days: readonly number[] | undefined
      readonly span: Span
    }
  /** Elements of a list or set, code points of a text. */
  | { readonly kind: "size"; readonly operand: Expression; readonly span: Span }
  | Read
  | {
      readonly kind: "literal"
      /** In the form of its type: see `Value`. An address is kept as its text, to stay plain data. */
      readonly value: boolean | number | string | readonly (boolean | number | string)[]
      readonly type: Type
      readonly span: Span
    }

export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">="

/** A walk from a root down members; missing where anything on the way is absent, null or no object. */
export interface Read {
  readonly kind: "read"
  readonly root: ReadRoot
  /** For `resource`: the loaded or row name. For `variable`, `setting`: its name. For `path`: the parameter's name. */
  readonly name: string
  /** For `path`: the parameter's place among the parameters of its template. Else -1. */
  readonly ordinal: number
  readonly members: readonly string[]
  readonly type: Type
  /** A list of more elements, or a text of ten times as many characters, is missing: see `bounds.ts`. */
  readonly most?: number
  /** Read where the last member is absent or null while what holds it is there. */
  readonly default?: Exclude<Value, object> | readonly (boolean | number | string)[]
  /** Nothing declares that it is there: some member on the way is optional, or of a shape that is not declared. */
  readonly mayBeMissing?: true
  readonly span: Span
}

export type ReadRoot =
  | "subject"
  | "actor"
  | "path"
  | "query"
  | "header"
  | "body"
  | "context"
  | "setting"
  /** A loaded thing, or the row of an `each`. */
  | "resource"
  /** Bound by `any` or `every`. */
  | "variable"
  /** What a credential says: `claims` of a token, `key` of an API key. In `authenticate` only. */
  | "credential"
