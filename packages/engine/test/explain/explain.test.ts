import { expect, it } from "vitest"
import { compile } from "../../src/compile.ts"
import { explain } from "../../src/explain/explain.ts"
import { renderExplanation } from "../../src/explain/layout.ts"
import { stepNames } from "../../src/explain/trace.ts"
import { readPage } from "../docs/page.ts"
import type { Request } from "../../src/decide/decision.ts"

const text = `package shop
role customer
role support
role admin includes support
role owner of order: Order when order.ownerId == subject.id
type Order { ownerId: string  total: int  tags: list of string }
subject { id: string  mfa: bool = false  region?: string }
define large(o: Order) = o.total > 1_000
require tls >= 1.2 except GET /health
api /health { GET / { allow anyone } }
api /orders/{id} {
  load order: Order by path.id
  limit 5/min per subject.id unless admin
  GET / {
    allow owner, support
    deny support when large(order) and not (context.ip in 10.0.0.0/8)
    require mfa unless support else 401 "step up"
    require subject.region == "eu" unless support
  }
  response {
    show id
    show card to owner
    hide cost unless admin
  }
}
`
const sources = [{ path: "shop.edict", text }]
const { policy, diagnostics } = compile(sources)

const order = { ownerId: "ann", total: 1_200, tags: [] }
const owner = { id: "ann", roles: ["customer"] }

function told(request: Partial<Request>): string {
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  const whole = {
    method: "GET",
    path: "/orders/o1",
    context: { tls: 1.3, ip: "10.0.0.1" },
    resources: { order },
    ...request,
  }
  return renderExplanation(explain(policy, whole, sources))
}

it("tells every step, line and operand of a request that is refused", () => {
  expect(told({ subject: owner })).toBe(`GET /orders/o1

 1 canonicalize      the path is \`/orders/o1\`
 2 route             GET /orders/{id}, shop.edict:14: path.id = "o1"
 3 tls               what is asked of the connection holds
     shop.edict:9  require tls >= 1.2 except GET /health
                   |
                   context.tls = 1.3
       → it holds
 4 limits by context nothing is counted
 5 authenticate      the host says who calls; the subject is taken as given
 6 body              no body is taken: the guard answers 415 to one
 7 limits            what is already counted is known to the running guard only
     shop.edict:13  limit 5/min per subject.id unless admin
                                    |
                                    "ann"
       unless: not met
       \`admin\` is not held: it is not assigned
       → it counts this request, 5 in 60 s for each subject.id
 8 who               \`owner\` may fit: it hangs on what is loaded; \`support\` does not fit: it is not assigned
 9 load              \`order\` is at hand
10 deny              no deny applies
     shop.edict:16  deny support when large(order) and not (context.ip in 10.0.0.0/8)
                                                   |   |    |          |
                                                   |   |    "10.0.0.1" true
                                                   |   false
                                                   false
       shop.edict:8  o.total > 1_000
                     |       |
                     |       true
                     order.total = 1200
       \`support\` is not held: it is not assigned
       → it does not apply: the caller is none of its roles
11 allow             allowed by shop.edict:15
     shop.edict:15  allow owner, support
       \`owner\` is held: its condition is true
         shop.edict:5  order.ownerId == subject.id
                       |             |  |
                       "ann"         |  "ann"
                                     true
       \`support\` is not held: it is not assigned
       → it is met: the caller is \`owner\`
12 require           401 "step up" by shop.edict:17
     shop.edict:17  require mfa unless support else 401 "step up"
                            |
                            subject.mfa = false (its default)
       unless: not met
       \`support\` is not held: it is not assigned
       → it does not hold
     shop.edict:18  require subject.region == "eu" unless support
                            |              |
                            missing        unknown
       unless: not met
       \`support\` is not held: it is not assigned
       → it does not hold: unknown does not open
13 handler           not reached
14 response          not reached
15 audit             the level is summary

deny 401 by shop.edict:17: requirement
refused with 401 by \`require mfa unless support else 401 "step up"\` (shop.edict:17): it does not hold
nearest: \`require mfa unless support else 401 "step up"\` (shop.edict:17) would hold if \`subject.mfa\` were true (it is false); as things stand, \`require subject.region == "eu" unless support\` (shop.edict:18) would refuse next
`)
})

