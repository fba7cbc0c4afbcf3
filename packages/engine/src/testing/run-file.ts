import { explain } from "../explain/explain.ts"
import type { Explanation } from "../explain/trace.ts"
import type { GuardOptions } from "../guard/options.ts"
import type { CoverageMeter } from "./coverage/measure.ts"
import { contentMismatches, statusMismatch, type Mismatch } from "./judge.ts"
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
  for (const { test, isAsked, begins } of playable(file.cases, run.filter)) {
    const result = await runCase(stage, test, begins, run)
    if (!isAsked) continue
    results.push(result)
    if (run.bail === true && result.mismatches.length > 0) break
  }
  return results
}

interface Playable {
  readonly test: TestCase
  readonly isAsked: boolean
  /** Anew, instead of going on from the case before. */
  readonly begins: boolean
}

/** The cases that a filter asks for, and those that these go on from. */
function playable(cases: readonly TestCase[], filter: string | undefined): readonly Playable[] {
  const taken: Playable[] = []
  let isNeeded = false
  for (let place = cases.length - 1; place >= 0; place -= 1) {
    const test = cases[place]!
    const isAsked = filter === undefined || test.name.includes(filter)
    // What the matrix has counted is nothing to go on from.
    const begins = test.afterMilliseconds === undefined || cases[place - 1]?.kind !== "test"
    if (isAsked || isNeeded) taken.unshift({ test, isAsked, begins })
    isNeeded = (isAsked || isNeeded) && !begins
  }
  return taken
}

async function runCase(
  stage: Stage,
  test: TestCase,
  begins: boolean,
  { policy, meter }: FileRun,
): Promise<CaseResult> {
  const begun = performance.now()
  if (begins) stage.reset()
  stage.pass(test.afterMilliseconds ?? 0)
  let otherwise: { readonly mismatch: Mismatch; readonly played: Played } | undefined
  let last: Played | undefined
  for (let place = 1; place <= test.repeat; place += 1) {
    const played = await stage.play(test)
    const mismatch = statusMismatch(test.expect, played, place, test.repeat)
    // Of a request that is sent a hundred times, the first answer that is otherwise tells most.
    if (mismatch !== undefined) otherwise ??= { mismatch, played }
    const { request, ended } = played.decided
    meter?.add({ request, roles: rolesOf(test), ended, reply: played.reply })
    last = played
  }
  const mismatches = [
    ...(otherwise === undefined ? [] : [otherwise.mismatch]),
    ...(last === undefined ? [] : contentMismatches(test.expect, last)),
  ]
  const odd = otherwise?.played ?? last
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
