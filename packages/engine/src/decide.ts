// `@edict/engine/decide`: a plan decides with nothing of the parser or the checker loaded.

export {
  compilePlan,
  type CompiledPlan,
  type CompileOptions,
  type Match,
  type Matched,
} from "./decide/compile.ts"
export { openPolicy, type BuiltModule } from "./decide/built.ts"
export type {
  BuiltContext,
  BuiltDecision,
  BuiltMatch,
  BuiltPolicy,
  BuiltRequest,
  PolicyTypes,
} from "./decide/built-policy.ts"
export type {
  Challenge,
  Decision,
  Obligations,
  Reason,
  Request,
  RuleReference,
  Subject,
} from "./decide/decision.ts"
export type { Attributes, Environment } from "./evaluate/environment.ts"
export { planVersion, type Plan } from "./plan/plan.ts"
