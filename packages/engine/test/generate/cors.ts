import type { Random } from "./random.ts"
import type { Item } from "./sketch.ts"

const origins = ["https://shop.example", "http://localhost:3000", "https://pay.example:8443"]
const headers = ["x-mode", "X-Tenant", "content-type", "x-other"]

/** A `cors` for a block whose routes have these verbs. */
export function cors(random: Random, verbs: readonly string[]): Item {
  const isForAll = random.chance(0.2)
  const some = (from: readonly string[]): string[] => {
    const chosen = random.some(from, 0.6)
    return chosen.length > 0 ? chosen : [random.pick(from)]
  }
  const listed = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(", ")
  return {
    head: "cors",
    items: [
      `origins ${isForAll ? '"*"' : listed(some(origins))}`,
      ...(verbs.length > 0 && random.chance(0.75) ? [`methods ${some(verbs).join(", ")}`] : []),
      ...(random.chance(0.4) ? [`headers ${listed(some(headers))}`] : []),
      ...(random.chance(0.3) ? ['expose "etag"'] : []),
      ...(!isForAll && random.chance(0.4) ? ["credentials true"] : []),
      ...(random.chance(0.4) ? [`maxAge ${random.pick(["500ms", "90s", "1h"])}`] : []),
    ],
  }
}

/** Verbs of the routes in these items, at any depth. */
export function verbsIn(items: readonly Item[]): readonly string[] {
  const found = items.flatMap((item) => {
    if (typeof item === "string") return []
    const verb = /^([A-Z]+) \//.exec(item.head)?.[1]
    return verb === undefined ? verbsIn(item.items) : [verb]
  })
  return [...new Set(found)]
}

/** What a browser sends to ask for a request of the method; now and then what none sends. */
export function preflightHeaders(method: string, random: Random): Record<string, unknown> {
  const origin = random.pick([
    ...origins,
    ...origins,
    ...origins,
    "HTTPS://SHOP.example:443",
    "null",
    "https://a.shop.example",
    "shop.example",
  ])
  const names = random.some(["X-Mode", "x-tenant", "Content-Type", "authorization", "x-other"], 0.2)
  return {
    [random.pick(["origin", "Origin"])]: random.chance(0.03) ? [origin, origins[0]] : origin,
    "Access-Control-Request-Method": random.chance(0.02) ? [method] : method,
    ...(names.length > 0 || random.chance(0.2)
      ? {
          "access-control-request-headers": random.chance(0.04)
            ? random.pick<unknown>(["a b", names, 5])
            : names.join(", "),
        }
      : {}),
  }
}
