import { describe, expect, it } from "vitest"
import { compile, type CompiledPolicy } from "../../src/compile.ts"
import type { Request } from "../../src/decide/decision.ts"
import { compileLimits } from "../../src/quota/compile-limits.ts"
import type { Charge } from "../../src/quota/store.ts"
import { matchPrefix } from "../../src/target/match.ts"

function policyWith(limits: string, around = "", who = "anyone"): CompiledPolicy {
  const text = `package shop
role admin
subject { id: string  tenant?: string  level?: int }
quota perSubject = 100/min per subject.id burst 20
${around}
api /x { GET /{id} { allow ${who}  ${limits} } }`
  const { policy, diagnostics } = compile([{ path: "a.edict", text }])
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "))
  return policy
}

function chargesOf(
  policy: CompiledPolicy,
  changes: Partial<Request> = {},
  which: "early" | "late" = "late",
): readonly Charge[] {
  const request = { method: "GET", path: "/x/1", context: { ip: "192.0.2.1" }, ...changes }
  const match = policy.match(request)
  if (match.kind !== "route") throw new Error("the request has no route")
  return compileLimits(policy.plan, match.route)[which](policy.environmentOf(match, request), (guardrail) => {
    const template = policy.plan.guardrails[guardrail]
    return template && matchPrefix(template, match.path)
  })
}

const keysOf = (policy: CompiledPolicy, changes: Partial<Request> = {}): readonly string[] =>
  chargesOf(policy, changes).map(({ key }) => key)
const u1 = { subject: { id: "u1", tenant: "t1" } }

describe("limits of a route", () => {
  it("carry their terms, and the line that puts them in force", () => {
    const policy = policyWith(
      "use perSubject  limit 5/15min per subject.tenant count refused then block 1h outage local",
    )
    const [named, inline] = chargesOf(policy, u1)
    expect(named).toMatchObject({
      cost: 1,
      limit: { label: "perSubject", count: 100, windowMilliseconds: 60_000, burst: 20, outage: "deny" },
    })
    expect(inline).toMatchObject({
      cost: 1,
      limit: {
        label: "limit-2",
        count: 5,
        windowMilliseconds: 900_000,
        countRefused: true,
        blockMilliseconds: 3_600_000,
        outage: "local",
      },
    })
    expect([named?.rule.id, inline?.rule.id].map((id) => id?.split(":").slice(0, 2).join(":"))).toEqual([
      "a.edict:6",
      "a.edict:6",
    ])
  })

  it("are asked before anybody is known if they read `context` alone", () => {
    const policy = policyWith("limit 5/min per context.ip  limit 7/min per subject.id")
    expect(chargesOf(policy, u1, "early").map(({ limit }) => limit.count)).toEqual([5])
    expect(chargesOf(policy, u1, "late").map(({ limit }) => limit.count)).toEqual([7])
  })

  it.each([
    ["limit 5/min per subject.id when subject.level == 1", { level: 1 }, true],
    ["limit 5/min per subject.id when subject.level == 1", { level: 2 }, false],
    ["limit 5/min per subject.id when subject.level == 1", {}, true],
    ["limit 5/min per subject.id unless admin", { roles: ["admin"] }, false],
    ["limit 5/min per subject.id unless admin", {}, true],
    ["limit 5/min per subject.id unless admin when subject.level == 1", { roles: ["admin"] }, true],
  ])("%s, for %j: %s", (limit, subject, applies) => {
    expect(
      chargesOf(policyWith(limit, "", "authenticated"), { subject: { id: "u1", ...subject } }),
    ).toHaveLength(applies ? 1 : 0)
  })

  it.each([
    [{ level: 3 }, 3],
    [{ level: 1 }, 1],
    [{ level: 0 }, 10],
    [{ level: -4 }, 10],
    [{ level: 1.5 }, 10],
    [{ level: "3" }, 10],
    [{}, 10],
  ])("cost what the policy says for %j, or else all: %i", (subject, cost) => {
    const policy = policyWith("limit 10/min per subject.id cost subject.level", "", "authenticated")
    expect(chargesOf(policy, { subject: { id: "u1", ...subject } })).toMatchObject([{ cost }])
  })

  it("of a guardrail count requests under its path, by its own parameters", () => {
    const policy = policyWith(
      "",
      "guardrail /x/{any} { limit 5/min per path.any }  guardrail /x/2 { limit 6/min per header.a }",
    )
    expect(chargesOf(policy).map(({ limit, key }) => [limit.count, key])).toEqual([[5, "s1:1;"]])
    expect(chargesOf(policy, { path: "/x/2" }).map(({ limit }) => limit.count)).toEqual([5, 6])
  })

  it("of one quota under several guardrails count a request once, wherever it lies", () => {
    const policy = policyWith(
      "",
      "guardrail /x/2 { use perSubject }  guardrail /x/3 { use perSubject }  guardrail /x/{any} { limit 9/min per context.ip }",
    )
    const labels = (path: string): readonly string[] =>
      [...chargesOf(policy, { ...u1, path }, "early"), ...chargesOf(policy, { ...u1, path })].map(
        ({ limit }) => limit.label,
      )
    expect(labels("/x/1")).toEqual(["limit-2"])
    expect(labels("/x/2")).toEqual(["limit-2", "perSubject"])
    expect(labels("/x/3")).toEqual(["limit-2", "perSubject"])
    const twice = policyWith("", "guardrail /x/{a} { use perSubject }  guardrail /x/2 { use perSubject }")
    expect(chargesOf(twice, { ...u1, path: "/x/2" }).map(({ limit }) => limit.label)).toEqual(["perSubject"])
  })
})

