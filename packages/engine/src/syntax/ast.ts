import type { Span } from "../text/span.ts"

// The tree of one policy file, production by production as in docs/grammar.ebnf.
// It says what was written and nothing about what it means: names are unresolved, numbers and
// durations are read, paths are split. No room after `check/` sees it.

export interface Name {
  readonly text: string
  readonly span: Span
}

/** `##` lines before a declaration or at its own line, joined by newlines. */
export type Documentation = string | undefined

export interface Comment {
  readonly text: string
  readonly span: Span
}

export interface File {
  readonly kind: "file"
  readonly span: Span
  /** The `edict 1` line, where there is one. */
  readonly version: { readonly number: number; readonly span: Span } | undefined
  readonly package: Name | undefined
  readonly imports: readonly Import[]
  readonly declarations: readonly Declaration[]
  /** Every `#` and `##` comment in order, for the formatter. */
  readonly comments: readonly Comment[]
}

export type ImportKind = "schema" | "role" | "type" | "quota" | "define" | "setting" | "authenticate"

export interface Import {
  readonly kind: "import"
  readonly span: Span
  readonly what: ImportKind
  readonly names: readonly Name[]
  readonly from: StringLiteral
}

export type Declaration =
  | RoleDeclaration
  | TypeDeclaration
  | SubjectDeclaration
  | SettingDeclaration
  | DefineDeclaration
  | AuthenticateDeclaration
  | QuotaDeclaration
  | GuardrailDeclaration
  | TrustDeclaration
  | CorsStatement
  | ApiBlock
  | RouteBlock
  | AssertDeclaration
  | Tightening
  | AcceptAuthStatement

export interface RoleDeclaration {
  readonly kind: "role"
  readonly span: Span
  readonly documentation: Documentation
  readonly name: Name
  /** Names under which identity providers know it: `as "acme-staff"`. */
  readonly aliases: readonly StringLiteral[]
  readonly includes: readonly Name[]
  readonly of: { readonly name: Name; readonly type: TypeNode } | undefined
  readonly when: Expression | undefined
}

export interface TypeDeclaration {
  readonly kind: "type"
  readonly span: Span
  readonly documentation: Documentation
  readonly name: Name
  readonly record: RecordNode
}

/** `subject { … }` or `actor { … }`. */
export interface SubjectDeclaration {
  readonly kind: "subject" | "actor"
  readonly span: Span
  readonly documentation: Documentation
  readonly record: RecordNode
}

export interface RecordNode {
  readonly kind: "record"
  readonly span: Span
  readonly members: readonly RecordMember[]
}

export interface RecordMember {
  readonly name: Name
  readonly optional: boolean
  readonly type: TypeNode
  readonly default: Literal | undefined
  readonly span: Span
}

export type TypeNode = NamedType | CollectionType | RecordNode

export interface NamedType {
  readonly kind: "named"
  readonly span: Span
  readonly name: Name
  readonly constraint: TypeConstraint | undefined
}

/** What stands in the parentheses after a type's name. */
export type TypeConstraint =
  | { readonly kind: "max"; readonly value: number; readonly span: Span }
  | { readonly kind: "like"; readonly pattern: StringLiteral; readonly span: Span }
  | { readonly kind: "range"; readonly low: Literal; readonly high: Literal; readonly span: Span }
  | { readonly kind: "values"; readonly values: readonly Literal[]; readonly span: Span }

export interface CollectionType {
  readonly kind: "set" | "list"
  readonly span: Span
  readonly element: TypeNode
}

export interface SettingDeclaration {
  readonly kind: "setting"
  readonly span: Span
  readonly documentation: Documentation
  readonly name: Name
  readonly type: TypeNode
  readonly value: Literal
  readonly from: EnvironmentValue | undefined
}

export interface DefineDeclaration {
  readonly kind: "define"
  readonly span: Span
  readonly documentation: Documentation
  readonly name: Name
  readonly parameters: readonly { readonly name: Name; readonly type: TypeNode }[]
  readonly body: Expression
}

