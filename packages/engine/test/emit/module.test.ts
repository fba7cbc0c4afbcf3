import { readFileSync, writeFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { compile } from "../../src/compile.ts"
import { openPolicy, type BuiltModule } from "../../src/decide/built.ts"
import { buildModule } from "../../src/emit/build.ts"
import { stringLiteral, textLiteral } from "../../src/emit/literal.ts"
import { moduleParts } from "../../src/emit/module.ts"
import { pack } from "../../src/emit/pack.ts"
import { unpacker } from "../../src/plan/packed.ts"
import { decideByReference } from "../../src/reference/decide.ts"
import { buildAndImport } from "../differential/built.ts"
import { policyOf } from "./modules.ts"

const fixture = (name: string): URL => new URL(`../fixtures/emit/${name}`, import.meta.url)
const read = (name: string): string => readFileSync(fixture(name), "utf8")

describe("a module", () => {
  const text = read("notes.edict")
  const build = (options = {}) => {
    const { policy } = compile([{ path: "notes.edict", text }])
    return buildModule(policy!, options)
  }

  test.each([
    { name: "notes.golden.js", made: () => build().code },
    { name: "notes.golden.d.ts", made: () => build().types ?? "" },
    { name: "notes.golden.ts", made: () => build({ language: "typescript" }).code },
  ])("is written as $name has it", ({ name, made }) => {
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(fixture(`${name}.txt`), made())
    // Where this changes, modules that were built before may be read wrongly: then `moduleFormat` is raised.
    expect(made()).toBe(read(`${name}.txt`))
  })

  test("is the same whatever the order of files, and another for another policy", () => {
    const files = [
      { path: "a.edict", text: "package a\nrole user\nGET /a { allow user }" },
      { path: "b.edict", text: "package a\nGET /b { allow anyone }" },
    ]
    const codeOf = (sources: typeof files): string => buildModule(compile(sources).policy!).code
    expect(codeOf([files[1]!, files[0]!])).toBe(codeOf(files))
    expect(codeOf([files[0]!, { ...files[1]!, text: files[1]!.text.replace("/b", "/c") }])).not.toBe(
      codeOf(files),
    )
  })

  test("holds no text of the policy but in literals", () => {
    const { code } = build()
    const outside = code.replace(/'(?:[^'\\]|\\[\s\S])*'/g, "''")
    for (const word of ["notes", "reader", "author", "stars", "office"]) expect(outside).not.toContain(word)
    expect(outside).toContain("openPolicy(")
  })

  test.each([
    { what: "another format", change: { format: 2 }, says: "module format 2" },
    { what: "another plan", change: { plan: 7 }, says: "plan format 7" },
    { what: "no format", change: { format: undefined as never }, says: "module format undefined" },
  ])("of $what is refused when it is loaded", ({ change, says }) => {
    const module: BuiltModule = { format: 1, plan: 1, functions: [], ...empty }
    expect(openPolicy(module).decide({ method: "GET", path: "/" }).status).toBe(404)
    expect(() => openPolicy({ ...module, ...change })).toThrow(says)
    expect(() => openPolicy({ ...module, ...change })).toThrow("build it again with `edict build`")
  })

  test("whose answers are not those that are asked for opens nothing", async () => {
    const { plan } = policyOf('package a\nrole user\nGET /a { allow user  deny user when query.x == "1" }')
    const parts = moduleParts(plan)
    const last = parts.values.split("\n")
    const line = last.length - plan.routes.length
    const fewer = last.with(line, last[line]!.replace(/^\[0,.*?,/, "[0,")).join("\n")
    const functions = parts.functions.map(() => () => () => true)
    const request = { method: "GET", path: "/a", subject: { id: "a", roles: ["user"] } }
    expect(openPolicy({ ...parts, functions }).decide(request).status).toBe(403)
    expect(() => openPolicy({ ...parts, functions, values: fewer }).decide(request)).toThrow(
      "other questions",
    )
  })
})

const empty = {
  tables: JSON.stringify({
    router: {
      verbs: [],
      routeVerbs: [],
      nodeCount: 1,
      owners: [],
      children: [],
      texts: [],
      hashes: [],
      parameters: [],
      ends: [],
      rests: [],
      branches: [],
    },
    simple: { kinds: [], masks: [] },
  }),
  values: pack(["", "", [], {}, {}, [], [], [], []]),
}

describe("text that would be code", () => {
  const hostile = [
    "</script><script>alert(1)</script>",
    "'); throw 1; ('",
    "`${globalThis.x = 1}`",
    "*/ globalThis.x = 1 /*",
    "\\u0027\\",
    "line\\u2028separator\\u2029",
    "__proto__",
    "constructor",
    "💥".repeat(3),
  ]

  test.each(hostile)("stays text: %s", async (text) => {
    const quoted = JSON.stringify(text).replaceAll("\\\\u", "\\u")
    const policy = policyOf(
      `package hostile\nrole user\nsubject { id: string  name?: string }\nGET /x { allow user when subject.name == ${quoted} }`,
    )
    const said = JSON.parse(quoted) as string
    const built = (await buildAndImport([policy.plan]))(policy.plan)
    const request = (name: string) => ({
      method: "GET",
      path: "/x",
      subject: { id: "a", name, roles: ["user"] },
    })
    expect(built.decide(request(said)).status).toBe(200)
    expect(built.decide(request(`${said} `)).status).toBe(403)
    expect(Object.hasOwn(globalThis, "x")).toBe(false)
    const { code, types } = buildModule(policy)
    expect(`${code}${types}`).toMatch(/^[\n -~]*$/)
    expect(code).not.toContain("</script")
  })

  test("the longest text that a policy may hold is read back", async () => {
    const long = "a'\\u2028".repeat(8_000)
    const policy = policyOf(
      `package long\nrole user\nsubject { id: string  name?: string }\nGET /x { allow user when subject.name == "${long}" }`,
    )
    const built = (await buildAndImport([policy.plan]))(policy.plan)
    const request = {
      method: "GET",
      path: "/x",
      subject: { id: "a", name: JSON.parse(`"${long}"`) as string, roles: ["user"] },
    }
    expect(built.decide(request).status).toBe(200)
    expect(decideByReference(policy.model, request).status).toBe(200)
  })

  test("literals mean the text that they were made of", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom(...hostile)),
        (text) => {
          for (const literal of [textLiteral(text), stringLiteral(text)]) {
            expect(literal).toMatch(/^[\n -~]*$/)
            expect(literal).not.toMatch(/<|`|\$\{/)
            // oxlint-disable-next-line typescript/no-implied-eval -- what a program reads is what is asked here
            expect(new Function(`return ${literal}`)()).toBe(text)
          }
        },
      ),
    )
  })
})

describe("packed values", () => {
  const plain = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.constantFrom(true, false, null, 12n, -(2n ** 100n), undefined),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.array(fc.integer(), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(fc.constantFrom("__proto__", "toString", "a", "b"), fc.string()),
        tie("value").filter((value) => value !== undefined),
        { maxKeys: 4 },
      ),
      fc.record({
        file: fc.constantFrom("a.edict", "b.edict"),
        start: fc.nat(),
        end: fc.nat(),
        line: fc.nat(),
        column: fc.nat(),
      }),
      fc
        .tuple(fc.constantFrom("a.edict", "b.edict"), fc.nat(30), fc.nat(30), fc.nat(9), fc.nat(9), fc.nat(3))
        .map(([file, start, length, line, column, kind]) => ({
          id: [`${file}:${line}`, `${file}:${line}:${column}`, "other", 7][kind],
          span: { file, start, end: start + length, line, column },
        })),
    ),
  })).value

  test("are read back, each by its place", () => {
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 6 }), (values) => {
        const valueAt = unpacker(pack([...values, ...values]))
        values.forEach((value, place) => {
          expect(valueAt(place)).toEqual(value)
          expect(valueAt(values.length + place)).toEqual(value)
        })
      }),
    )
  })

  test("leave the prototype alone", () => {
    const value = JSON.parse('{"__proto__":{"admin":true}}') as object
    const found = unpacker(pack([value]))(0) as object
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype)
    expect(Object.keys(found)).toEqual(["__proto__"])
    expect("admin" in found).toBe(false)
  })
})
