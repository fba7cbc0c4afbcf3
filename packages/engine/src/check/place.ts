import type { Code } from "../diagnostics/codes.ts"
import type { Extras } from "../diagnostics/diagnostic.ts"
import type * as ast from "../syntax/ast.ts"
import type { Span } from "../text/span.ts"
import type { Expression, ReadRoot } from "../values/expression.ts"
import type { RecordType, Type } from "../values/type.ts"
import type { Block, RouteDraft } from "./blocks.ts"
import { report, type Checking } from "./checking.ts"
import type { DefineEntry, Package } from "./packages.ts"

/** What stands around a condition: which parameters and things it can read, and what it must not. */
export interface Bindings {
  /** As messages name it: `a guardrail`, `this route`. */
  readonly where: string
  /** Whose names they are. The functions below are shared by all blocks, and are given the bindings. */
  readonly block: Block | undefined
  /** Routes that the rules hold for, beyond the block that binds names by itself. */
  readonly reach: () => readonly RouteDraft[]
  /** Undefined: the template has no such parameter. */
  readonly parameter: (
    bindings: Bindings,
    name: string,
  ) => { readonly ordinal: number; readonly type: Type } | undefined
  readonly parameterNames: (bindings: Bindings) => readonly string[]
  readonly resource: (bindings: Bindings, name: string) => Type | undefined
  readonly resourceNames: (bindings: Bindings) => readonly string[]
  readonly query: RecordType | undefined
  readonly headers: RecordType | undefined
  readonly body: Type
  /** Roots that are not read here, each with the reason; `resource` forbids loaded things. */
  readonly refused: ReadonlyMap<string, string>
  /** `claims` or `key`: what a credential says, where an authenticator reads it. */
  readonly credential: string | undefined
}

interface Variable {
  /** Unique within the whole expression, as the model wants it. */
  readonly unique: string
  readonly type: Type
}

/** An expression that has been checked: what it became, its whole type, and whether it reads a role. */
export interface Typed {
  readonly expression: Expression
  readonly type: Type
  readonly readsRole: boolean
  /** Reported already: nothing more is said of what is made of it. */
  readonly broken: boolean
}

export interface Seen {
  readonly root: ReadRoot
  readonly name: string
  readonly type: Type
  readonly span: Span
}

/** Where an expression is checked. Counters are shared by all that one condition becomes. */
export interface Place {
  readonly checking: Checking
  readonly home: Package
  readonly bindings: Bindings
  readonly variables: ReadonlyMap<string, Variable>
  /** Arguments of the definition whose body this is. */
  readonly parameters: ReadonlyMap<string, Typed> | undefined
  /** Under an odd number of `not`. */
  readonly negative: boolean
  /** The outermost call whose definitions are being put in place: faults that only the call has are reported there. */
  readonly call: { readonly span: Span; readonly define: DefineEntry } | undefined
  readonly work: Work
  /** Checks what stands inside: operators and calls know each other by this alone. */
  readonly check: (place: Place, node: ast.Expression) => Typed
}

export interface Work {
  nodes: number
  depth: number
  variables: number
  tooLarge: boolean
  /** A fault was reported at the outermost call: one is enough. */
  callReported: Span | undefined
  readonly seen: Seen[]
}

/** What one condition may become when its definitions are put in their place. */
export const maxNodes = 20_000
export const maxDepth = 256

/** Reports at the place, or at the call that brought the definition here. */
export function complain(place: Place, code: Code, span: Span, message: string, extras: Extras = {}): Typed {
  const { call, work, checking } = place
  if (call === undefined) report(checking, code, span, message, extras)
  else if (work.callReported !== call.span) {
    work.callReported = call.span
    report(checking, code, call.span, message, {
      ...extras,
      labels: [{ span: call.span, text: "put in place here" }],
      fixes: [],
      related: [...(extras.related ?? []), { span, message: "read here, in the definition" }],
    })
  }
  return broken(span)
}

export function broken(span: Span): Typed {
  return {
    expression: { kind: "literal", value: false, type: { kind: "bool" }, span },
    type: { kind: "json" },
    readsRole: false,
    broken: true,
  }
}

export function typed(expression: Expression, type: Type, parts: readonly Typed[] = []): Typed {
  return {
    expression,
    type,
    readsRole: parts.some((part) => part.readsRole),
    broken: parts.some((part) => part.broken),
  }
}

const nothing: readonly string[] = []
const openObject: ReadonlyMap<string, string> = new Map()

/** What is bound where nothing stands around: no parameters, no things. */
export function bareBindings(where: string, changes: Partial<Bindings> = {}): Bindings {
  return {
    where,
    block: undefined,
    reach: () => [],
    parameter: () => undefined,
    parameterNames: () => nothing,
    resource: () => undefined,
    resourceNames: () => nothing,
    query: undefined,
    headers: undefined,
    body: { kind: "json" },
    refused: openObject,
    credential: undefined,
    ...changes,
  }
}