export interface AuthenticateDeclaration {
  readonly kind: "authenticate"
  readonly span: Span
  readonly documentation: Documentation
  /** `jwt`, `apikey`, …; `check/` knows which exist. */
  readonly method: Name
  readonly name: Name
  readonly options: readonly AuthenticateOption[]
}

export type AuthenticateOption = Assignment | Option

/** `subject.id = claims.sub`, `actor.id = claims.act.sub`. */
export interface Assignment {
  readonly kind: "assignment"
  readonly span: Span
  readonly target: "subject" | "actor"
  readonly member: Name
  readonly value: Expression
  readonly only: readonly Name[] | undefined
}

/** `issuer "…"`, `keys env.X`, `bind dpop`, `methods GET, POST`. */
export interface Option {
  readonly kind: "option"
  readonly span: Span
  readonly name: Name
  readonly values: readonly OptionValue[]
}

export type OptionValue = Literal | EnvironmentValue | FileValue | WordValue

export interface EnvironmentValue {
  readonly kind: "environment"
  readonly span: Span
  readonly variable: string
}

export interface FileValue {
  readonly kind: "file-value"
  readonly span: Span
  readonly path: StringLiteral
}

export interface WordValue {
  readonly kind: "word"
  readonly span: Span
  readonly name: Name
}

export interface QuotaDeclaration {
  readonly kind: "quota"
  readonly span: Span
  readonly documentation: Documentation
  readonly name: Name
  readonly rate: LimitRate
}

export interface GuardrailDeclaration {
  readonly kind: "guardrail"
  readonly span: Span
  readonly documentation: Documentation
  readonly path: PathNode
  readonly statements: readonly Tightening[]
}

export interface TrustDeclaration {
  readonly kind: "trust"
  readonly span: Span
  readonly documentation: Documentation
  readonly proxies: readonly Literal[]
  readonly header: StringLiteral | undefined
}

export interface CorsStatement {
  readonly kind: "cors"
  readonly span: Span
  readonly options: readonly AuthenticateOption[]
}

export interface ApiBlock {
  readonly kind: "api"
  readonly span: Span
  /** From `api` to the end of its path: what diagnostics underline. */
  readonly head: Span
  readonly documentation: Documentation
  readonly path: PathNode
  readonly items: readonly (ApiBlock | RouteBlock | Statement)[]
}

export interface RouteBlock {
  readonly kind: "route"
  readonly span: Span
  readonly head: Span
  readonly documentation: Documentation
  readonly verbs: readonly Name[]
  readonly path: PathNode
  readonly name: Name | undefined
  readonly statements: readonly Statement[]
}

// Paths. A PATH is one token; the parser splits it and reads what stands in braces.

export interface PathNode {
  readonly span: Span
  /** As written. */
  readonly text: string
  readonly segments: readonly PathSegment[]
  /** Ends in `/` (and is not `/` alone). */
  readonly trailingSlash: boolean
}

export interface PathSegment {
  readonly span: Span
  /** Text and parameters in order; never empty, never two texts in a row. */
  readonly parts: readonly PathPart[]
}

export type PathPart =
  | { readonly kind: "text"; readonly text: string; readonly span: Span }
  | {
      readonly kind: "parameter"
      readonly name: Name
      readonly type: TypeNode | undefined
      readonly span: Span
    }
  /** `{rest**}`, or `**` alone (name undefined): the last segment only. */
  | { readonly kind: "rest"; readonly name: Name | undefined; readonly span: Span }

// Statements.

export type Statement =
  | AllowStatement
  | Tightening
  | CorsStatement
  | LoadStatement
  | AcceptAuthStatement
  | AcceptMediaStatement
  | BodyStatement
  | ShapeStatement
  | DeprecatedStatement
  | UpgradeStatement
  | IdempotentStatement

