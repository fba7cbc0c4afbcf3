import type { Source } from "@edict/engine"

/** Five routes a resource, with authentication, quotas, a load, conditions and response rules, as in the orders example. */
export function policyOf(routes: number): Source {
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
