// The façade: everything that a program may import from `@edict/engine`.

// Compiling
export { compile, type Compiled, type CompileSourcesOptions, type CompiledPolicy } from "./compile.ts"

// Deciding
export type {
  Challenge,
  Decision,
  Obligations,
  Reason,
  Request,
  RuleReference,
  Subject,
} from "./decide/decision.ts"
export type { CompiledPlan, Match, Matched } from "./decide/compile.ts"
export type { Attributes, Environment } from "./evaluate/environment.ts"
export type { Plan, PlannedRoute } from "./plan/plan.ts"

// Reporting
export type { Diagnostic } from "./diagnostics/diagnostic.ts"
export type { Source } from "./text/source.ts"
export type { Span } from "./text/span.ts"
