import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { commandPath, runCommand, type Run } from "./command.ts"

let command: string
beforeAll(async () => {
  command = await commandPath()
}, 60_000)

const explain = (...given: string[]): Promise<Run> => runCommand(command, ["explain", ...given])
const refund = ["policies/orders", "POST", "/v1/orders/o1/refund"]

const lines = readFileSync(new URL("../../../policies/orders/orders.edict", import.meta.url), "utf8").split(
  "\n",
)
/** Where a line of the example stands: `orders.edict:60`. */
function at(text: string): string {
  const line = lines.findIndex((each) => each.trim().startsWith(text)) + 1
  if (line === 0) throw new Error(`the example has no line \`${text}\``)
  return `orders.edict:${line}`
}

it("takes actors, things and the time from the tests beside the policy", async () => {
  const { code, output, errors } = await explain(...refund, "--as", "sue", "--ip", "192.0.2.1")
  expect(code).toBe(0)
  expect(errors).toBe("assumed: context.tls = 1.3, context.now = 2026-01-01T00:00:00Z\n")
  const place = `policies/orders/${at("allow support when")}`
  const margin = " ".repeat(5 + place.length + 2)
  expect(output).toContain(
    `     ${place}  allow support when order.tenantId == subject.tenant
${margin}                   |              |  |
${margin}                   "t1"           |  "t1"
${margin}                                  true
`,
  )
  const mfa = at("require mfa")
  expect(output.split("\n").slice(-4)).toEqual([
    `deny 401 by policies/orders/${mfa}: requirement`,
    `refused with 401 by \`require mfa else 401 "step-up authentication required"\` (${mfa}): it does not hold`,
    `nearest: \`require mfa else 401 "step-up authentication required"\` (${mfa}) would hold if \`subject.mfa\` were true (it is false)`,
    "",
  ])
})

it.each<[string, readonly string[], string]>([
  ["a flag", [...refund, "--as", "sue+mfa"], "allow 200 "],
  ["a flag that is cleared again", [...refund, "--as", "sue+mfa-mfa"], "deny 401 "],
  ["nobody by name", [...refund, "--as", "anonymous"], "deny 401: no-role"],
  ["nobody", refund, "deny 401: no-role"],
  [
    "a subject as JSON",
    [...refund, "--as", '{"id":"s1","tenant":"t1","mfa":true,"roles":["support"]}'],
    "allow 200 ",
  ],
  [
    "a thing that the tests have not",
    ["policies/orders", "GET", "/v1/orders/o9", "--as", "alice"],
    "deny 404: nothing-loaded",
  ],
  [
    "a thing of its own",
    ["policies/orders", "GET", "/v1/orders/o9", "--as", "alice", "--resource", 'order={"ownerId":"u1"}'],
    "allow 200 ",
  ],
  [
    "nothing where the tests have a thing",
    ["policies/orders", "GET", "/v1/orders/o1", "--as", "alice", "--resource", "order=null"],
    "deny 404: nothing-loaded",
  ],
  [
    "an old connection",
    [...refund, "--as", "sue+mfa", "--tls", "1.1"],
    `deny 403 by policies/orders/${at("require tls")}: insecure-transport`,
  ],
  ["no encryption", [...refund, "--as", "sue+mfa", "--tls", "none"], "context.tls = missing"],
  ["a bad query", ["policies/orders", "GET", "/v1/orders?a=%zz"], "deny 400: ambiguous-target"],
  [
    "a query by flag",
    ["policies/orders", "GET", "/v1/orders", "--query", "a=%zz"],
    "GET /v1/orders?a=%25zz\n",
  ],
  [
    "a header given twice",
    ["policies/orders", "GET", "/v1/orders", "--header", "host: a", "--header", "Host: b"],
    "`host` is given twice",
  ],
  [
    "a body",
    ["policies/orders", "POST", "/v1/login", "--body", '{"username":"ann\\u001b[2J"}'],
    `"ann\\u001b[2J"\n`,
  ],
])("explains with %s", async (_, given, line) => {
  const { code, output } = await explain(...given)
  expect({ code, has: output.includes(line) ? line : output }).toEqual({ code: 0, has: line })
})