/** WHO, with its condition: `support, admin when …`. */
export interface Grant {
  readonly span: Span
  readonly names: readonly Name[]
  readonly when: Expression | undefined
}

export interface Else {
  readonly span: Span
  readonly status: number
  readonly text: StringLiteral | undefined
}

/** `GET, PUT /v1/orders/{id}`. */
export interface Target {
  readonly span: Span
  readonly verbs: readonly Name[]
  readonly path: PathNode
}

export interface AllowStatement {
  readonly kind: "allow"
  readonly span: Span
  readonly documentation: Documentation
  readonly grant: Grant
}

export interface LoadStatement {
  readonly kind: "load"
  readonly span: Span
  readonly name: Name
  readonly type: TypeNode
  readonly by: readonly Reference[]
}

export interface AcceptAuthStatement {
  readonly kind: "accept-auth"
  readonly span: Span
  readonly names: readonly Name[]
}

export interface AcceptMediaStatement {
  readonly kind: "accept-media"
  readonly span: Span
  readonly types: readonly StringLiteral[]
}

export interface BodyStatement {
  readonly kind: "body"
  readonly span: Span
  /** Undefined where only `max` is said. */
  readonly shape: TypeNode | "any" | "raw" | undefined
  readonly max: SizeLiteral | undefined
}

export interface ShapeStatement {
  readonly kind: "query" | "headers" | "params"
  readonly span: Span
  readonly shape: TypeNode
}

export interface DeprecatedStatement {
  readonly kind: "deprecated"
  readonly span: Span
  readonly date: Literal
  readonly sunset: Literal | undefined
  readonly link: StringLiteral | undefined
}

export interface UpgradeStatement {
  readonly kind: "upgrade"
  readonly span: Span
  readonly protocol: Name
}

export interface IdempotentStatement {
  readonly kind: "idempotent"
  readonly span: Span
  readonly by: Reference
  readonly for: DurationLiteral
}

// What tightens.

export type Tightening =
  | DenyStatement
  | UseStatement
  | LimitStatement
  | TimeoutStatement
  | ConcurrentStatement
  | RequireStatement
  | ThrottleStatement
  | AuditStatement
  | RejectStatement
  | ResponseStatement

export interface DenyStatement {
  readonly kind: "deny"
  readonly span: Span
  readonly documentation: Documentation
  readonly names: readonly Name[]
  readonly when: Expression | undefined
  readonly unless: Grant | undefined
  readonly else: Else | undefined
  readonly except: readonly Target[]
}

export interface UseStatement {
  readonly kind: "use"
  readonly span: Span
  readonly names: readonly Name[]
}

export interface LimitStatement {
  readonly kind: "limit"
  readonly span: Span
  readonly documentation: Documentation
  readonly rate: LimitRate
}

/** `5/15min per body.username then block 15min`. */
export interface LimitRate {
  readonly span: Span
  readonly rate: RateLiteral
  readonly calendar: StringLiteral | undefined
  readonly per: readonly Reference[]
  readonly burst: { readonly value: number; readonly span: Span } | undefined
  readonly cost: Expression | undefined
  readonly when: Expression | undefined
  readonly unless: Grant | undefined
  readonly countRefused: boolean
  readonly block: DurationLiteral | undefined
  readonly outage: "local" | "allow" | "deny" | undefined
}

export interface TimeoutStatement {
  readonly kind: "timeout"
  readonly span: Span
  readonly duration: DurationLiteral
}

export interface ConcurrentStatement {
  readonly kind: "concurrent"
  readonly span: Span
  readonly count: number
  readonly per: readonly Reference[]
}

export interface RequireStatement {
  readonly kind: "require"
  readonly span: Span
  readonly documentation: Documentation
  readonly what: Requirement
  readonly unless: Grant | undefined
  readonly else: Else | undefined
  readonly except: readonly Target[]
}

