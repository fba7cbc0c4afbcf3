import { explain } from "../explain/explain.ts"
import type { Explanation } from "../explain/trace.ts"
import type { GuardOptions } from "../guard/options.ts"
import type { CoverageMeter } from "./coverage/measure.ts"
import { mismatchesOf, type Mismatch } from "./judge.ts"
import { setStage, type Played, type Stage } from "./stage.ts"
import type { TestCase, TestFile } from "./test-file.ts"

/** What came of one case. */
export interface CaseResult {
  readonly test: TestCase
  /** None: it passed. */
  readonly mismatches: readonly Mismatch[]
  /** Of the answer that was otherwise, for people; undefined where the case passed. */
  readonly explanation: Explanation | undefined
  readonly milliseconds: number
}

/** What one file is run with. */
export interface FileRun {
  readonly policy: GuardOptions["policy"]
  /** Only cases whose name holds this text. */
  readonly filter?: string | undefined
  /** Stops behind the first case that fails. */
  readonly bail?: boolean | undefined
  readonly meter?: CoverageMeter | undefined
}

/** Plays the cases of one file through a guard, one after the other. */
export async function runFile(file: TestFile, run: FileRun): Promise<readonly CaseResult[]> {
  const stage = await setStage(run.policy, file)
  const results: CaseResult[] = []
  for (const test of file.cases) {
    // A case that goes on from others needs them to have been played.
    const isAsked = run.filter === undefined || test.name.includes(run.filter)
    if (!isAsked && !isFollowed(test, file.cases)) continue
    const result = await runCase(stage, test, run)
    if (!isAsked) continue
    results.push(result)
    if (run.bail === true && result.mismatches.length > 0) break
  }
  return results
}

/** Whether the case behind it goes on from it. */
function isFollowed(test: TestCase, cases: readonly TestCase[]): boolean {
  return cases[cases.indexOf(test) + 1]?.afterMilliseconds !== undefined
}

async function runCase(stage: Stage, test: TestCase, { policy, meter }: FileRun): Promise<CaseResult> {
  const begun = performance.now()
  if (test.afterMilliseconds === undefined) stage.reset()
  else stage.pass(test.afterMilliseconds)
  const answers: Played[] = []
  for (let count = 0; count < test.repeat; count += 1) {
    const played = await stage.play(test)
    answers.push(played)
    const { request, ended } = played.decided
    meter?.add({ request, roles: rolesOf(test), ended, reply: played.reply })
  }
  const mismatches = mismatchesOf(test.expect, answers)
  const odd = mismatches[0]?.kind === "status" ? answers[mismatches[0].place - 1] : answers.at(-1)
  const explanation =
    mismatches.length === 0 || odd === undefined
      ? undefined
      : explain(policy, odd.decided.request, policy.sources ?? [], { ended: odd.decided.ended })
  return { test, mismatches, explanation, milliseconds: performance.now() - begun }
}

function rolesOf({ actor: { members } }: TestCase): readonly string[] | undefined {
  if (members === undefined) return undefined
  const roles: unknown = members["roles"]
  return Array.isArray(roles) ? roles.map(String) : []
}