it.each<[readonly string[], RegExp]>([
  [
    ["--as", "seu"],
    /^error: there is no actor `seu` in `policies\/orders\/orders.test.yaml`\n {2}did you mean `sue`\?/,
  ],
  [["--as", "sue+mfaa"], /^error: the subject has no flag `mfaa`\n {2}did you mean `mfa`\?/],
  [["--as", "sue+tenant"], /^error: the subject has no flag `tenant`\n {2}there are mfa/],
  [["--as", "{"], /^error: --as is no JSON/],
  [["--as", "[]"], /^error: `subject` is no object/],
  [["--as", '{"id":5,"roles":"a"}'], /^error: --as: `roles` is no list/],
  [["--as", '{"id":5}'], /^error: --as: `id` is no string/],
  [
    ["--as", '{"id":"u1","tennant":"t1"}'],
    /^error: --as: the subject has no member `tennant`\n {2}did you mean `tenant`\?/,
  ],
  [["--as", '{"id":"u1","roles":["suport"]}'], /^error: --as: .* `suport`\n {2}did you mean `support`\?/],
  [["--as", "anonymous+mfa"], /^error: a caller without credentials has no flags\n$/],
  [["--resource", "ordr={}"], /^error: --resource: `.*` loads no `ordr`\n {2}did you mean `order`\?/],
  [["--header", "x"], /^error: --header is a name and a value, such as `x-reason: audit`/],
  [["--query", "=x"], /^error: --query is a name and a value, such as `limit=5`/],
  [["--body", "{"], /^error: --body is no JSON/],
  [["--resource", "order"], /^error: --resource is a name and a value/],
  [["--tls", "new"], /^error: --tls is a version such as 1.3, or `none`, and not `new`/],
  [["--ip", "999.0.2.1"], /^error: --ip is an address such as 192.0.2.1 or 2001:db8::1, and not `999.0.2.1`/],
  [["--now", "soon"], /^error: --now is a time such as 2026-01-01T12:00:00Z, and not `soon`/],
])("refuses %j", async (given, message) => {
  const { code, output, errors } = await explain(...refund, ...given)
  expect({ code, output }).toEqual({ code: 2, output: "" })
  expect(errors).toMatch(message)
})

it("assumes nothing of a request that is given whole", async () => {
  const folder = mkdtempSync(join(tmpdir(), "edict-explain-"))
  const file = join(folder, "request.json")
  writeFileSync(file, '{"headers":{"x-a":"1"},"context":{"tls":1.2}}')
  const { output, errors } = await explain(
    "policies/orders",
    "GET",
    "/healthz",
    "--request",
    file,
    "--ip",
    "10.0.0.1",
    "--format",
    "json",
  )
  expect(errors).toBe("")
  const { decision, why, steps } = JSON.parse(output)
  expect(decision.status).toBe(200)
  expect(why).toEqual(
    expect.stringMatching(
      /^allowed by `allow anyone` \(orders\.edict:\d+(:\d+)?\): it is met: the caller is `anyone`$/,
    ),
  )
  expect(steps).toHaveLength(15)
})