export type Requirement =
  | { readonly kind: "tls"; readonly version: NumberLiteral; readonly span: Span }
  | { readonly kind: "mfa"; readonly within: DurationLiteral | undefined; readonly span: Span }
  | { readonly kind: "scope"; readonly scopes: readonly StringLiteral[]; readonly span: Span }
  | { readonly kind: "condition"; readonly condition: Expression; readonly span: Span }

export interface ThrottleStatement {
  readonly kind: "throttle"
  readonly span: Span
  readonly rate: RateLiteral
  readonly per: readonly Reference[]
  readonly delay: DurationLiteral
}

export interface AuditStatement {
  readonly kind: "audit"
  readonly span: Span
  readonly level: "none" | "summary" | "full"
  readonly note: readonly Reference[]
  readonly when: Expression | undefined
}

export interface RejectStatement {
  readonly kind: "reject"
  readonly span: Span
  readonly kinds: readonly Name[]
  readonly places: readonly Name[]
  readonly except: readonly FieldPath[]
}

// Responses.

export interface ResponseStatement {
  readonly kind: "response"
  readonly span: Span
  readonly status: number | undefined
  readonly media: StringLiteral | undefined
  readonly rules: readonly ResponseRule[]
}

export type ResponseRule =
  | {
      readonly kind: "show"
      readonly span: Span
      readonly fields: readonly FieldPath[]
      readonly to: Grant | undefined
    }
  | {
      readonly kind: "hide" | "hash"
      readonly span: Span
      readonly fields: readonly FieldPath[]
      readonly when: Expression | undefined
      readonly unless: Grant | undefined
    }
  | {
      readonly kind: "mask"
      readonly span: Span
      readonly fields: readonly FieldPath[]
      readonly how: MaskHow
      readonly when: Expression | undefined
      readonly unless: Grant | undefined
    }
  | {
      readonly kind: "each"
      readonly span: Span
      readonly field: FieldPath
      readonly name: Name
      readonly type: TypeNode | undefined
      readonly rules: readonly ResponseRule[]
    }
  | { readonly kind: "only-to"; readonly span: Span; readonly to: Grant }
  | { readonly kind: "max-items"; readonly span: Span; readonly count: number }
  | { readonly kind: "reveal-errors"; readonly span: Span }
  | { readonly kind: "conceal"; readonly span: Span; readonly what: "errors" | "existence" }
  | { readonly kind: "pass"; readonly span: Span; readonly types: readonly StringLiteral[] }
  | { readonly kind: "remove-header"; readonly span: Span; readonly header: StringLiteral }
  | {
      readonly kind: "set-header"
      readonly span: Span
      readonly header: StringLiteral
      readonly value: StringLiteral
    }

export type MaskHow =
  | { readonly kind: "keep"; readonly count: number }
  | { readonly kind: "with"; readonly text: StringLiteral }
  | { readonly kind: "as"; readonly name: Name }

/** `card.pan`, `items[*].cost`, `**.password`, `[*]`. */
export interface FieldPath {
  readonly span: Span
  /** As written, without blanks. */
  readonly text: string
  readonly steps: readonly FieldStep[]
}

export type FieldStep =
  | { readonly kind: "member"; readonly name: string }
  /** `*`: any member. */
  | { readonly kind: "any-member" }
  /** `[*]`: every element. */
  | { readonly kind: "elements" }
  /** Leading `**`: at any depth. */
  | { readonly kind: "anywhere" }

// Assertions.

export type AssertDeclaration =
  | {
      readonly kind: "assert"
      readonly form: "only" | "never" | "may"
      readonly span: Span
      readonly names: readonly Name[]
      readonly targets: readonly Target[]
      readonly when: Expression | undefined
    }
  | {
      readonly kind: "assert"
      readonly form: "every-route"
      readonly span: Span
      readonly need: Name
      readonly except: readonly Target[]
    }

// Expressions.

