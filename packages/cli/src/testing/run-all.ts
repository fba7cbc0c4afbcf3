import { dirname, resolve } from "node:path"
import type { CompiledPolicy, Diagnostic, Source } from "@edict/engine"
import type { CoverageMeter, FileResult } from "@edict/engine/testing"
import { readPolicy, type ReadPolicy } from "../policy.ts"
import type { Terminal } from "../terminal.ts"
import type { FoundFile } from "./find-files.ts"

/** A policy that files of tests are about. */
export interface TestedPolicy {
  readonly path: string
  readonly read: ReadPolicy
  readonly meter: CoverageMeter | undefined
}

export interface TestedFile extends FileResult {
  readonly path: string
  readonly policy: CompiledPolicy
  readonly milliseconds: number
}

/** What came of all files. */
export interface TestRun {
  readonly files: readonly TestedFile[]
  readonly policies: readonly TestedPolicy[]
  /** Of policies that cannot be used: none of their tests was run. */
  readonly invalid: readonly TestedPolicy[]
}

export interface RunOptions {
  readonly filter?: string | undefined
  readonly bail?: boolean | undefined
  readonly isMeasured: boolean
  readonly onFile?: ((place: number) => void) | undefined
}

/** Runs files of tests, each against the policy that it names; a policy is compiled once. */
export async function runAll(
  found: readonly FoundFile[],
  options: RunOptions,
  terminal: Terminal,
): Promise<TestRun> {
  const { measureCoverage, runTests, testedPolicy } = await import("@edict/engine/testing")
  const policies = new Map<string, TestedPolicy>()
  const files: TestedFile[] = []
  for (const [place, { path, source }] of found.entries()) {
    options.onFile?.(place)
    const begun = performance.now()
    const policyPath = resolve(dirname(path), testedPolicy(source))
    let tested = policies.get(policyPath)
    if (tested === undefined) {
      const read = await readPolicy(policyPath, terminal)
      const meter = options.isMeasured && read.policy ? measureCoverage(read.policy) : undefined
      tested = { path: policyPath, read, meter }
      policies.set(policyPath, tested)
    }
    const { read, meter } = tested
    if (read.policy === undefined) continue
    const policy: CompiledPolicy & { readonly sources: readonly Source[] } = {
      ...read.policy,
      sources: read.files.sources,
    }
    const { filter, bail } = options
    const result = await runTests({ policy, source, filter, bail, meter })
    files.push({ ...result, path, policy, milliseconds: performance.now() - begun })
    if (bail === true && hasFailed(result)) break
  }
  const all = [...policies.values()]
  return { files, policies: all, invalid: all.filter(({ read }) => read.policy === undefined) }
}

export function hasFailed({ diagnostics, results }: FileResult): boolean {
  return diagnostics.length > 0 || results.some(({ mismatches }) => mismatches.length > 0)
}

/** What is wrong with the files themselves, with the texts that it is shown in. */
export function faultsOf(run: TestRun): {
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: readonly Source[]
} {
  return {
    diagnostics: [
      ...run.invalid.flatMap(({ read }) => read.shownDiagnostics),
      ...run.files.flatMap(({ diagnostics }) => diagnostics),
    ],
    sources: [
      ...run.invalid.flatMap(({ read }) => read.shownSources),
      ...run.files.map(({ source }) => source),
    ],
  }
}