it("knows no actors where no tests are about the policy", async () => {
  const folder = mkdtempSync(join(tmpdir(), "edict-explain-"))
  writeFileSync(join(folder, "shop.edict"), "package shop\nrole user\nGET /a { allow user }\n")
  writeFileSync(
    join(folder, "other.test.yaml"),
    "policy: ./other.edict\nactors: { ann: { id: a, roles: [user] } }\n",
  )
  const missing = await explain(folder, "GET", "/a", "--as", "ann")
  expect(missing.errors).toContain(
    "error: there is no actor `ann`: no file of tests lies beside the policy\n  write the subject as JSON",
  )
  writeFileSync(
    join(folder, "shop.test.yml"),
    "actors: { ann: { id: a, roles: [user] }, ann-b: { id: b } }\n",
  )
  expect((await explain(folder, "GET", "/a", "--as", "ann")).output).toContain("\nallow 200 by ")
  expect((await explain(join(folder, "shop.edict"), "GET", "/a", "--as", "ann-b")).output).toContain(
    "\ndeny 403: no-role\n",
  )
})

it("takes actors as tests take them, with what `<<` brings", async () => {
  const folder = mkdtempSync(join(tmpdir(), "edict-explain-"))
  writeFileSync(
    join(folder, "shop.edict"),
    `package shop
role user
subject { id: string }
GET /a { allow user when subject.id == "a" }
`,
  )
  writeFileSync(
    join(folder, "shop.test.yaml"),
    `policy: .
actors: { ann: &ann { id: a }, user: { <<: *ann, roles: [user] } }
matrix: { GET /a: { user: allow, ann: 403, else: 401 } }
`,
  )
  expect((await runCommand(command, ["test", folder])).code).toBe(0)
  expect((await explain(folder, "GET", "/a", "--as", "user")).output).toContain("\nallow 200 by ")
})

const shop = `package shop
role user
subject { id: string }
GET /a { allow user when context.now < "2026-01-02T00:00:00Z" }
`

function shopWith(tests: string): string {
  const folder = mkdtempSync(join(tmpdir(), "edict-explain-"))
  writeFileSync(join(folder, "shop.edict"), shop)
  writeFileSync(join(folder, "shop.test.yaml"), tests)
  return folder
}

it("takes the time that tests have that name none", async () => {
  const folder = shopWith(
    "actors: { ann: { id: a, roles: [user] } }\nmatrix: { GET /a: { ann: allow, else: 401 } }\n",
  )
  expect((await runCommand(command, ["test", folder])).output).toContain("2 passed")
  const { output, errors } = await explain(folder, "GET", "/a", "--as", "ann")
  expect(errors).toContain("context.now = 2026-01-01T00:00:00Z")
  expect(output).toContain("\nallow 200 by ")
})

it.each<[string, string, string]>([
  ["a member that the subject has not", "actors: { ann: { id: a, tier: 1 } }", "E510"],
  ["a role that the policy has not", "actors: { ann: { id: a, roles: [usr] } }", "E513"],
  ["a time that is none", "now: soon", "E503"],
  ["a key that is none", "actor: {}", "E502"],
  ["things that nobody loads", "data: { order: {} }", "E508"],
  ["what is nested too deep", `data: ${"[".repeat(20_000)}${"]".repeat(20_000)}`, "E501"],
])("tells what tests tell: %s", async (_, tests, code) => {
  const folder = shopWith(`${tests}\n`)
  const tested = await runCommand(command, ["test", folder])
  expect(tested.output).toContain(`error[${code}]`)
  const told = await explain(folder, "GET", "/a")
  expect({ code: told.code, output: told.output }).toEqual({ code: 2, output: "" })
  expect(told.errors).toContain(`error[${code}]`)
  expect(told.errors).toMatch(/error: `.*shop\.test\.yaml` cannot be used: nothing is explained by it\n$/)
})

it("prints what its guide says", async () => {
  const guide = readFileSync(new URL("../../../docs/guides/explain-and-cover.md", import.meta.url), "utf8")
  const [, line = ""] = /```sh\nedict explain (.*)\n```/.exec(guide) ?? []
  const [told = "", ending = ""] = [...guide.matchAll(/```text\n([^]*?)```/g)].map(([, block]) => block ?? "")
  const { output } = await explain(...line.split(" "))
  expect(output).toContain(told)
  expect(output).toContain(ending)
})
