// The façade: everything that a program may import from `@edict/engine`.

// Compiling
export { compile, type Compiled, type CompileSourcesOptions, type CompiledPolicy } from "./compile.ts"

// Loading
export { loadPolicy, type LoadPolicyOptions } from "./load-policy.ts"
export { readPolicyFiles, type PolicyFiles } from "./load/folder.ts"
export { policyNames } from "./load/policy-names.ts"
export { PolicyError } from "./load/policy-error.ts"

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

// Guarding
export { createGuard, type Guard } from "./guard/guard.ts"
export { guardFolder, type GuardFolderOptions } from "./guard-folder.ts"
export type { WatchSettings } from "./load/watch-files.ts"
export { GuardError } from "./guard/core.ts"
export type { DecisionEvent, DecisionStream, Decisions } from "./guard/decisions.ts"
export type { Answer } from "./guard/answer.ts"
export type { Dispatched, Incoming } from "./guard/exchange.ts"
export type { ApplicationRoute } from "./guard/inventory.ts"
export type { DecidedRequest, GuardOptions, LoadContext, Loader, Notice } from "./guard/options.ts"
export type { Outgoing, Sent } from "./guard/outgoing.ts"
export type { Passage, RequestFacts } from "./guard/passage.ts"
export { pinoSink, type AuditSink } from "./audit/sink.ts"
export type { AuditLine } from "./audit/line.ts"
export { createMemoryStore, type MemoryStoreOptions } from "./quota/memory-store.ts"
export type { QuotaStore } from "./quota/store.ts"

// Explaining
export { explain, type ExplainOptions } from "./explain/explain.ts"
export type { GuardEnding } from "./explain/guard-ending.ts"
export { renderExplanation, type LayoutOptions } from "./explain/layout.ts"
export type {
  ConditionTrace,
  ExplainedDecision,
  Explanation,
  GrantTrace,
  NearestRule,
  OperandTrace,
  RoleTrace,
  RuleKind,
  RuleTrace,
  Step,
  StepName,
  Verdict,
} from "./explain/trace.ts"

// Looking over
export { accessMatrix } from "./analyze/matrix/matrix.ts"
export { renderMatrixCsv } from "./analyze/matrix/csv.ts"
export { renderMatrixHtml } from "./analyze/matrix/page.ts"
export { renderMatrixMarkdown } from "./analyze/matrix/markdown.ts"
export { renderMatrixText, type MatrixTextOptions } from "./analyze/matrix/text.ts"
export type {
  AccessMatrix,
  ConditionalRole,
  MatrixCell,
  MatrixColumn,
  MatrixRow,
} from "./analyze/matrix/matrix.ts"

// Linting
export { lint, lintFix, type Linted, type LintOptions } from "./lint.ts"
export { rules as lintRules } from "./analyze/lint/rules.ts"
export type { LintRule, RuleSeverity } from "./analyze/lint/rule.ts"
export type { Fixed } from "./analyze/lint/fix.ts"
export { readSeverities } from "./analyze/lint/settings.ts"

// Building
export { buildModule, type BuildOptions, type BuiltFiles } from "./emit/build.ts"

// Formatting
export { format, type Formatted } from "./format/format.ts"

// Importing
export { importOpenApi, type ImportOptions, type OpenApiImport } from "./openapi/import.ts"

// Reporting
export type { Diagnostic } from "./diagnostics/diagnostic.ts"
export { arrange, summarize, type Arranged } from "./diagnostics/arrange.ts"
export {
  codes,
  isCode,
  type Code,
  type CodeEntry,
  type RuleEntry,
  type Severity,
} from "./diagnostics/codes.ts"
export { renderGithub } from "./diagnostics/github.ts"
export { renderHuman, type HumanOptions } from "./diagnostics/human.ts"
export { renderJson, terminalJson } from "./diagnostics/json.ts"
export { printable } from "./text/printable.ts"
export { renderSarif, type SarifOptions } from "./diagnostics/sarif.ts"
export { wantsColor } from "./diagnostics/paint.ts"
export { nearest } from "./diagnostics/suggest.ts"
export type { Source } from "./text/source.ts"
export type { Span } from "./text/span.ts"
