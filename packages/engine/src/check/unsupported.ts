import type { UnsupportedCode } from "../diagnostics/codes/unsupported.ts"
import type { BodyStatement, ResponseStatement } from "../syntax/ast.ts"
import type { Span } from "../text/span.ts"
import type { BlockStatement } from "./blocks.ts"
import { report, type Checking } from "./checking.ts"

/**
 * INVARIANT: a policy that compiles is enforced. What the language has and this version does not enforce is refused,
 * with one error for each place where it is written: nothing is said of its inside.
 */
export function refuse(checking: Checking, code: UnsupportedCode, span: Span, what: string): void {
  report(checking, code, span, `${what} is not in this version`, {
    why: "what is written in a policy is enforced, or the policy does not compile",
    help: "leave it out until a version enforces it",
  })
}

/** A response of one status or media type. */
export function isRefused({ status, media }: ResponseStatement): boolean {
  return status !== undefined || media !== undefined
}

/** As `checking`, for the inside of what is refused: it may be read for its types, and nothing is said of it. */
export function unheard(checking: Checking): Checking {
  return { ...checking, found: [], unknown: new Map() }
}

/** Statements that are refused whole. */
const refused: Readonly<
  Partial<Record<BlockStatement["kind"], readonly [code: UnsupportedCode, what: string]>>
> = {
  "accept-media": ["E051", "`accept` with media types"],
  query: ["E053", "the shape of a query"],
  headers: ["E054", "the shape of headers"],
  params: ["E055", "the shape of parameters"],
  deprecated: ["E056", "`deprecated`"],
  upgrade: ["E057", "`upgrade`"],
  idempotent: ["E058", "`idempotent`"],
  concurrent: ["E059", "`concurrent`"],
  throttle: ["E060", "`throttle`"],
  reject: ["E061", "`reject injection`"],
}

/** Reports what a statement asks for that this version does not do. */
export function refuseStatement(checking: Checking, statement: BlockStatement): void {
  if (statement.kind === "body") return refuseShape(checking, statement)
  const whole = refused[statement.kind]
  if (whole) refuse(checking, whole[0], statement.span, whole[1])
}

/** `any` and `raw` are read, and `max` alone has no shape. */
function refuseShape(checking: Checking, { shape }: BodyStatement): void {
  if (shape === undefined || shape === "any" || shape === "raw") return
  refuse(checking, "E052", shape.span, "the shape of a body")
}
