import { compile, type Source } from "@edict/engine"
import { median } from "./rounds.ts"
import type { Figures } from "./targets.ts"

const routeCount = 10_000
const rounds = 5

/** Times ten thousand full routes from text to a policy that decides: the first time in the process, and when it is warm. */
export async function benchCompile(print: (line: string) => void): Promise<Figures> {
  const sources = [policyOf(routeCount)]
  const seconds: number[] = []
  let megabytes = 0
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    const { policy, diagnostics } = compile(sources)
    seconds.push((performance.now() - started) / 1000)
    if (policy?.plan.routes.length !== routeCount)
      throw new Error(diagnostics[0]?.message ?? "routes are missing")
    if (round === 0) megabytes = process.resourceUsage().maxRSS / 1024
  }
  const [first = 0] = seconds
  print(
    `${routeCount} full routes: ${first.toFixed(2)} s and ${megabytes.toFixed(0)} MB the first time, ${median(seconds).toFixed(2)} s in the middle of ${rounds}`,
  )
  return { "10,000 routes, seconds": first, "10,000 routes, megabytes": megabytes }
}

/** Five routes a resource, with authentication, quotas, a load, conditions and response rules, as in the orders example. */
function policyOf(routes: number): Source {
  const head = `package big
role customer
role support
role admin includes support
type Order { ownerId: string  tenantId: string  total: number }
role owner of order: Order when order.ownerId == subject.id
subject { id: string  tenant?: string  mfa: bool = false }
require tls >= 1.2
authenticate apikey partners { header "x-api-key"  keys env.KEYS  subject.id = key.id  subject.roles = key.roles only customer, support, admin }
quota perSubject = 100/min per subject.id burst 20`
  const apis = Array.from(
    { length: routes / 5 },
    (_, place) => `api /v1/orders${place} {
  accept auth partners
  use perSubject
  audit summary
  GET / { allow customer, support }
  POST / { allow customer when subject.tenant == "t${place}"  body any max 64kb }
  api /{id} {
    load order: Order by path.id
    GET / { allow owner, support }
    PUT / { allow owner  deny customer when order.total > ${place} unless admin  body any max 4kb }
    DELETE / { allow support when order.tenantId == subject.tenant  require mfa else 401 "step up"  audit full }
  }
  response { show id, total  hide items[*].cost unless admin  mask email keep 2 unless admin }
}`,
  )
  return { path: "big.edict", text: [head, ...apis].join("\n") }
}
