import { describe, expect, test } from "vitest"
import { apartFrom, applyFixes } from "../../../src/analyze/lint/apply-fixes.ts"
import { fixAll } from "../../../src/analyze/lint/fix.ts"
import { whatIsLooser } from "../../../src/analyze/lint/looser.ts"
import { compile } from "../../../src/compile.ts"
import type { Fix } from "../../../src/diagnostics/diagnostic.ts"
import { lint, lintFix } from "../../../src/lint.ts"
import { generatePolicy } from "../../generate/policy.ts"
import { only } from "./policies.ts"
import { makeRandom } from "../../generate/random.ts"
import { generateRequest } from "../../generate/request.ts"

function replacing(start: number, end: number, text: string): Fix {
  const span = { file: "a.edict", start, end, line: 1, column: start + 1 }
  return { title: `${start}`, safe: true, edits: [{ span, text }] }
}

describe("fixes together", () => {
  test("are carried out from the end on", () => {
    const fixes = [replacing(0, 1, "one"), replacing(4, 5, ""), replacing(2, 3, "c")]
    expect(applyFixes([{ path: "a.edict", text: "a b d" }], fixes)).toEqual([
      { path: "a.edict", text: "one c " },
    ])
  })

  test.each([
    ["overlap", replacing(2, 4, ""), 1],
    ["lie inside", replacing(1, 2, ""), 1],
    ["meet", replacing(3, 4, ""), 1],
    ["are the same", replacing(0, 3, ""), 1],
    ["lie apart", replacing(4, 5, ""), 2],
  ])("that %s", (_, other, expected) => {
    expect(apartFrom([replacing(0, 3, ""), other])).toHaveLength(expected)
  })
})

const shop = "package shop\nrole customer\nrole support\nrole admin includes support\n"

/** What is looser in the second policy. */
function looser(before: string, after: string): string | undefined {
  const [one, other] = [before, after].map((text) => compile([{ path: "a.edict", text: shop + text }]).policy)
  if (!one || !other) throw new Error("no policy")
  return whatIsLooser(one.plan, other.plan)
}

describe("a policy is looser", () => {
  test.each([
    ["with a role more that may", "GET /a { allow support }", "GET /a { allow support, customer }"],
    [
      "with an allow more",
      "GET /a { allow support }",
      "GET /a { allow support  allow customer when has header.a }",
    ],
    ["without the condition", "GET /a { allow support when has header.a }", "GET /a { allow support }"],
    [
      "without a deny",
      "GET /a { allow support  deny support when has header.a }",
      "GET /a { allow support }",
    ],
    [
      "with a narrower deny",
      "GET /a { allow support  deny support }",
      "GET /a { allow support  deny admin }",
    ],
    ["without a requirement", "GET /a { allow support  require has header.a }", "GET /a { allow support }"],
    ["without a limit", "GET /a { allow support  limit 1/min per context.ip }", "GET /a { allow support }"],
    [
      "with a wider limit",
      "GET /a { allow support  limit 1/min per context.ip }",
      "GET /a { allow support  limit 2/min per context.ip }",
    ],
    ["with a body", "POST /a { allow support }", "POST /a { allow support  body any }"],
    ["without hiding", "GET /a { allow support  response { hide a } }", "GET /a { allow support }"],
    [
      "that hides from fewer",
      "GET /a { allow support  response { hide a unless admin } }",
      "GET /a { allow support  response { hide a unless support } }",
    ],
    ["with a route more", "GET /a { allow support }", "GET /a { allow support }\nGET /b { allow support }"],
    ["at another path", "GET /a { allow support }", "GET /b { allow support }"],
  ])("%s", (_, before, after) => {
    expect(looser(before, after)).toBeTypeOf("string")
  })

  test.each([
    ["the same elsewhere", "GET /a { allow support }", "\n\n# moved\nGET /a {\n allow support }"],
    [
      "in another order",
      "GET /a { allow support  allow customer }",
      "GET /a { allow customer  allow support }",
    ],
    ["with an allow less", "GET /a { allow support  allow customer }", "GET /a { allow customer }"],
    ["with a role that the other one includes", "GET /a { allow support }", "GET /a { allow admin }"],
    [
      "with a deny more",
      "GET /a { allow support }",
      "GET /a { allow support  deny support when has header.a }",
    ],
    [
      "with a name that another takes in",
      "GET /a { allow support  deny support, admin }",
      "GET /a { allow support  deny support }",
    ],
    [
      "with a line said once",
      "require has header.a\nGET /a { allow support  require has header.a }",
      "require has header.a\nGET /a { allow support }",
    ],
  ])("but not %s", (_, before, after) => {
    expect(looser(before, after)).toBeUndefined()
  })
})