export type Expression =
  | { readonly kind: "and" | "or"; readonly span: Span; readonly operands: readonly Expression[] }
  | { readonly kind: "not"; readonly span: Span; readonly operand: Expression }
  | { readonly kind: "has"; readonly span: Span; readonly operand: Reference }
  | {
      readonly kind: "any" | "every"
      readonly span: Span
      readonly variable: Name
      readonly list: Expression
      readonly condition: Expression
    }
  | {
      readonly kind: "compare"
      readonly span: Span
      readonly operator: "==" | "!=" | "<" | "<=" | ">" | ">="
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: "in"
      readonly span: Span
      readonly negated: boolean
      readonly item: Expression
      readonly list: Expression
    }
  /** `x in a .. b`, both ends included. */
  | {
      readonly kind: "in-range"
      readonly span: Span
      readonly negated: boolean
      readonly item: Expression
      readonly low: Expression
      readonly high: Expression
    }
  | {
      readonly kind: "like"
      readonly span: Span
      readonly operand: Expression
      readonly pattern: StringLiteral
    }
  | {
      readonly kind: "starts-with" | "ends-with" | "contains"
      readonly span: Span
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: "is"; readonly span: Span; readonly operand: Expression; readonly role: Name }
  | {
      readonly kind: "within"
      readonly span: Span
      readonly operand: Expression
      readonly duration: DurationLiteral
    }
  | {
      readonly kind: "between"
      readonly span: Span
      readonly operand: Expression
      readonly from: TimeLiteral
      readonly to: TimeLiteral
      readonly zone: StringLiteral | undefined
      readonly days: { readonly from: Name; readonly to: Name | undefined } | undefined
    }
  /** Written in parentheses: kept for the rule that mixing `and` with `or` takes them. */
  | { readonly kind: "group"; readonly span: Span; readonly inner: Expression }
  | {
      readonly kind: "call"
      readonly span: Span
      readonly name: Name
      readonly arguments: readonly Expression[]
    }
  | Reference
  | Literal

/** `subject.id`, `order.items`, `header.x-reason`, `context`. */
export interface Reference {
  readonly kind: "reference"
  readonly span: Span
  readonly root: Name
  readonly members: readonly Name[]
}

export type Literal =
  | StringLiteral
  | NumberLiteral
  | DurationLiteral
  | SizeLiteral
  | DateLiteral
  | TimeLiteral
  | AddressLiteral
  | BooleanLiteral
  | ListLiteral

export interface StringLiteral {
  readonly kind: "string"
  readonly span: Span
  /** Escapes decoded. */
  readonly value: string
}

export interface NumberLiteral {
  readonly kind: "number"
  readonly span: Span
  readonly value: number
  /** Written without a fraction. */
  readonly integer: boolean
  /** As written, without `_`. */
  readonly text: string
}

export interface DurationLiteral {
  readonly kind: "duration"
  readonly span: Span
  readonly milliseconds: number
}

export interface SizeLiteral {
  readonly kind: "size"
  readonly span: Span
  readonly bytes: number
}

export interface DateLiteral {
  readonly kind: "date"
  readonly span: Span
  /** `2026-01-01`, checked to exist. */
  readonly text: string
}

export interface TimeLiteral {
  readonly kind: "time"
  readonly span: Span
  /** `08:00` → 480. */
  readonly minutes: number
}

export interface AddressLiteral {
  readonly kind: "ip" | "cidr"
  readonly span: Span
  readonly text: string
}

export interface BooleanLiteral {
  readonly kind: "boolean"
  readonly span: Span
  readonly value: boolean
}

export interface ListLiteral {
  readonly kind: "list-literal"
  readonly span: Span
  readonly items: readonly Literal[]
}

/** `5/15min`: five in fifteen minutes. */
export interface RateLiteral {
  readonly kind: "rate"
  readonly span: Span
  readonly count: number
  readonly windowMilliseconds: number
}
