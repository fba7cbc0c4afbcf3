import { expect, it } from "vitest"
import { compile, type CompiledPolicy } from "@edict/engine"
import type { Request } from "../../src/decide/decision.ts"
import { runTests } from "../../src/testing/run-tests.ts"
import type { CoveredRequest } from "../../src/testing/coverage/measure.ts"
import { generatePolicy } from "../generate/policy.ts"
import { makeRandom } from "../generate/random.ts"
import { generateRequest } from "../generate/request.ts"
import { nowSeconds } from "../generate/world.ts"

const seed = Number(process.env["EDICT_SEED"] ?? 17)

/** A generated request in a file of its own; things are loaded by whatever stands in its path. */
function fileOf({ method, path, query, headers, body, subject, context, resources }: Request): string {
  const segments = new Set(path.split(/[/.?]/).filter((segment) => segment !== ""))
  const byKey = (thing: unknown): unknown =>
    Object.fromEntries([...segments].map((segment) => [segment, thing]))
  return JSON.stringify({
    now: new Date(nowSeconds * 1000).toISOString(),
    actors: subject === undefined ? {} : { caller: subject },
    data: Object.fromEntries(Object.entries(resources ?? {}).map(([name, thing]) => [name, byKey(thing)])),
    tests: [
      {
        name: "generated",
        ...(subject === undefined ? {} : { as: "caller" }),
        request: {
          [method]: path,
          ...(context?.["ip"] === undefined ? {} : { ip: context["ip"] }),
          ...(query === undefined ? {} : { query }),
          ...(headers === undefined ? {} : { headers }),
          ...(body === undefined ? {} : { body }),
        },
        reply: {},
        expect: 200,
      },
    ],
  })
}

interface Outcome {
  readonly received: number
  readonly covered: CoveredRequest
}

/** What came of it; undefined where no such request can be tested, such as by a caller who could not be one. */
async function play(policy: CompiledPolicy, text: string): Promise<Outcome | undefined> {
  const seen: CoveredRequest[] = []
  const meter = { add: (one: CoveredRequest) => void seen.push(one), requests: () => 0, units: () => [] }
  const { results } = await runTests({ policy, source: { path: "generated.test.yaml", text }, meter })
  const [result] = results
  const [covered] = seen
  if (result === undefined || covered === undefined) return undefined
  const [mismatch] = result.mismatches
  return { received: mismatch?.kind === "status" ? mismatch.received : 200, covered }
}

/** What `decide` says of the request as it was generated, with the things that were loaded. */
function decided(policy: CompiledPolicy, request: Request, { request: asked }: CoveredRequest): number {
  const { decision, status } = policy.decide({
    method: request.method,
    path: request.path,
    query: asked.query,
    headers: asked.headers,
    body: request.body,
    subject: request.subject,
    context: { ...asked.context, ip: request.context?.["ip"] ?? "127.0.0.1", now: nowSeconds, tls: 1.3 },
    resources: asked.resources,
  })
  return decision === "allow" && status === 200 ? 200 : status
}

it("answers as `decide` decides, whatever the policy and the request", async () => {
  const statuses = new Map<number, number>()
  const faults: unknown[] = []
  for (let place = 0; place < 40; place += 1) {
    const generated = generatePolicy(seed * 1_000_003 + place)
    const { policy } = compile(generated.files)
    if (policy === undefined) continue
    const random = makeRandom(generated.seed ^ 0x2c1b3c6d)
    for (let count = 0; count < 20; count += 1) {
      const request = generateRequest(generated, random)
      const outcome = await play(policy, fileOf(request))
      // Steps of the guard that ask no rule have tests of their own.
      if (outcome === undefined || outcome.covered.ended !== undefined) continue
      const expected = decided(policy, request, outcome.covered)
      statuses.set(expected, (statuses.get(expected) ?? 0) + 1)
      if (outcome.received !== expected)
        faults.push({ seed: generated.seed, request, received: outcome.received, expected })
    }
  }
  expect(faults.slice(0, 3)).toEqual([])
  expect([200, 401, 403, 404].filter((status) => (statuses.get(status) ?? 0) < 5)).toEqual([])
}, 60_000)
