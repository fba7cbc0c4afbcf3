import { once } from "node:events"
import { createServer, request as send } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, expect, it, onTestFinished, vi } from "vitest"
import {
  type AuditLine,
  compile,
  createGuard,
  type DecidedRequest,
  type Explanation,
  type GuardOptions,
  type RequestFacts,
} from "../../src/index.ts"

const { policy } = compile([
  {
    path: "app.edict",
    text: `package app
role user
role owner of order: Order when order.ownerId == subject.id
type Order { ownerId: string }
subject { id: string }
api /orders/{id} {
  load order: Order by path.id
  GET / { allow owner }
  PUT / { allow user when body.password == "x"  body any }
}
GET /often { allow user  limit 1/min per subject.id }
GET /busy { allow user  limit 1/min per context.ip }
`,
  },
])

afterEach(() => void vi.unstubAllEnvs())

interface Asked {
  readonly path: string
  readonly method?: string
  readonly body?: string
  readonly headers?: Record<string, string>
}

async function ask(options: Partial<GuardOptions>, ...requests: readonly Asked[]) {
  const lines: AuditLine[] = []
  const told: { readonly explanation: Explanation; readonly requestId: string }[] = []
  const facts: RequestFacts[] = []
  const answers: { readonly status: number; readonly text: string }[] = []
  const guard = await createGuard({
    policy: policy!,
    subject: () => ({ id: "ann", roles: ["user"] }),
    loaders: { order: (id: string) => ({ ownerId: id === "o1" ? "ann" : "bob" }) },
    audit: { write: (line) => void lines.push(line) },
    explain: (explanation, requestId) => void told.push({ explanation, requestId }),
    ...options,
  })
  const server = createServer((message, response) => {
    const target = message.url ?? ""
    const answer = async (): Promise<void> => {
      const outcome = await guard.enter({ message, target, requestId: undefined, dispatched: undefined })
      if (outcome.kind === "answer") {
        response.writeHead(outcome.status, outcome.headers).end(outcome.body)
        return
      }
      facts.push(outcome.facts)
      outcome.seal(response)
      response.end(JSON.stringify({ ...outcome.facts, again: outcome.facts }))
    }
    void answer()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  for (const { path, method = "GET", body, headers = {} } of requests) {
    const sent = send({ port, path, method, headers, agent: false })
    sent.end(body)
    const [message] = await once(sent, "response")
    let text = ""
    for await (const chunk of message) text += String(chunk)
    answers.push({ status: message.statusCode, text: `${JSON.stringify(message.headers)} ${text}` })
  }
  return { lines, told, facts, answers }
}

it("gives handlers the trace of the request, and serializes none of it", async () => {
  const { facts, told, answers } = await ask({}, { path: "/orders/o1" })
  expect(told).toEqual([])
  const [{ explanation } = {}] = facts
  expect(explanation?.why).toBe("allowed by `allow owner` (app.edict:8): it is met: the caller is `owner`")
  expect(facts[0]?.explanation).toBe(explanation)
  expect(JSON.stringify(explanation)).toContain('"text":"order.ownerId","value":"ann"')
  expect(answers[0]?.text).not.toContain("explanation")
  expect(answers[0]?.text).not.toContain("it is met")
})

it.each<[string, readonly Asked[], number, string, string]>([
  ["a rule", [{ path: "/orders/o2" }], 403, "allow", "refused at allow with 403: no allow is met"],
  ["a target", [{ path: "/orders/..%2fx" }], 400, "canonicalize", "refused at canonicalize with 400: "],
  ["a path", [{ path: "/nothing" }], 404, "route", "refused at route with 404: no route has this path"],
  [
    "a body",
    [{ path: "/often", body: "{}", headers: { "content-type": "application/json", "content-length": "2" } }],
    415,
    "body",
    "refused at body with 415: the route takes no body",
  ],
  [
    "a limit by subject",
    [{ path: "/often" }, { path: "/often" }],
    429,
    "limits",
    "refused at limits with 429 by app.edict:11:26: the limit is used up",
  ],
  [
    "a limit by address",
    [{ path: "/busy" }, { path: "/busy" }],
    429,
    "limits by context",
    "refused at limits by context with 429 by app.edict:12:25: the limit is used up",
  ],
  [
    "an upgrade",
    [{ path: "/often", headers: { connection: "upgrade", upgrade: "foo" } }],
    403,
    "route",
    "refused at route with 403: no route takes an upgrade",
  ],
])(
  "explains the refusal by %s, and tells the caller nothing of it",
  async (_, requests, status, step, why) => {
    const { told, lines, answers } = await ask({}, ...requests)
    expect(told).toHaveLength(1)
    const [{ explanation, requestId } = {}] = told
    expect(explanation?.decision).toMatchObject({ decision: "deny", status })
    expect(explanation?.steps.filter(({ outcome }) => outcome === "ended").map(({ name }) => name)).toEqual([
      step,
    ])
    expect(explanation?.why).toContain(why)
    expect(lines.at(-1)).toMatchObject({ requestId, status })
    expect(answers.at(-1)?.text).not.toMatch(/app\.edict|allow owner|ownerId|bob/)
    expect(JSON.stringify(lines)).not.toMatch(/bob|"why"/)
  },
)

it("shows no secret of a body", async () => {
  const body = '{"password":"hunter2"}'
  const headers = { "content-type": "application/json", "content-length": String(body.length) }
  const { told } = await ask({}, { path: "/orders/o1", method: "PUT", body, headers })
  expect(told).toHaveLength(1)
  expect(JSON.stringify(told)).not.toContain("hunter2")
  expect(JSON.stringify(told)).toContain("body.password")
})

it("writes refusals to standard error where there is no function", async () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true)
  try {
    await ask({ explain: true }, { path: "/orders/o2" })
    const text = written.mock.calls.map(([chunk]) => String(chunk)).join("")
    expect(text).toContain(
      'nearest: `allow owner` (app.edict:8) would be met if `order.ownerId` were "ann" (it is "bob")',
    )
  } finally {
    written.mockRestore()
  }
})

