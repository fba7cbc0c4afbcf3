import { compile } from "../../src/compile.ts"
import { compilePlan } from "../../src/decide/compile.ts"
import type { Decision, Request } from "../../src/decide/decision.ts"
import { decideByReference } from "../../src/reference/decide.ts"
import { buildAndImport } from "../differential/built.ts"
import { essence } from "../differential/essence.ts"
import { generatePolicy } from "../generate/policy.ts"
import { makeRandom } from "../generate/random.ts"
import { generateRequest } from "../generate/request.ts"

export interface DecideFuzzOptions {
  readonly seed: number
  /** How long to go on; without it, `count` pairs. */
  readonly seconds?: number
  readonly count?: number
  /** Numbers of routes to go through, again and again; each in turn, where given. */
  readonly sizes?: readonly number[]
}

export interface DecideFuzzReport {
  readonly seed: number
  /** Policy × request pairs. */
  readonly inputs: number
  readonly policies: number
  /** Generated policies that did not compile: faults of the generator. */
  readonly refused: number
  readonly allowed: number
  readonly failures: readonly string[]
}

/** Small policies differ most from one another: most rounds are theirs. */
const defaultSizes: readonly number[] = [
  ...Array.from({ length: 128 }, (_, round) => (round % 4 === 0 ? 1 : round % 16 === 1 ? 99 : 9)),
  1000,
  10_000,
]

/** A large policy is asked more often: it takes long to compile, and the reference walks all of it. */
const requestsFor = (routes: number): number => (routes < 50 ? 100 : routes < 500 ? 200 : 400)

/**
 * Holds generated code, closures and built modules against the reference on random policies and requests, at 1, 99,
 * 1,000 and 10,000 routes. A failure names the seed of its policy, which `generatePolicy` repeats.
 */
export async function run(options: DecideFuzzOptions): Promise<DecideFuzzReport> {
  const { seed, seconds, count = 5000, sizes = defaultSizes } = options
  const end = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000
  const most = seconds === undefined ? count : Number.POSITIVE_INFINITY
  const tally = { seed, inputs: 0, policies: 0, refused: 0, allowed: 0 }
  const failures: string[] = []
  const isOver = (): boolean => tally.inputs >= most || performance.now() >= end || failures.length >= 10

  for (let round = 0; !isOver(); round++) {
    const routes = sizes[round % sizes.length] ?? 1
    const policySeed = seed * 1_000_003 + round
    const generated = generatePolicy(policySeed, { routes })
    const { policy, diagnostics } = compile(generated.files)
    tally.policies += 1
    if (!policy) {
      tally.refused += 1
      const [first] = diagnostics
      if (tally.refused > tally.policies / 100 + 3)
        failures.push(`policy ${policySeed} of ${routes} routes was refused: ${first?.message ?? ""}`)
      continue
    }
    const random = makeRandom(policySeed ^ 0x5bd1e995)
    const backends = [
      { name: "generated code", decide: compilePlan(policy.plan, { codegen: true }).decide },
      { name: "closures", decide: compilePlan(policy.plan, { codegen: false }).decide },
      { name: "built module", decide: (await buildAndImport([policy.plan]))(policy.plan).decide },
    ]
    for (let place = 0; place < requestsFor(routes) && !isOver(); place++) {
      const request = generateRequest(generated, random)
      const expected = decideByReference(policy.model, request)
      tally.inputs += 1
      if (expected.decision === "allow") tally.allowed += 1
      const found = backends.flatMap(({ name, decide }) => disagreement(name, expected, decide, request))
      failures.push(...found.map((failure) => `policy ${policySeed} of ${routes} routes, ${failure}`))
    }
  }
  return { ...tally, failures }
}

function disagreement(
  name: string,
  expected: Decision,
  decide: (request: Request) => Decision,
  request: Request,
): readonly string[] {
  const wanted = essence(expected)
  const got = attempt(() => essence(decide(request)))
  return got === wanted ? [] : [`${name}: expected ${wanted}, got ${got}, of ${JSON.stringify(request)}`]
}

function attempt(body: () => string): string {
  try {
    return body()
  } catch (error) {
    return `a throw: ${String(error)}`
  }
}
