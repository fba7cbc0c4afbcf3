import { beforeAll, describe, expect, it } from "vitest"
import { accessMatrix, type MatrixColumn } from "../../../src/analyze/matrix/matrix.ts"
import { compile } from "../../../src/compile.ts"
import type { Request } from "../../../src/decide/decision.ts"
import type { Deny, Require } from "../../../src/model/policy.ts"
import type { Governed, PlannedRoute } from "../../../src/plan/plan.ts"
import { generatePolicy } from "../../generate/policy.ts"
import { makeRandom } from "../../generate/random.ts"
import { generateRequest } from "../../generate/request.ts"
import { accessSays, type Read } from "./says.ts"

interface Fault {
  readonly name: string
  readonly plant: (read: Read) => Read
}

const inRoutes =
  (change: (route: PlannedRoute) => PlannedRoute): Fault["plant"] =>
  ({ model, plan }) => ({ model, plan: { ...plan, routes: plan.routes.map(change) } })

type Tightening = (Omit<Deny, "except"> | Omit<Require, "except">) & Governed

const inTightening = (change: <Rule extends Tightening>(rule: Rule) => Rule): Fault["plant"] =>
  inRoutes((route) => ({
    ...route,
    denies: route.denies.map(change),
    requires: route.requires.map(change),
    transport: route.transport.map(change),
  }))

const faults: readonly Fault[] = [
  { name: "`deny` is forgotten", plant: inRoutes((route) => ({ ...route, denies: [] })) },
  { name: "`require` is forgotten", plant: inRoutes((route) => ({ ...route, requires: [] })) },
  { name: "`require tls` is forgotten", plant: inRoutes((route) => ({ ...route, transport: [] })) },
  {
    name: "all but the first `allow` is forgotten",
    plant: inRoutes((route) => ({ ...route, allows: route.allows.slice(0, 1) })),
  },
  {
    name: "the condition of `allow` is forgotten",
    plant: inRoutes((route) => ({
      ...route,
      allows: route.allows.map((rule) => ({ ...rule, grant: { ...rule.grant, when: undefined } })),
    })),
  },
  {
    name: "the condition of `deny` is forgotten",
    plant: inRoutes((route) => ({
      ...route,
      denies: route.denies.map((rule) => ({ ...rule, when: undefined })),
    })),
  },
  { name: "`unless` is forgotten", plant: inTightening((rule) => ({ ...rule, unless: undefined })) },
  {
    name: "guardrails hold everywhere",
    plant: inTightening((rule) => ({ ...rule, guardrail: undefined })),
  },
  {
    name: "roles include nothing",
    plant: ({ model, plan }) => ({
      model: { ...model, roles: model.roles.map((role) => ({ ...role, includes: [] })) },
      plan,
    }),
  },
  {
    name: "nobody needs a subject",
    plant: ({ model, plan }) => ({
      model: { ...model, roles: model.roles.map((role) => ({ ...role, readsSubject: false })) },
      plan,
    }),
  },
]

interface Sample {
  readonly read: Read
  readonly column: MatrixColumn
  readonly request: Request
  readonly isAllowed: boolean
}

let samples: readonly Sample[] = []

beforeAll(() => {
  samples = Array.from({ length: 120 }, (_, number) => samplesOf(7_000_003 + number)).flat()
}, 60_000)

function samplesOf(seed: number): readonly Sample[] {
  const generated = generatePolicy(seed)
  const { policy } = compile(generated.files)
  if (!policy) return []
  const { columns } = accessMatrix(policy)
  const random = makeRandom(generated.seed)
  return Array.from({ length: 20 }, () => generateRequest(generated, random)).flatMap((request) => {
    const column = random.pick(columns)
    const { subject, ...rest } = request
    const roles = column.kind === "role" ? [column.name] : []
    const sent = column.kind === "anonymous" ? rest : { ...rest, subject: { ...subject, roles } }
    const { decision, route, reason } = policy.decide(sent)
    if (route === undefined || reason === "nothing-loaded" || rest.method === "OPTIONS") return []
    return [{ read: policy, column, request: sent, isAllowed: decision === "allow" }]
  })
}

const contradictions = (plant: Fault["plant"]): number =>
  samples.filter(
    ({ read, column, request, isAllowed }) => accessSays(plant(read), column, request) !== isAllowed,
  ).length

it("there is enough to be contradicted by", () => {
  expect(samples.length).toBeGreaterThan(1_200)
  expect(samples.filter(({ isAllowed }) => isAllowed).length).toBeGreaterThan(400)
})

describe("a matrix that reads the policy wrongly is contradicted where", () => {
  it.each(faults)("$name", ({ plant }) => {
    expect(contradictions(plant)).toBeGreaterThan(0)
  })
})

it("one that reads it rightly is not", () => {
  expect(contradictions((read) => read)).toBe(0)
})
