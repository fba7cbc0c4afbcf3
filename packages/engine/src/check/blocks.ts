import type {
  AcceptAuthStatement,
  ApiBlock,
  CorsStatement,
  GuardrailDeclaration,
  LoadStatement,
  Name,
  RouteBlock,
  Statement,
  Tightening,
} from "../syntax/ast.ts"
import type { SegmentSource } from "../target/build.ts"
import type { Template } from "../target/template.ts"
import type { Span } from "../text/span.ts"
import type { RecordType, Type } from "../values/type.ts"
import type { Package } from "./packages.ts"

export type BlockStatement = Statement | Tightening | AcceptAuthStatement

/** What stands in one pair of braces, or in a file outside all: where names are bound and rules are written. */
export interface Block {
  readonly kind: "file" | "api" | "route" | "guardrail"
  readonly home: Package
  readonly parent: Block | undefined
  readonly template: Template
  readonly sources: readonly SegmentSource[]
  /** What diagnostics underline. */
  readonly head: Span
  readonly node: ApiBlock | RouteBlock | GuardrailDeclaration | undefined
  readonly statements: readonly BlockStatement[]
  /** In force here, outer first; the innermost of a name replaces the outer. */
  readonly loads: ReadonlyMap<string, Loaded>
  readonly accept: AcceptAuthStatement | undefined
  readonly body: { readonly mode: "none" | "any" | "raw"; readonly type: Type }
  readonly query: RecordType | undefined
  readonly headers: RecordType | undefined
  readonly concealExistence: boolean
  readonly revealErrors: boolean
  /** Media types in lower case. */
  readonly pass: readonly string[]
  readonly cors: CorsStatement | undefined
  /** Some `allow` in force names `anyone`, or somebody else. */
  readonly allowsAnyone: boolean
  readonly allowsOthers: boolean
  /** Routes written in it, at any depth. */
  readonly routes: RouteDraft[]
}

export interface Loaded {
  readonly node: LoadStatement
  readonly name: string
  readonly type: Type
  readonly nominal: string | undefined
  /** Its type is not known, which is reported by itself. */
  readonly isBroken: boolean
  /** The block that it stands in. */
  readonly block: Pick<Block, "home" | "template">
}

/** One verb on one template. */
export interface RouteDraft {
  readonly id: string
  readonly verb: string
  readonly verbName: Name
  readonly block: Block
  readonly template: Template
}
