import type { Route } from "../../model/policy.ts"
import type { PlannedRoute } from "../../plan/plan.ts"
import type { ApiBlock, RouteBlock } from "../../syntax/ast.ts"

/** A route with all that governs it, and where it is written. */
export interface LintRoute {
  /** With every allow, deny, require, limit and response rule in force. */
  readonly planned: PlannedRoute
  readonly declared: Route
  readonly node: RouteBlock
  /** The api blocks around it, outer first. */
  readonly blocks: readonly ApiBlock[]
  /** Some `allow` names `anyone`. */
  readonly allowsAnyone: boolean
}