describe("fixing", () => {
  test("carries out what the check proposes, too", () => {
    const text = "package shop\nrole customer\nGET /a { allow anyone  deny custmer }\n"
    const { sources, applied, looked } = lintFix([{ path: "a.edict", text }], { rules: [] })
    expect([sources[0]?.text, applied]).toEqual([text.replace("custmer", "customer"), 1])
    expect(looked.plan).toBeDefined()
  })

  const declared = `package shop
role customer
role support
subject { tenant?: string }
type Order { ownerId: string }
`
  const signed =
    'issuer "https://id.example"  keys env.KEYS  audience "shop"  subject.tenant = claims.t  subject.roles = claims.roles'
  test.each([
    "GET /a { allow custmer }",
    "GET /a { allow support, custmer }",
    "GET /a { allow support when subject.tenat == path.x }",
    "GET /a { allow support when subject is custmer }",
    "GET /a { allow support  response { show a to custmer } }",
    "GET /a { allow support  response { only to custmer } }",
    "GET /a { allow support  response { hide a unless custmer } }",
    "GET /a { allow support  deny support unless custmer }",
    "GET /a { allow support  deny support when has header.a unless support when subject.tenat == header.a }",
    "GET /a { allow support  require has header.a unless custmer }",
    "GET /a { allow support  limit 1/min per context.ip unless custmer }",
    "role boss includes custmer\nGET /a { allow support }",
    "define isOwn() = subject.tenat == header.a\nGET /a { allow support when isOwn() }",
    `authenticate jwt main { ${signed} only custmer }\nGET /a { allow support }`,
    `authenticate jwt main { ${signed} }\nGET /a { accept auth mian  allow support }`,
    "GTE /a { allow support }",
  ])("of a policy with errors offers what may grant, and does not carry it out: %s", (line) => {
    const source = { path: "a.edict", text: `${declared}${line}\n` }
    expect(lint([source], { rules: [] }).diagnostics.flatMap(({ fixes }) => fixes)).toContainEqual(
      expect.objectContaining({ safe: false }),
    )
    expect(lintFix([source], { rules: [] })).toMatchObject({ sources: [source], applied: 0 })
  })

  test.each([
    "GET /a { allow support  deny custmer }",
    "GET /a { allow support  deny support when subject.tenat == header.a }",
    "GET /a { allow support  require subject.tenat == header.a }",
    "GET /a { allow support  response { hide a when subject.tenat == header.a } }",
    "GET /a { allow support  limit 1/min per subject.tenat }",
    "type Line { order: Ordr }\nGET /a { allow support }",
  ])("of a policy with errors carries out what cannot grant: %s", (line) => {
    const { applied, looked } = lintFix([{ path: "a.edict", text: `${declared}${line}\n` }], { rules: [] })
    expect([applied, looked.diagnostics.filter(({ severity }) => severity === "error")]).toEqual([1, []])
  })

  test("goes on until nothing is left, and is then done", () => {
    const text = `${shop}require has header.a\napi /b {\n  require has header.a\n  GET / { allow support, admin  require has header.a }\n}\nGET /c { allow customer }\n`
    const first = lintFix([{ path: "a.edict", text }])
    const second = lintFix(first.sources)
    expect(first.applied).toBe(3)
    expect([second.applied, second.sources]).toEqual([0, first.sources])
  })

  test.each([
    ["GET /a { allow support\n  allow admin\n}", "GET /a { allow support\n}"],
    ["GET /a { allow support\n  # of both\n  allow admin\n}", "GET /a { allow support\n  # of both\n}"],
    ["GET /a { allow support\n  allow admin # asked for by the auditors\n}", undefined],
    ["GET /a { allow support\n  ## Asked for by the auditors.\n  allow admin\n}", undefined],
    ["GET /a { allow support\n  allow # both\n    admin\n}", undefined],
    [
      "## Of the shop.\n# edict-ignore redundant-allow: later\nGET /a { allow support }",
      "## Of the shop.\nGET /a { allow support }",
    ],
  ])("takes no comment along: %s", (given, expected) => {
    const rules = only("redundant-allow")
    const { sources } = lintFix([{ path: "a.edict", text: `${shop}${given}\n` }], { rules })
    expect(sources[0]?.text).toBe(`${shop}${expected ?? given}\n`)
  })

  test("leaves alone what would open, would not read, or has errors", () => {
    const text = `${shop}GET /a { allow support  deny customer }\n`
    const at = (word: string, put: string): Fix => {
      const start = text.indexOf(word)
      const span = { file: "a.edict", start, end: start + word.length, line: 1, column: 1 }
      return { title: word, safe: true, edits: [{ span, text: put }] }
    }
    const fixes = [at("allow support", "allow anyone"), at("deny", "{ deny"), at("role customer", "role x")]
    const { sources, applied, refused } = fixAll([{ path: "a.edict", text }], (given) => {
      const looked = lint(given, { rules: [] })
      const own = fixes.map((fix, index) => ({
        code: "a-rule" as const,
        severity: "warning" as const,
        message: `${index}`,
        span: fix.edits[0]!.span,
        labels: [],
        related: [],
        fixes: [fix],
      }))
      return { ...looked, diagnostics: [...looked.diagnostics, ...own] }
    })
    expect([sources[0]?.text, applied]).toEqual([text, 0])
    expect(refused.toSorted()).toEqual(["allow support", "deny", "role customer"])
  })

  test("never makes a policy allow more", () => {
    let fixed = 0
    let asked = 0
    for (let seed = 1; seed <= 20; seed += 1) {
      const generated = generatePolicy(seed)
      const sources = generated.files.map(({ path, text }) => ({ path, text }))
      const result = lintFix(sources)
      if (result.applied === 0) continue
      fixed += 1
      const before = compile(sources).policy
      const after = compile(result.sources).policy
      const random = makeRandom(seed)
      for (let count = 0; count < 50; count += 1) {
        const request = generateRequest(generated, random)
        const [was, is] = [before?.decide(request), after?.decide(request)]
        asked += 1
        expect({ seed, request, status: is?.status }).toEqual({ seed, request, status: was?.status })
      }
    }
    expect(fixed).toBeGreaterThan(5)
    expect(asked).toBeGreaterThan(250)
  })
})

describe("a name that nothing declares", () => {
  const fixed = (written: string): string | undefined => {
    const text = `package shop\nrole admina\nrole adminc\nrole support\nGET /a { allow support  deny ${written} }\n`
    return /deny (\S+)/.exec(lintFix([{ path: "a.edict", text }], {}).sources[0]?.text ?? "")?.[1]
  }

  test("is mended where one name is nearest", () => {
    expect(fixed("suport")).toBe("support")
    expect(fixed("adminaa")).toBe("admina")
  })

  test("is left to its author where two are equally near: each would let others in", () => {
    expect(fixed("adminb")).toBe("adminb")
  })
})
