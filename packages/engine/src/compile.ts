import { check } from "./check/check.ts"
import { compilePlan, type CompiledPlan, type CompileOptions } from "./decide/compile.ts"
import { sortDiagnostics } from "./diagnostics/arrange.ts"
import type { Diagnostic } from "./diagnostics/diagnostic.ts"
import type { Declared, Policy } from "./model/policy.ts"
import { makePlan } from "./plan/make-plan.ts"
import { nameSources } from "./plan/name-sources.ts"
import { parse } from "./syntax/parse.ts"
import type { Source } from "./text/source.ts"

/** What compiling is given besides the sources; nothing of it is looked for elsewhere. */
export interface CompileSourcesOptions extends CompileOptions {
  /** What `setting … from env.X` reads. Nothing is read from the process by itself. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Texts of the schema files that policies import, by path as resolved from the importing file. */
  readonly schemas?: ReadonlyMap<string, string>
}

/** A policy that was checked and compiled: `match` and `decide`, and the model and plan that they came from. */
export interface CompiledPolicy extends CompiledPlan {
  readonly model: Policy
  /** Types of what the host program gives: `edict build` writes them down. */
  readonly declared: Declared
  /** What it was compiled from. */
  readonly sources?: readonly Source[]
  /** The folder that it was loaded from: files that it names, such as keys, are looked for from there. */
  readonly root?: string
}

/** What came of compiling: a policy where nothing is an error, and every finding in any case. */
export interface Compiled {
  /** Undefined where some diagnostic is an error. */
  readonly policy: CompiledPolicy | undefined
  /** All findings of all phases, sorted by place. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Compiles policy sources: parse, check, plan, and functions.
 *
 * Pure: no file, clock or environment variable is read. Never throws for what a policy says.
 *
 * @example
 * const { policy, diagnostics } = compile([{ path: "orders.edict", text }])
 * policy?.decide({ method: "GET", path: "/healthz" }).decision // "allow"
 */
export function compile(sources: readonly Source[], options: CompileSourcesOptions = {}): Compiled {
  const parsed = sources.map(parse)
  const faults = parsed.flatMap((file) => file.diagnostics)
  const checked = check(
    parsed.map(({ value }) => value),
    { ...options, faults },
  )
  const diagnostics = sortDiagnostics([...faults, ...checked.diagnostics])
  const isRefused = diagnostics.some(({ severity }) => severity === "error")
  if (isRefused || !checked.value) return { policy: undefined, diagnostics }
  const plan = makePlan(checked.value, nameSources(sources, options.schemas ?? new Map(), checked.value))
  return {
    policy: { model: checked.value, declared: checked.declared, sources, ...compilePlan(plan, options) },
    diagnostics,
  }
}
