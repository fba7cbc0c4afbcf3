import type { Diagnostic } from "../diagnostics/diagnostic.ts"
import type { GuardOptions } from "../guard/options.ts"
import type { Source } from "../text/source.ts"
import type { CoverageMeter } from "./coverage/measure.ts"
import { openOnce } from "./open-file.ts"
import { readTestFile } from "./read-file.ts"
import { runFile, type CaseResult } from "./run-file.ts"

/** What `runTests` is given. */
export interface RunTestsOptions {
  /** The policy that the file is about, as it was loaded. */
  readonly policy: GuardOptions["policy"]
  /** A file of tests, with its text. */
  readonly source: Source
  /** Only cases whose name holds this text. */
  readonly filter?: string | undefined
  /** Stops behind the first case that fails. */
  readonly bail?: boolean | undefined
  /** Gathers what the cases ask of the policy. */
  readonly meter?: CoverageMeter | undefined
}

/** What came of one file of tests. */
export interface FileResult {
  readonly source: Source
  /** What is wrong with the file itself: then no case of it was run. */
  readonly diagnostics: readonly Diagnostic[]
  readonly results: readonly CaseResult[]
  /** How many cases the file has, whether they were run or not. */
  readonly cases: number
}

/**
 * Runs a file of tests against a policy, through the guard that applications have: credentials, things to load and the time are the
 * file's, and nothing else is.
 *
 * Never rejects for what a file says: its faults are diagnostics, and a case that is not as expected has its mismatches.
 *
 * @example
 * const { results } = await runTests({ policy, source: { path: "orders.test.yaml", text } })
 * results.every(({ mismatches }) => mismatches.length === 0)
 */
export async function runTests({ policy, source, ...options }: RunTestsOptions): Promise<FileResult> {
  const { file, diagnostics } = readTestFile(openOnce(source), policy.plan)
  const cases = file.cases.length
  if (diagnostics.length > 0) return { source, diagnostics, results: [], cases }
  return { source, diagnostics, results: await runFile(file, { policy, ...options }), cases }
}
