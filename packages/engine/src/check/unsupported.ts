import type { UnsupportedCode } from "../diagnostics/codes/unsupported.ts"
import type { ResponseStatement } from "../syntax/ast.ts"
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

/** Reports what a statement asks for that this version does not do. */
export function refuseStatement(checking: Checking, statement: BlockStatement): void {
  const { span } = statement
  switch (statement.kind) {
    case "accept-media":
      return refuse(checking, "E051", span, "`accept` with media types")
    case "body":
      if (statement.shape === undefined || statement.shape === "any" || statement.shape === "raw") return
      return refuse(checking, "E052", statement.shape.span, "the shape of a body")
    case "query":
      return refuse(checking, "E053", span, "the shape of a query")
    case "headers":
      return refuse(checking, "E054", span, "the shape of headers")
    case "params":
      return refuse(checking, "E055", span, "the shape of parameters")
    case "deprecated":
      return refuse(checking, "E056", span, "`deprecated`")
    case "upgrade":
      return refuse(checking, "E057", span, "`upgrade`")
    case "idempotent":
      return refuse(checking, "E058", span, "`idempotent`")
    case "concurrent":
      return refuse(checking, "E059", span, "`concurrent`")
    case "throttle":
      return refuse(checking, "E060", span, "`throttle`")
    case "reject":
      return refuse(checking, "E061", span, "`reject injection`")
    default:
      return
  }
}
