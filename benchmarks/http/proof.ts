import { deepStrictEqual, strictEqual } from "node:assert"
import { readFileSync } from "node:fs"
import type { Credentials } from "./credentials.ts"
import { callers, guest, orders, shownOf, type Order } from "./scenario.ts"
import type { Running } from "./servers.ts"

interface Case {
  readonly name: string
  readonly path: string
  readonly token: string | undefined
  readonly status: number
  /** What a guarded contender shows, or the problem that it names. */
  readonly body: { readonly shown: unknown } | { readonly problem: string; readonly title: string }
}

const order = orders.get("o7") as Order

const forbidden = { problem: "forbidden", title: "Forbidden" }
const unauthorized = { problem: "unauthorized", title: "Unauthorized" }
const invalid = { problem: "invalid-credentials", title: "Unauthorized" }
const notFound = { problem: "not-found", title: "Not Found" }

function casesOf({ tokens, forged }: Credentials): readonly Case[] {
  const path = `/v1/orders/${order.id}`
  return [
    ...callers.map(({ id, role }) => ({
      name: `allowed ${id}`,
      path,
      token: tokens.get(id),
      status: 200,
      body: { shown: shownOf(order, role === "support") },
    })),
    { name: "wrong role", path, token: tokens.get(guest.id), status: 403, body: forbidden },
    { name: "no token", path, token: undefined, status: 401, body: unauthorized },
    { name: "forged token", path, token: forged, status: 401, body: invalid },
    { name: "unknown path", path: "/v1/order", token: tokens.get("customer-0"), status: 404, body: notFound },
    { name: "unknown path, no token", path: "/v1/order", token: undefined, status: 404, body: notFound },
  ]
}

/** Throws where a contender answers otherwise, in status or body, or writes another line: only what does the same is compared. */
export async function prove(servers: readonly Running[], credentials: Credentials): Promise<void> {
  const cases = casesOf(credentials)
  for (const server of servers) for (const each of cases) await proveCase(server, each)
  for (const framework of new Set(servers.map((server) => server.framework))) {
    const own = servers.filter((server) => server.framework === framework)
    proveLines(own, cases)
    for (const server of own) server.emptyLog()
  }
}

async function proveCase({ framework, kind, port }: Running, given: Case): Promise<void> {
  const { name, path, token, status, body } = given
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
  const where = `${framework} ${kind}, ${name}`
  const isKnown = path === `/v1/orders/${order.id}`
  const text = await response.text()
  if (kind === "bare") {
    strictEqual(response.status, isKnown ? 200 : 404, where)
    if (isKnown) deepStrictEqual(JSON.parse(text), order, where)
    return
  }
  strictEqual(response.status, status, where)
  const answered: unknown = JSON.parse(text)
  if ("shown" in body) {
    deepStrictEqual(answered, body.shown, where)
    return
  }
  const expected = { type: `urn:edict:problem:${body.problem}`, title: body.title, status }
  deepStrictEqual(withoutRequest(answered), expected, where)
}

function withoutRequest(body: unknown): unknown {
  const { requestId, ...rest } = body as Readonly<Record<string, unknown>>
  strictEqual(typeof requestId, "string")
  return rest
}

/** Those that are timed with a line write one for each request, and for what is timed, one of the same members and a like length. */
function proveLines(servers: readonly Running[], cases: readonly Case[]): void {
  const summary = servers.find(({ kind }) => kind === "summary")
  const stack = servers.find(({ kind }) => kind === "stack")
  if (summary === undefined || stack === undefined) return
  const [ours, theirs] = [summary, stack].map(({ logFile }) =>
    readFileSync(logFile, "utf8").trim().split("\n"),
  )
  strictEqual(ours?.length, cases.length, `${summary.framework}: Edict's lines`)
  strictEqual(theirs?.length, cases.length, `${summary.framework}: the peers' lines`)
  const names = (line = ""): readonly string[] => Object.keys(JSON.parse(line) as object)
  deepStrictEqual(names(theirs?.[0]), names(ours?.[0]), `${summary.framework}: members of a line`)
  const [own = 0, other = 0] = [ours?.[0]?.length, theirs?.[0]?.length]
  if (Math.abs(own - other) > 8) throw new Error(`lines of ${own} and ${other} bytes are not alike`)
  // A request that finds no route has its line under any policy.
  for (const { kind, logFile } of servers)
    if (kind === "bare" || kind === "none")
      strictEqual(readFileSync(logFile, "utf8").includes('"allow"'), false, `${kind} logs`)
}
