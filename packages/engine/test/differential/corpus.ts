import { compile } from "../../src/compile.ts"
import type { Request } from "../../src/decide/decision.ts"
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts"
import type { Policy } from "../../src/model/policy.ts"
import type { Plan } from "../../src/plan/plan.ts"
import { decideByReference } from "../../src/reference/decide.ts"
import { generatePolicy, type GeneratedPolicy } from "../generate/policy.ts"
import { makeRandom } from "../generate/random.ts"
import { generateRequest } from "../generate/request.ts"
import { count, countPair, countText, type Counts } from "./counts.ts"
import { essence } from "./essence.ts"

/** A generated policy, requests aimed at it, and what the reference decides. */
export interface Case {
  readonly generated: GeneratedPolicy
  readonly model: Policy
  readonly plan: Plan
  readonly requests: readonly Request[]
  readonly expected: readonly string[]
}

export interface Corpus {
  readonly cases: readonly Case[]
  readonly counts: Counts
  readonly refused: readonly {
    readonly generated: GeneratedPolicy
    readonly diagnostics: readonly Diagnostic[]
  }[]
}

export interface CorpusOptions {
  readonly seed: number
  readonly policies: number
  readonly requestsEach: number
}

export function makeCorpus({ seed, policies, requestsEach }: CorpusOptions): Corpus {
  const counts: Counts = new Map()
  const cases: Case[] = []
  const refused: { generated: GeneratedPolicy; diagnostics: readonly Diagnostic[] }[] = []
  for (let place = 0; place < policies; place++) {
    const generated = generatePolicy(seed * 1_000_003 + place)
    const { policy, diagnostics } = compile(generated.files)
    if (!policy) {
      refused.push({ generated, diagnostics })
      continue
    }
    const random = makeRandom(generated.seed ^ 0x5bd1e995)
    const requests = Array.from({ length: requestsEach }, () => generateRequest(generated, random))
    const expected = requests.map((request) => {
      const decision = decideByReference(policy.model, request)
      countPair(counts, policy.model, request, decision)
      return essence(decision)
    })
    cases.push({ generated, model: policy.model, plan: policy.plan, requests, expected })
    count(counts, "pairs", requests.length)
    countText(counts, generated.files, requests.length)
  }
  return { cases, counts, refused }
}

export interface Disagreement {
  readonly seed: number
  readonly request: Request
  readonly expected: string
  readonly actual: string
}

/** The first pair on which a back end disagrees with the reference. */
export function firstDisagreement(
  cases: readonly Case[],
  decider: (plan: Plan) => { readonly decide: (request: Request) => Parameters<typeof essence>[0] },
): Disagreement | undefined {
  for (const { generated, plan, requests, expected } of cases) {
    const { decide } = decider(plan)
    for (const [place, request] of requests.entries()) {
      const actual = essence(decide(request))
      if (actual !== expected[place])
        return { seed: generated.seed, request, expected: expected[place] ?? "", actual }
    }
  }
  return undefined
}
