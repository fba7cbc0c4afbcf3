import { describe, expect, test } from "vitest"
import { compile } from "../../src/compile.ts"
import { compilePlan } from "../../src/decide/compile.ts"
import type { Decision, Request } from "../../src/decide/decision.ts"
import type { Policy } from "../../src/model/policy.ts"
import { makePlan } from "../../src/plan/make-plan.ts"
import { decideByReference } from "../../src/reference/decide.ts"
import { filterByReference, type Filtered } from "../../src/reference/redact.ts"
import { generatePolicy, type GeneratedPolicy } from "../generate/policy.ts"
import { makeRandom, type Random } from "../generate/random.ts"
import { generateRequest } from "../generate/request.ts"
import { render, shuffled, withItem, withoutItems, type PolicyFile } from "../generate/sketch.ts"
import { records, recordOf } from "../generate/world.ts"
import { essence } from "./essence.ts"
import { poisoned } from "./poison.ts"

const seed = Number(process.env["EDICT_SEED"] ?? 1)
const policies = 62
const requestsEach = 25

type Decide = (request: Request) => Decision

/** Decides by generated code, which must agree with the reference: see `decide.test.ts`. */
function decider(files: readonly PolicyFile[]): { readonly model: Policy; readonly decide: Decide } {
  const { policy, diagnostics } = compile(files)
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  return policy
}

function forEachPolicy(
  options: { readonly withoutHead?: boolean },
  body: (generated: GeneratedPolicy, random: Random, requests: readonly Request[]) => void,
): void {
  for (let place = 0; place < policies; place++) {
    const generated = generatePolicy(seed * 7_000_003 + place, options)
    const random = makeRandom(generated.seed)
    body(
      generated,
      random,
      Array.from({ length: requestsEach }, () => generateRequest(generated, random)),
    )
  }
}

/** What of a decision does not name lines: of several that answer alike the first in the source is named. */
function gist({ decision, status, route, reason, obligations }: Decision): unknown {
  return {
    decision,
    status,
    route,
    reason,
    audit: obligations.audit,
    timeout: obligations.timeoutMilliseconds,
    rules: obligations.response.length,
    preflight: obligations.preflight,
  }
}

function onlyReads(requests: readonly Request[]): readonly Request[] {
  return requests.map((request) => ({
    ...request,
    method: request.method === "HEAD" ? "GET" : request.method,
  }))
}

describe(`of generated policies, seed ${seed}`, () => {
  test("the order of lines, declarations and files means nothing", () => {
    forEachPolicy({}, (generated, random, requests) => {
      const before = decider(generated.files)
      const after = decider(render(shuffled(generated.sketch, random)))
      for (const request of requests)
        expect(gist(after.decide(request))).toEqual(gist(before.decide(request)))
    })
  })

  test("a `deny` more never widens", () => {
    let closed = 0
    forEachPolicy({}, (generated, random, requests) => {
      const deny = random.pick([
        "deny authenticated",
        "deny r0",
        "deny r1, r2",
        'deny anyone when header.x-mode == "a"',
        "deny owner unless r0",
      ])
      const before = decider(generated.files)
      const after = decider(render(withItem(generated.sketch, deny, random)))
      for (const request of requests) {
        const wasAllowed = before.decide(request).decision === "allow"
        const isAllowed = after.decide(request).decision === "allow"
        expect(isAllowed && !wasAllowed).toBe(false)
        if (wasAllowed && !isAllowed) closed += 1
      }
    })
    expect(closed).toBeGreaterThan(20)
  })

  test("a role more never takes away, but through `deny`", () => {
    let opened = 0
    forEachPolicy({}, (generated, random, requests) => {
      const { model, decide } = decider(render(withoutItems(generated.sketch, "deny ")))
      for (const request of requests) {
        if (!request.subject) continue
        const held = Array.isArray(request.subject.roles) ? request.subject.roles : []
        const richer = {
          ...request,
          subject: { ...request.subject, roles: [...held, random.pick(generated.assignable)] },
        }
        const [before, after] = [decide(request), decide(richer)]
        if (before.decision === "deny") {
          if (after.decision === "allow") opened += 1
          continue
        }
        expect(after.decision).toBe("allow")
        const body = {
          ...recordOf(records["Doc"] ?? [], random, 0),
          id: "d1",
          row: recordOf(records["Doc"] ?? [], random, 0),
        }
        const options = { hashKey: "key" }
        const seenBefore = filterByReference(model, request, before, 200, body, options)
        const seenAfter = filterByReference(model, richer, after, 200, body, options)
        expect(lost(plain(seenBefore), plain(seenAfter), body)).toEqual([])
      }
    })
    expect(opened).toBeGreaterThan(20)
  })

  test("unknown never opens", () => {
    let closed = 0
    forEachPolicy({}, (generated, random, requests) => {
      const { model, decide } = decider(generated.files)
      const unknown = poisoned(model, random)
      const planned = compilePlan(makePlan(unknown, ""), { codegen: random.chance(0.5) })
      for (const request of requests) {
        const [before, after] = [decide(request), planned.decide(request)]
        expect(essence(after)).toBe(essence(decideByReference(unknown, request)))
        // Where nothing reads a thing any more it need not be there.
        if (before.reason === "nothing-loaded") continue
        const opened = after.decision === "allow" && before.decision === "deny"
        expect(opened ? essence(before) : "not opened").toBe("not opened")
        if (after.decision !== before.decision) closed += 1
        if (after.decision === "deny") continue
        const body = { ...recordOf(records["Doc"] ?? [], random, 0), id: "d1" }
        const seenBefore = filterByReference(model, request, before, 200, body, { hashKey: "key" })
        const seenAfter = filterByReference(unknown, request, after, 200, body, { hashKey: "key" })
        expect(lost(plain(seenAfter), plain(seenBefore), body)).toEqual([])
      }
    })
    expect(closed).toBeGreaterThan(20)
  })

  test("HEAD is decided as GET is", () => {
    let compared = 0
    forEachPolicy({ withoutHead: true }, (generated, _, requests) => {
      const { decide } = decider(generated.files)
      for (const request of onlyReads(requests)) {
        if (request.method !== "GET") continue
        compared += 1
        expect(essence(decide({ ...request, method: "HEAD" }))).toBe(essence(decide(request)))
      }
    })
    expect(compared).toBeGreaterThan(200)
  })
})

function plain(filtered: Filtered): unknown {
  return filtered.kind === "body" ? filtered.body : undefined
}

/** Places whose value left as the handler gave it before, and does not any more. */
function lost(before: unknown, after: unknown, original: unknown, at = ""): readonly string[] {
  if (typeof before !== "object" || before === null || Array.isArray(before)) {
    const left = JSON.stringify(before)
    return left === JSON.stringify(original) && left !== JSON.stringify(after) && left !== undefined
      ? [at]
      : []
  }
  return Object.entries(before).flatMap(([name, value]) =>
    lost(value, memberAt(after, name), memberAt(original, name), `${at}.${name}`),
  )
}

function memberAt(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
