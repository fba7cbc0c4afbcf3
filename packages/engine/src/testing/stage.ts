import { IncomingMessage } from "node:http"
import { Socket } from "node:net"
import type { Authenticate, Authentication } from "../authenticate/authenticate.ts"
import { createGuard, type Guard } from "../guard/guard.ts"
import type { DecidedRequest, GuardOptions } from "../guard/options.ts"
import { staged } from "../guard/staged.ts"
import type { Plan } from "../plan/plan.ts"
import { createMemoryStore } from "../quota/memory-store.ts"
import type { QuotaStore } from "../quota/store.ts"
import { thingOf } from "./read-world.ts"
import type { Members, TestCase, TestFile, TestRequest } from "./test-file.ts"

/** What came of one request. */
export interface Played {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
  /** As the guard decided it. */
  readonly decided: DecidedRequest
  readonly isAllowed: boolean
  /** What the handler answered, where it ran. */
  readonly reply: unknown
}

/** A guard of a policy before a handler that answers as its tests say. */
export interface Stage {
  /** The time is the file's again, and nobody has been counted. */
  readonly reset: () => void
  readonly pass: (milliseconds: number) => void
  readonly play: (one: TestCase) => Promise<Played>
}

/**
 * Sets up the guard that applications have, with three things in their place: who calls, what is loaded, and the time. Nothing is read
 * from the network, and nobody waits.
 */
export async function setStage(
  policy: GuardOptions["policy"],
  { data, now }: Pick<TestFile, "data" | "now">,
): Promise<Stage> {
  let time = now
  let actor: Members | undefined
  let loaded: unknown
  let decided: DecidedRequest | undefined
  let store: QuotaStore = createMemoryStore({ clock: "given" })
  const authenticate: Authenticate = ({ accept }) => authenticated(policy.plan, actor, accept)
  const load =
    (name: string) =>
    (...given: readonly unknown[]): unknown =>
      (loaded = thingOf(data, name, given.slice(0, -1)))
  const names = policy.plan.routes.flatMap(({ loads }) => loads.map(({ name }) => name))
  const { authenticators } = policy.plan
  const isAsked = authenticators.length === 0 || authenticators.some(({ kind }) => kind === "host")
  const options: GuardOptions & { readonly [staged]: Authenticate } = {
    policy,
    loaders: Object.fromEntries(names.map((name) => [name, load(name)])),
    store: {
      charge: (requests, nowMilliseconds) => store.charge(requests, nowMilliseconds),
      refund: (outcome) => store.refund?.(outcome),
    },
    audit: { write: () => {} },
    clock: () => time,
    hashKey: "tests",
    environment: {},
    onNotice: () => {},
    ...(isAsked ? { subject: () => actor } : {}),
    [staged]: authenticate,
    onDecided: (one) => {
      decided = one
    },
  }
  const guard = await createGuard(options)
  return {
    reset: () => {
      time = now
      store = createMemoryStore({ clock: "given" })
    },
    pass: (milliseconds) => {
      time += milliseconds
    },
    play: async (one) => {
      actor = one.actor.members
      loaded = undefined
      decided = undefined
      const answer = await answerOf(guard, one, () => loaded)
      if (decided === undefined) throw new Error("the guard has decided nothing")
      return { ...answer, decided }
    },
  }
}

/** Problem details name it, and what tests expect of them is the same in every run. */
const everyRequest = "00000000-0000-4000-8000-000000000000"

async function answerOf(
  guard: Guard,
  { request, reply }: TestCase,
  loaded: () => unknown,
): Promise<Omit<Played, "decided">> {
  const message = messageOf(request)
  const outcome = await guard.enter({
    message,
    target: request.target,
    requestId: everyRequest,
    dispatched: undefined,
  })
  const isHead = request.method === "HEAD"
  if (outcome.kind === "answer") {
    const { status, headers, body } = outcome
    // A preflight is answered by the guard, and is no refusal.
    return { status, headers, body: isHead ? "" : body, isAllowed: status < 400, reply: undefined }
  }
  const written = reply ?? { status: 200, headers: {}, body: loaded() ?? {} }
  const headers = { "content-type": "application/json", ...written.headers }
  const payload = payloadOf(written.body, headers["content-type"])
  const sent = outcome.respond({ status: written.status, headers, payload })
  const left = Object.fromEntries(Object.entries(headers).filter(([name]) => !sent.remove.includes(name)))
  const body = typeof sent.payload === "string" && !isHead ? sent.payload : ""
  const isWithheld = sent.status >= 500 && written.status < 500
  return {
    status: sent.status,
    headers: { ...left, ...sent.set },
    body,
    isAllowed: !isWithheld,
    reply: written.body,
  }
}

/** JSON, but for a text of a type of its own. */
function payloadOf(body: unknown, type: string): string {
  if (body === undefined) return ""
  return typeof body === "string" && !/\bjson\b/i.test(type) ? body : JSON.stringify(body)
}

/** A request as Node's server would hand it over, with nobody at the other end. */
function messageOf({ method, target, headers, body, ip, tls }: TestRequest): IncomingMessage {
  const socket = Object.defineProperty(new Socket(), "remoteAddress", { value: ip })
  if (tls !== undefined) Object.assign(socket, { getProtocol: () => `TLSv${tls}` })
  const message = new IncomingMessage(socket)
  message.method = method
  message.url = target
  message.httpVersion = "1.1"
  message.httpVersionMajor = 1
  message.httpVersionMinor = 1
  message.rawHeaders = [...headers]
  for (let at = 0; at + 1 < headers.length; at += 2)
    message.headers[headers[at]!.toLowerCase()] ??= headers[at + 1]!
  if (body !== undefined) message.push(body)
  message.push(null)
  message.complete = true
  return message
}

/**
 * An actor has the credentials of every authenticator that can give it its roles. Where the route accepts none of these, or none at
 * all, they are of the wrong kind.
 */
function authenticated(
  plan: Plan,
  actor: Members | undefined,
  accept: readonly string[] | undefined,
): Authentication {
  if (actor === undefined) return { kind: "anonymous" }
  const roles = rolesOf(plan, actor["roles"])
  const by = plan.authenticators.find((one) => accept?.includes(one.name) === true && canGive(one, roles))
  if (by === undefined)
    return { kind: "refused", status: 401, why: "the route accepts no credentials of this kind" }
  return { kind: "authenticated", by: by.name, subject: { ...actor, roles }, actor: undefined }
}

function canGive({ kind, assignments }: Plan["authenticators"][number], roles: readonly string[]): boolean {
  if (kind === "host") return true
  const given = assignments.find(({ target, member }) => target === "subject" && member === "roles")
  if (given === undefined) return roles.length === 0
  const { only } = given
  return only === undefined || roles.every((role) => only.includes(role))
}

/** The roles that written names stand for; what is not declared, or held by condition, is nobody's to give. */
function rolesOf({ roles }: Plan, written: unknown): readonly string[] {
  const named = new Map<unknown, string>()
  for (const { name, aliases, of, when } of roles)
    if (of === undefined && when === undefined) for (const one of [name, ...aliases]) named.set(one, name)
  const given = Array.isArray(written) ? written.map((name) => named.get(name)) : []
  return [...new Set(given.filter((name) => name !== undefined))]
}