describe("keys", () => {
  const two = policyWith("limit 5/min per query.a, query.b")
  const at = (a: unknown, b: unknown): string => String(keysOf(two, { query: { a, b } })[0])

  it("tell every combination apart", () => {
    const pairs = [
      ["a", "b"],
      ["ab", ""],
      ["", "ab"],
      ["a;s1:b", ""],
      ["a", ";s1:b"],
      ["1", "b"],
      ["a", undefined],
      [undefined, "a"],
      ["@4c0000201;", "a"],
    ]
    expect(new Set(pairs.map(([a, b]) => at(a, b))).size).toBe(pairs.length)
  })

  it("are the caller's address where a part is absent or given twice", () => {
    const policy = policyWith("limit 5/min per query.a")
    const from = (ip: unknown, query: Request["query"] = {}): string =>
      String(keysOf(policy, { context: { ip }, query })[0])
    expect(from("192.0.2.1")).toBe(from("192.0.2.1", { a: ["1", "2"] }))
    expect(from("192.0.2.1")).not.toBe(from("192.0.2.2"))
    expect(from("192.0.2.1")).toBe(from("::ffff:192.0.2.1"))
    expect(from("2001:db8::1")).toBe(from("2001:db8::ffff:1"))
    expect(from("2001:db8::1")).not.toBe(from("2001:db8:0:1::1"))
    expect(from(undefined)).toBe(from("nonsense"))
    expect(from("192.0.2.1")).not.toBe(from("192.0.2.1", { a: "192.0.2.1" }))
  })

  it("of addresses take IPv6 by /64", () => {
    const policy = policyWith("limit 5/min per context.ip, subject.id")
    const from = (ip: string): string => String(keysOf(policy, { ...u1, context: { ip } })[0])
    expect(from("2001:db8::1")).toBe(from("2001:db8::2"))
    expect(from("192.0.2.1")).not.toBe(from("192.0.2.2"))
  })

  it("are short, however long a text is, and still differ", () => {
    const long = "x".repeat(100_000)
    expect(at(long, "a").length).toBeLessThan(100)
    expect(at(long, "a")).not.toBe(at(long, "b"))
    expect(at("x".repeat(40), "a")).toContain("x".repeat(40))
  })
})

it("two packages' quotas of one name are two counters", () => {
  const { policy, diagnostics } = compile([
    {
      path: "a/a.edict",
      text: "package a\nquota q = 100/min per context.ip\nuse q\nGET /x { allow anyone }",
    },
    { path: "b/b.edict", text: "package b\nquota q = 2/min per context.ip\nuse q" },
  ])
  expect(diagnostics).toEqual([])
  const charges = chargesOf(policy!, { path: "/x" }, "early")
  expect(new Set(charges.map(({ limit }) => limit.count))).toEqual(new Set([100, 2]))
  expect(new Set(charges.map(({ limit }) => limit.id)).size).toBe(2)
})
