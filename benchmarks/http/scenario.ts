// One small API for every contender: an order of a customer, shown in part, and more of it to support.

export const frameworks = ["Fastify", "Express", "Koa"] as const
export type Framework = (typeof frameworks)[number]

/** `bare`: the framework alone. `none` and `summary`: guarded, without and with audit lines. `stack`: guarded by the peers. */
export const kinds = ["bare", "none", "summary", "stack"] as const
export type Kind = (typeof kinds)[number]

export const issuer = "https://id.shop.example"
export const audience = "orders-api"
/** High enough to refuse nobody while it is counted. */
export const limitPerMinute = 100_000_000

export interface Caller {
  readonly id: string
  readonly role: "customer" | "support" | "guest"
}

export const callers: readonly Caller[] = [
  ...Array.from({ length: 6 }, (_, place) => ({ id: `customer-${place}`, role: "customer" }) as const),
  ...Array.from({ length: 2 }, (_, place) => ({ id: `support-${place}`, role: "support" }) as const),
]
export const guest: Caller = { id: "guest-0", role: "guest" }

interface Item {
  readonly sku: string
  readonly name: string
  readonly quantity: number
  readonly price: number
  readonly cost: number
}

export interface Order {
  readonly id: string
  readonly ownerId: string
  readonly status: string
  readonly total: number
  readonly email: string
  readonly card: { readonly pan: string; readonly last4: string }
  readonly items: readonly Item[]
  readonly notes: string
}

export const orders: ReadonlyMap<string, Order> = new Map(
  Array.from({ length: 64 }, (_, place) => orderOf(place)).map((order) => [order.id, order]),
)

function orderOf(place: number): Order {
  const items = Array.from({ length: 4 }, (_, row) => ({
    sku: `sku-${place}-${row}`,
    name: `Article ${row} of order ${place}`,
    quantity: row + 1,
    price: 12.5 + row,
    cost: 7.25 + row,
  }))
  return {
    id: `o${place}`,
    ownerId: `customer-${place % 6}`,
    status: place % 3 === 0 ? "paid" : "open",
    total: items.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
    email: `ann.${place}@example.com`,
    card: { pan: "4111111111111111", last4: "1111" },
    items,
    notes: "Rang twice; nobody there. Left with the neighbours on the second floor.",
  }
}

export function policyText(audit: "none" | "summary"): string {
  return `package shop
role customer
role support
role guest
subject { id: string }
authenticate jwt shop {
  issuer "${issuer}"
  audience "${audience}"
  keys env.SHOP_JWKS
  subject.id = claims.sub
  subject.roles = claims.roles only customer, support, guest
}
quota perSubject = ${limitPerMinute}/min per subject.id
api /v1/orders {
  accept auth shop
  use perSubject
  audit ${audit}
  GET /{id} {
    allow customer, support
    response {
      show id, status, total, items[*].sku, items[*].name, items[*].quantity, items[*].price
      show email to support
    }
  }
}`
}

/** What a handler leaves out by itself where no guard does. */
export function shownOf({ id, status, total, email, items }: Order, isSupport: boolean): unknown {
  const shownItems = items.map(({ sku, name, quantity, price }) => ({ sku, name, quantity, price }))
  return isSupport
    ? { id, status, total, email, items: shownItems }
    : { id, status, total, items: shownItems }
}