it.each<[string, Partial<Request>, readonly string[]]>([
  [
    "a target with two meanings",
    { path: "/orders/../health" },
    [
      " 1 canonicalize      400: ",
      " 2 route             not reached",
      "15 audit             the refusal is audited: summary",
      "deny 400: ambiguous-target",
    ],
  ],
  [
    "an unknown path",
    { path: "/nothing" },
    [" 2 route             404: no route has this path", "deny 404: no-route"],
  ],
  [
    "an unknown verb",
    { method: "POST" },
    [" 2 route             405: the path takes GET, HEAD, not POST", "deny 405: method-not-allowed"],
  ],
  [
    "plain HTTP",
    { context: {} },
    [
      " 3 tls               403 by shop.edict:9",
      "context.tls = missing",
      "nearest: `require tls >= 1.2 except GET /health` (shop.edict:9) would hold if `context.tls` were at least 1.2",
      " 8 who               not reached",
    ],
  ],
  [
    "an exception from tls",
    { path: "/health", context: {} },
    [" 3 tls               nothing is asked of the connection", "allow 200 by shop.edict:10: allowed"],
  ],
  [
    "nobody",
    {},
    [
      " 8 who               401: no allow can fit the caller; `owner` does not fit: it is for callers with a subject",
    ],
  ],
  [
    "nothing loaded",
    { subject: owner, resources: {} },
    [" 9 load              404: `order` was not loaded", "deny 404: nothing-loaded"],
  ],
  [
    "another's order",
    { subject: { ...owner, id: "bob" } },
    [
      "11 allow             403: no allow is met",
      `order.ownerId == subject.id
                       |             |  |
                       "ann"         |  "bob"
                                     false
`,
      '\nrefused at allow with 403: no allow is met\nnearest: `allow owner, support` (shop.edict:15) would be met if `order.ownerId` were "bob" (it is "ann")',
    ],
  ],
  [
    "a deny that applies",
    { subject: { id: "sue", roles: ["support"] }, context: { tls: 1.3, ip: "192.0.2.1" } },
    ["10 deny              403 by shop.edict:16", "→ it applies\n"],
  ],
  [
    "a deny that might apply",
    { subject: { id: "sue", roles: ["support"] }, context: { tls: 1.3 } },
    [
      `|    missing    unknown
                                                   |   unknown
                                                   unknown
`,
      "→ it applies: unknown does not open",
    ],
  ],
  [
    "an ill-typed operand",
    {
      subject: { id: "sue", roles: ["support"] },
      resources: { order: { ...order, total: "12" } },
      context: { tls: 1.3, ip: "192.0.2.1" },
    },
    ['order.total = "12" (not of its type)\n'],
  ],
  [
    "a role through another",
    { subject: { id: "ada", roles: ["admin"] } },
    [
      "`support` is held: `admin` is assigned, which includes it",
      "14 response          1 of 3 response rules hold",
      "→ it does not apply: its `unless` is met",
      "allow 200 by shop.edict:15",
    ],
  ],
])("tells of %s", (_, request, expected) => {
  const steps = told(request)
  for (const line of expected) expect(steps).toContain(line)
})

it.each<[string, Partial<Request>, readonly string[]]>([
  [
    "a query in the path",
    { path: "/orders?note=a+b%21" },
    ['"a b!"', "→ it does not apply: its condition is false"],
  ],
  ["a name given twice", { path: "/orders?note=a&note=b" }, ['["a","b"] (not of its type)']],
  ["a query beside the path", { path: "/orders?note=a", query: { note: "b" } }, ['"b"  ']],
  [
    "a bad escape",
    { path: "/orders?note=%zz" },
    [
      " 1 canonicalize      400: the target has no single meaning: the query holds a bad escape\n",
      " 2 route             not reached",
      "deny 400: ambiguous-target",
    ],
  ],
])("reads %s as the guard does", (_, request, expected) => {
  const shop = [
    {
      path: "shop.edict",
      text: 'package shop\nGET /orders { allow anyone  deny anyone when query.note == "x" }\n',
    },
  ]
  const compiled = compile(shop).policy
  if (!compiled) throw new Error("the policy does not compile")
  const steps = renderExplanation(explain(compiled, { method: "GET", path: "", ...request }, shop))
  for (const line of expected) expect(steps).toContain(line)
})

