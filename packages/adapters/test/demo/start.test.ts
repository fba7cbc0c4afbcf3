import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { readTestFile } from "../../demo/cases.ts"
import { hiddenFrom } from "../../demo/hidden.ts"

const root = fileURLToPath(new URL("../../../..", import.meta.url))

function demonstrate(...given: readonly string[]) {
  const program = ["scripts/program.mjs", "packages/adapters/demo/start.ts", "--once", ...given]
  return spawnSync(process.execPath, program, { cwd: root, encoding: "utf8" })
}

test(
  "the demonstration asks everything over HTTPS, and every answer is the expected one, whatever the framework, and of a built policy",
  { timeout: 180_000 },
  () => {
    const run = demonstrate()
    expect(run.stderr).toBe("")
    expect(run.stdout).toMatch(
      /^GET \/v1\/orders\/o1 +sue +200 +orders\.edict:\d+ +.*email \(masked\), card\.pan/m,
    )
    expect(run.stdout).toMatch(/^GET \/v1\/orders\/o1 \(plain HTTP\) +alice +403 +orders\.edict:\d+/m)
    expect(run.stdout).toMatch(/every answer was the expected one\n$/)
    expect(run.status).toBe(0)
    for (const given of [["--framework", "express"], ["--framework", "koa"], ["--built"]]) {
      const other = demonstrate(...given)
      expect([other.stderr, other.stdout, other.status]).toEqual(["", run.stdout, 0])
    }
  },
)

test("a framework that there is not is named with those that there are", { timeout: 60_000 }, () => {
  const run = demonstrate("--framework", "hapi")
  expect([run.stderr, run.status]).toEqual(["there is no framework `hapi`: fastify, express, koa\n", 2])
})

test("a row of the matrix is asked for every actor, `else` for those that it does not name", () => {
  const { cases } = readTestFile(`
actors: { ann: { id: a, roles: [] }, bob: { id: b, roles: [], mfa: true } }
data: {}
matrix: { GET /x: { ann: 403, bob-mfa: 401, else: allow } }
tests: [{ name: t, request: { POST: /y, body: { a: 1 } }, repeat: 2, expect: { last: 429 } }]
`)
  expect(cases.map(({ as, expected }) => [as, expected.status])).toEqual([
    ["anonymous", "allow"],
    ["ann", 403],
    ["bob", "allow"],
    ["bob-mfa", 401],
    ["anonymous", 429],
  ])
  expect(cases[3]?.actor).toEqual({ id: "b", roles: [], mfa: false })
  expect(cases[4]).toMatchObject({ method: "POST", path: "/y", body: { a: 1 }, repeat: 2 })
})

test("what a caller did not get is named", () => {
  const whole = [{ id: 1, a: { b: 1, c: 2 }, d: [{ e: 1 }] }, { id: 2 }]
  expect(hiddenFrom(whole, [{ id: 1, a: { b: "*" }, d: [{}] }])).toBe("1 row, a.b (masked), a.c, d[*].e")
  expect(hiddenFrom({ id: 1 }, { id: 1 })).toBe("")
})