it.each([
  ["not asked for", {}],
  ["asked for by a word", { explain: "yes" as never }],
  ["switched off", { explain: false }],
])("explains nothing where it is %s", async (_, options) => {
  const { facts, told } = await ask(
    { explain: false, ...options },
    { path: "/orders/o1" },
    { path: "/orders/o2" },
  )
  expect(told).toEqual([])
  expect(facts).toHaveLength(1)
  expect("explanation" in facts[0]!).toBe(false)
})

it("lets a host's failing function refuse nothing", async () => {
  const errors: unknown[] = []
  const { answers } = await ask(
    {
      explain: () => {
        throw new Error("full")
      },
      onError: (error) => void errors.push(error),
    },
    { path: "/orders/o2" },
  )
  expect(answers[0]?.status).toBe(403)
  expect(errors).toEqual([new Error("full")])
})

it.each([true, () => {}])("does not start in production", async (explain) => {
  const start = (environment: Record<string, string>) =>
    createGuard({
      policy: policy!,
      subject: () => undefined,
      loaders: { order: () => undefined },
      explain,
      environment,
    })
  await expect(start({ NODE_ENV: "Production " })).rejects.toThrow(
    "`explain` shows values of requests: it is for development, and NODE_ENV is `production`",
  )
  await expect(start({ NODE_ENV: "development" })).resolves.toBeDefined()
  // What the host calls the environment does not hide what the process says of it.
  vi.stubEnv("NODE_ENV", "production")
  await expect(start({})).rejects.toThrow("NODE_ENV is `production`")
})

it("tells of each request with all that it was decided on", async () => {
  const decided: DecidedRequest[] = []
  const onDecided = (one: DecidedRequest): void => void decided.push(one)
  const requests = [
    { path: "/orders/o1?a=b" },
    { path: "/orders/o2" },
    { path: "/often" },
    { path: "/often" },
  ]
  const { answers } = await ask({ explain: false, onDecided }, ...requests)
  expect(answers.map(({ status }) => status)).toEqual([200, 403, 200, 429])
  expect(decided.map(({ ended }) => ended?.step)).toEqual([undefined, undefined, undefined, "limits"])
  expect(decided[0]?.request).toMatchObject({
    method: "GET",
    path: "/orders/o1?a=b",
    query: { a: "b" },
    subject: { id: "ann" },
    resources: { order: { ownerId: "ann" } },
  })
})

it("explains what a guard that only looks on would have refused", async () => {
  const { facts, told, answers } = await ask({ mode: "observe" }, { path: "/often" }, { path: "/often" })
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(facts[1]?.explanation?.decision.status).toBe(429)
  expect(told.map(({ explanation }) => explanation.decision.status)).toEqual([429])
})