/** What a row of the table of steps is called in an explanation. */
const rows: Readonly<Record<string, readonly string[]>> = {
  "the target is made canonical": ["canonicalize"],
  "the route is found; an upgrade is refused": ["route"],
  "`require tls`": ["tls"],
  "limits that are keyed by `context` alone": ["limits by context"],
  "credentials become the subject": ["authenticate"],
  "the body is read, up to its maximum": ["body"],
  "all other limits": ["limits"],
  "who: can any `allow` still fit this caller?": ["who"],
  "what the rules need is loaded": ["load"],
  "`deny`, then `allow`, then `require`": ["deny", "allow", "require"],
  "the handler runs": ["handler"],
  "response rules, then the audit line, then the answer": ["response", "audit"],
}

it("has the steps of docs/language.md, in their order", () => {
  const [, section = ""] = readPage("docs/language.md").split("\n## The way of a request\n")
  const [table = ""] = section.slice(section.indexOf("|---")).split("\n\n")
  const written = [...table.matchAll(/^\| (.+?) \|/gm)].map(([, row = ""]) => row)
  expect(written.flatMap((row) => rows[row] ?? [`nothing is called: ${row}`])).toEqual(stepNames)
})

it("lets nothing of a request act on the terminal", () => {
  // eslint-disable-next-line no-control-regex
  expect(told({ path: "/orders/%1B", subject: { ...owner, id: "\u001b[2J\u202e" } })).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u202e]/,
  )
})

it("tells what becomes of a preflight, and of nobody who calls", () => {
  const files = [
    {
      path: "shop.edict",
      text: `package shop
role customer
require tls >= 1.2
api /orders {
  cors { origins "https://shop.example"  methods GET, PUT }
  limit 5/min per context.ip
  limit 5/min per subject.id
  GET / { allow customer }
  PUT / { allow customer when header.x-reason != "" }
  DELETE / { allow customer }
}
`,
    },
  ]
  const compiled = compile(files).policy!
  const tell = (method: string, origin: string, more: object = {}, tls = 1.3): string => {
    const headers = { origin, "access-control-request-method": method, ...more }
    const request = { method: "OPTIONS", path: "/orders", headers, context: { tls, ip: "10.0.0.1" } }
    return renderExplanation(explain(compiled, request, files))
  }
  expect(tell("PUT", "https://shop.example").split("\n").slice(0, 24)).toEqual([
    "OPTIONS /orders",
    "",
    " 1 canonicalize      the path is `/orders`",
    " 2 route             204: a preflight for PUT: PUT /orders, shop.edict:9",
    '     shop.edict:5  cors { origins "https://shop.example" methods GET, PUT }',
    "       → pages of `https://shop.example` may send PUT",
    " 3 tls               what is asked of the connection holds",
    "     shop.edict:3  require tls >= 1.2",
    "                   |",
    "                   context.tls = 1.3",
    "       → it holds",
    " 4 limits by context what is already counted is known to the running guard only",
    "     shop.edict:6  limit 5/min per context.ip",
    "                                   |",
    '                                   "10.0.0.1"',
    "       → it counts this request, 5 in 60 s for each context.ip",
    " 5 authenticate      not reached",
    " 6 body              not reached",
    " 7 limits            not reached",
    " 8 who               not reached",
    " 9 load              not reached",
    "10 deny              not reached",
    "11 allow             not reached",
    "12 require           not reached",
  ])
  expect(tell("PUT", "https://evil.example")).toContain("→ `https://evil.example` is none of its origins")
  expect(tell("DELETE", "https://shop.example")).toContain("→ DELETE is none of its methods")
  const headers = { "access-control-request-headers": "x-reason, x-other" }
  expect(tell("PUT", "https://shop.example", headers)).toContain(
    "→ `x-other` is none of its headers: they are authorization, x-reason",
  )
  expect(tell("PUT", "https://shop.example", {}, 1.1)).toContain("tls               403 by shop.edict:3")
})
