import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import ajv2020 from "ajv/dist/2020.js"
import ajvFormats from "ajv-formats"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { testFileSchema } from "../../src/testing/schema.ts"
import { place, told } from "./shop.ts"

const ajv = new ajv2020.default({ allErrors: true, strictTypes: false })
ajvFormats.default(ajv)
const validate = ajv.compile(testFileSchema)

const faultsOf = (text: string): readonly string[] => {
  validate(parse(text, { merge: true }))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`)
}

const fixtures = place("packages/engine/test/fixtures")
const codes = readdirSync(join(fixtures, "diagnostics")).filter((code) => code.startsWith("E5"))
const fixture = (code: string, name: string): string =>
  readFileSync(join(fixtures, "diagnostics", code, `${name}.test.yaml`), "utf8")

const policies = place("policies")
const own = [policies, join(fixtures, "testing")].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.yaml"))
    .map((name) => join(folder, name)),
)

describe("the schema accepts", () => {
  it.each(own)("%s", (path) => {
    expect(faultsOf(readFileSync(path, "utf8"))).toEqual([])
  })
  it.each(codes)("the good file of %s", (code) => {
    expect(faultsOf(fixture(code, "good"))).toEqual([])
  })
  it("some files at all", () => {
    expect([own.length > 2, codes.length > 9]).toEqual([true, true])
  })
})

describe("the schema refuses", () => {
  // What else is told hangs on the policy, or on how the text is written.
  it.each(["E502", "E503", "E506"])("the bad file of %s", (code) => {
    expect(faultsOf(fixture(code, "bad"))).not.toEqual([])
  })
})

const one = (test: string): string => `tests:\n  - ${test}\n`
/** Of the same shape as each other: only the second of each is wrong. */
const pairs: readonly (readonly [string, string])[] = [
  ["policy: .", "policy: 7"],
  ["matrix:", "matrix: []"],
  ["tests:", "tests: {}"],
  ["actors: { ann: { id: u1 } }", "actors: { anonymous: { id: u1 } }"],
  ["actors: { ann: { id: u1, roles: [] } }", "actors: { ann: { id: u1, roles: customer } }"],
  ["now: 2026-01-01T00:00:00Z", "now: tomorrow"],
  ["matrix: { GET /health: { else: allow } }", "matrix: { GET /health: { else: 99 } }"],
  ["matrix: { GET /health: { else: 200 } }", "matrix: { /health: { else: 200 } }"],
  [one("{ name: a, request: GET /health, expect: 200 }"), one("{ name: a, request: /health, expect: 200 }")],
  [one("{ name: a, request: GET /health, expect: 200 }"), one("{ request: GET /health, expect: 200 }")],
  [
    one("{ name: a, request: GET /health, expect: 200 }"),
    one('{ name: " ", request: GET /health, expect: 200 }'),
  ],
  [
    one("{ name: a, request: GET /health, expect: 200 }"),
    one("{ name: 7, request: GET /health, expect: 200 }"),
  ],
  [
    one("{ name: a, request: GET /health, expect: 200 }"),
    one("{ name: a, request: GET /health, expects: 200, expect: 200 }"),
  ],
  [
    one("{ name: a, request: GET /health, expect: { status: 200 } }"),
    one("{ name: a, request: GET /health, expect: {} }"),
  ],
  [
    one("{ name: a, request: GET /health, expect: { last: 200 }, repeat: 2 }"),
    one("{ name: a, request: GET /health, expect: { last: 200 } }"),
  ],
  [
    one("{ name: a, request: GET /health, expect: 200, repeat: 100000 }").replace("100000", "3"),
    one("{ name: a, request: GET /health, expect: 200, repeat: 100001 }"),
  ],
  [
    one("{ name: first, request: GET /health, expect: 200, after: 15min }"),
    one("{ name: first, request: GET /health, expect: 200, after: 15 }"),
  ],
  [
    one("{ name: a, request: { GET: /health }, expect: 200 }"),
    one("{ name: a, request: { ip: 192.0.2.1 }, expect: 200 }"),
  ],
  [
    one("{ name: a, request: { GET: /health, ip: 192.0.2.1 }, expect: 200 }"),
    one("{ name: a, request: { GET: /health, ip: 999.0.2.1 }, expect: 200 }"),
  ],
  [
    one("{ name: a, request: { GET: /health, tls: 1.2 }, expect: 200 }"),
    one("{ name: a, request: { GET: /health, tls: 1.4 }, expect: 200 }"),
  ],
  [
    one("{ name: a, request: { GET: /health, headers: { x-a: [1, b] } }, expect: 200 }"),
    one("{ name: a, request: { GET: /health, headers: { x a: 1 } }, expect: 200 }"),
  ],
  [
    one('{ name: a, request: { GET: /health, headers: { x-a: "b" } }, expect: 200 }'),
    one('{ name: a, request: { GET: /health, headers: { x-a: "b\\nc" } }, expect: 200 }'),
  ],
  [
    one("{ name: a, request: GET /health, expect: { status: 200, headers: { x-a: null } } }"),
    one("{ name: a, request: GET /health, expect: { status: 200, headers: { x-a: [b] } } }"),
  ],
]

describe("the schema and the reader agree", () => {
  it.each(pairs)("%s, and not %s", async (good, bad) => {
    const faults = async (text: string): Promise<boolean> =>
      (await told(text)).some((line) => /^E5\d\d /.test(line))
    expect([faultsOf(good), await faults(good)]).toEqual([[], false])
    expect([faultsOf(bad).length > 0, await faults(bad)]).toEqual([true, true])
  })
})
