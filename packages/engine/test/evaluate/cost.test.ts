import { describe, expect, it } from "vitest"
import { compile } from "../../src/compile.ts"
import type { Request } from "../../src/decide/decision.ts"
import { decideByReference } from "../../src/reference/decide.ts"

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place)
const texts = (count: number, length: number): readonly string[] =>
  numbers(count).map((n) => `${n}`.padStart(length, "0"))

/** Walks within walks: lists and texts up to a length are asked, longer ones make the condition unknown. */
const rows = [
  [
    "a list in a list, short",
    "any a in body.l: a in body.m",
    { l: numbers(1_000), m: numbers(1_000).toReversed() },
    200,
  ],
  [
    "a list in a list, the outer too long",
    "any a in body.l: a in body.m",
    { l: numbers(1_001), m: [1] },
    403,
  ],
  [
    "a list in a list, the inner too long",
    "any a in body.l: a in body.m",
    { l: [1], m: numbers(1_001) },
    403,
  ],
  [
    "a walk in a walk in a walk, short",
    "any a in body.l: (any b in body.l: (any c in body.l: a == c))",
    { l: numbers(100) },
    200,
  ],
  [
    "a walk in a walk in a walk, too long",
    "any a in body.l: (any b in body.l: (any c in body.l: a == c))",
    { l: numbers(101) },
    403,
  ],
  [
    "a text for each element, short",
    'any a in body.l: body.t like "*0x*"',
    { l: [1], t: "0x".padEnd(10_000, "-") },
    200,
  ],
  [
    "a text for each element, too long",
    'any a in body.l: body.t like "*0x*"',
    { l: [1], t: "0x".padEnd(10_001, "-") },
    403,
  ],
  ["one walk goes as far as the body does", "any a in body.l: a == 24999", { l: numbers(25_000) }, 200],
  ["one text too", 'body.t like "*x"', { t: "x".padStart(90_000, "-") }, 200],
  ["walks beside each other", "(any a in body.l: a == 1999) and 1999 in body.l", { l: numbers(2_000) }, 200],
  [
    "a long list never lifts a deny",
    "not (any a in body.l: a in body.m)",
    { l: texts(1_001, 8), m: ["x"] },
    403,
  ],
] as const

describe.each([
  ["generated code", true],
  ["closures", false],
])("what a condition costs is bounded, by %s", (_, codegen) => {
  it.each(rows)("%s", (_what, condition, body, status) => {
    const text = `package a\nrole r\nsubject { id: string }\nPOST / { allow r when ${condition}  body any }`
    const { policy, diagnostics } = compile([{ path: "a.edict", text }], { codegen })
    expect(diagnostics).toEqual([])
    const request: Request = { method: "POST", path: "/", subject: { id: "u", roles: ["r"] }, body }
    expect(policy!.decide(request).status).toBe(status)
    expect(decideByReference(policy!.model, request).status).toBe(status)
  })
})
