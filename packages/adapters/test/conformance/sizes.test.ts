import { describe, expect, test } from "vitest"
import { ask, titleOf } from "./requests.ts"
import { openSites, type Scenario } from "./site.ts"
import { fastifySubject } from "./subjects/fastify.ts"

/** Two routes that are asked for, among so many that are not, and hosts that are refused, as many. */
function sized(count: number): Scenario {
  const places = Array.from({ length: count }, (_, place) => place)
  return {
    policy: `package app
role admin
subject { id: string }
api /admin { GET /users { allow admin } }
api /public { GET / { allow anyone  deny anyone when context.host in [${places.map((place) => `"h${place}.example"`).join(", ")}] } }
${places.map((place) => `api /r${place} { GET /{id} { allow admin } }`).join("\n")}
`,
    routes: ["GET /admin/users", "GET /public", "GET /r0/{id}"],
  }
}

const open = openSites()
const subject = fastifySubject("as it comes", {})

describe.each([1, 99, 101, 2_000])("CVE-2026-27588 Caddy: the same with %i routes", (count) => {
  const scenario = sized(count)
  const last = count - 1
  const cases = [
    [ask("GET", "/admin/users"), 401],
    [ask("GET", "/admin/users", { as: "admin" }), 200],
    [ask("GET", "/ADMIN/users", { as: "admin" }), 404],
    [ask("GET", "/r0/x"), 401],
    [ask("GET", "/r0/x", { as: "admin" }), 200],
    [ask("GET", "/R0/x", { as: "admin" }), 404],
    [ask("GET", `/r${last}/x`), last === 0 ? 401 : 404],
    [ask("GET", `/r${count}/x`), 404],
    [ask("GET", "/public"), 200],
    [ask("GET", "/PUBLIC"), 404],
    [ask("GET", "/public", { headers: { Host: `h${last}.example` } }), 401],
    [ask("GET", "/public", { headers: { Host: `H${last}.EXAMPLE` } }), 401],
    [ask("GET", "/public", { headers: { Host: `h${count}.example` } }), 200],
  ] as const

  test.each(cases.map(([sent, status]) => [titleOf(sent), status, sent] as const))(
    "%s is %i",
    async (_title, status, sent) => {
      const { send } = await open(subject, scenario)
      expect((await send(sent)).statuses).toEqual([status])
    },
  )
})
