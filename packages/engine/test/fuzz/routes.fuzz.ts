import { compile } from "../../src/compile.ts"
import type { Source } from "../../src/text/source.ts"

export interface RoutesReport {
  readonly routes: number
  readonly milliseconds: number
  readonly mostMegabytes: number
  readonly failures: readonly string[]
}

const routesAFile = 10_000

/** A policy of `routes` full routes: five a resource, with loads, conditions, limits and response rules. */
function policyOf(routes: number): readonly Source[] {
  const resources = Array.from({ length: Math.ceil(routes / 5) }, (_, place) => resource(place))
  const files = Array.from({ length: Math.ceil(routes / routesAFile) }, (_, place) => {
    const first = (place * routesAFile) / 5
    return resources.slice(first, first + routesAFile / 5).join("\n")
  })
  return files.map((text, place) => ({
    path: `big${place}.edict`,
    text: `${place === 0 ? head : "package big"}\n${text}`,
  }))
}

const head = `package big
role customer
role support
role admin includes support
type Thing { ownerId: string  total: number  tenantId: string }
role owner of thing: Thing when thing.ownerId == subject.id
subject { id: string  tenant?: string  mfa: bool = false }
require tls >= 1.2
quota perSubject = 100/min per subject.id burst 20`

function resource(place: number): string {
  return `api /v1/things${place} {
  use perSubject
  audit summary
  GET / { allow customer, support }
  POST / { allow customer when subject.tenant == "t${place}"  body any max 64kb }
  api /{id} {
    load thing: Thing by path.id
    GET / { allow owner, support }
    PUT / { allow owner  deny customer when thing.total > ${place} unless admin  body any max 4kb }
    DELETE / { allow support when thing.tenantId == subject.tenant  require mfa else 401 "step up"  audit full }
  }
  response { show id, total  hide items[*].cost unless admin  mask email keep 2 unless admin }
}`
}

/** Compiles a policy of that many routes, and asks its first and last. */
export function run(routes: number): RoutesReport {
  const sources = policyOf(routes)
  const start = performance.now()
  const { policy, diagnostics } = compile(sources)
  const milliseconds = performance.now() - start
  const last = Math.ceil(routes / 5) - 1
  const statuses = [0, last].map(
    (place) =>
      policy?.decide({
        method: "GET",
        path: `/v1/things${place}`,
        subject: { id: "u1", roles: ["customer"] },
        context: { tls: 1.3 },
      }).status,
  )
  const failures = [
    ...diagnostics.slice(0, 3).map(({ message }) => message),
    ...statuses.filter((status) => status !== 200).map((status) => `a route answered ${status}`),
  ]
  return { routes, milliseconds, mostMegabytes: process.resourceUsage().maxRSS / 1024, failures }
}
