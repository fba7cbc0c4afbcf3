import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { commandPath, type Run, runCommand } from "./command.ts"

const root = fileURLToPath(new URL("../../../", import.meta.url))
let command = ""
let folder = ""

const shop = `package shop
role customer
role admin includes customer
subject { id: string  region?: string }
api /orders {
  GET / { allow customer }
  DELETE /{id} { allow admin when subject.region == "eu" }
}
`
const broken = "package shop\nrole customer\nGET /x { allow custmer }\n"
const document =
  'openapi: 3.1.0\ninfo: { title: Library, version: "1" }\npaths: { /books: { get: { security: [] } } }\n'
const ann = { id: "ann", roles: ["customer"] }
const line = (method: string, path: string, rest: object = {}): string =>
  JSON.stringify({ method, path, ...rest })

beforeAll(async () => {
  command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-command-"))
  const files = {
    "shop/shop.edict": shop,
    "broken/shop.edict": broken,
    "empty/notes.txt": "",
    "library.yaml": document,
    "request.json": line("GET", "/orders", { subject: ann }),
    "with-config/edict.config.yaml": "policies: [../shop]\n",
    "with-config/below/notes.txt": "",
    "bad-config/edict.config.yaml": "polices: [../shop]\n",
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const edict = (given: readonly string[], options: Parameters<typeof runCommand>[2] = {}): Promise<Run> =>
  runCommand(command, given, { cwd: folder, ...options })

describe("exit codes", () => {
  it.each<[string, readonly string[], number]>([
    ["a clean check", ["check", "shop"], 0],
    ["a check of a file", ["check", "shop/shop.edict"], 0],
    ["help", ["--help"], 0],
    ["help on a verb", ["check", "--help"], 0],
    ["the version", ["--version"], 0],
    ["a denied request", ["decide", "shop", "--request", "request.json"], 0],
    ["nothing to do", [], 2],
    ["an unknown verb", ["chekc"], 2],
    ["a verb of a later version", ["prove"], 2],
    ["an unknown flag", ["check", "--formt", "json"], 2],
    ["a bad value", ["check", "--format", "xml"], 2],
    ["a format that makes no sense there", ["decide", "shop", "--format", "sarif"], 2],
    ["a missing argument", ["explain", "shop"], 2],
    ["an argument too many", ["completion", "bash", "zsh"], 2],
    ["a folder that is not there", ["check", "nowhere"], 2],
    ["a folder without policies", ["check", "empty"], 2],
    ["an unknown shell", ["completion", "tcsh"], 2],
    ["an unknown code", ["help", "E999"], 2],
    ["a request that is not there", ["decide", "shop", "--request", "nowhere.json"], 2],
    ["two sources of requests", ["decide", "shop", "--request", "request.json", "-"], 2],
    ["an invalid policy", ["check", "broken"], 3],
    ["a decision by an invalid policy", ["decide", "broken", "--request", "request.json"], 3],
    ["an explanation of an invalid policy", ["explain", "broken", "GET", "/x"], 3],
  ])("%s", async (_, given, code) => {
    const run = await edict(given)
    expect(run.code).toBe(code)
    // A usage error leaves no half answer on standard output, and no failure is silent.
    expect({ hasOutput: code === 2 && run.output !== "", isSilent: code > 1 && run.errors === "" }).toEqual({
      hasOutput: false,
      isSilent: false,
    })
  })
})

describe("what is meant", () => {
  it.each<[readonly string[], string]>([
    [["chekc"], "error: unknown verb `chekc`\n  did you mean `check`?\n"],
    [["check", "--formt", "json"], "error: unknown option `--formt`\n  did you mean `--format`?\n"],
    [["help", "E11O"], "error: there is no code, rule or verb `E11O`\n  did you mean `E110`?\n"],
    [["help", "chek"], "error: there is no code, rule or verb `chek`\n  did you mean `check`?\n"],
    [["import", "opneapi"], "error: unknown command `opneapi`\n  did you mean `openapi`?\n"],
    [["prove", "shop"], "error: `prove` is not in this version\n  edict help lists what is\n"],
    [["\u001b[2J"], "error: unknown verb `\\u{1b}[2J`\n  edict help lists the verbs\n"],
  ])("%j", async (given, errors) => {
    expect((await edict(given)).errors).toBe(errors)
  })

  it("lists no verb that is not built", async () => {
    const { output } = await edict(["--help"])
    const verbs = [...output.matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb)
    for (const verb of ["prove", "diff", "attack", "audit"]) expect(verbs).not.toContain(verb)
    expect(verbs).toEqual(expect.arrayContaining(["check", "matrix", "init", "completion"]))
  })
})

describe("check", () => {
  it("says what is fine on standard error", async () => {
    expect(await edict(["check", "shop"])).toEqual({
      code: 0,
      output: "",
      errors: "1 file, 2 routes: no findings\n",
    })
  })

  it("shows what is wrong, where the reader stands", async () => {
    const { output, errors } = await edict(["check", "broken"])
    expect(output).toContain("error[E101] unknown role `custmer`\n --> broken/shop.edict:3:16\n")
    expect(output).toContain("3 | GET /x { allow custmer }\n")
    expect(errors).toBe("1 file: 1 error\n")
  })

  it("shows people fifty findings, and says how many more there are", async () => {
    const routes = Array.from({ length: 60 }, (_, place) => `GET /x${place} { allow role${place} }\n`)
    mkdirSync(join(folder, "many"), { recursive: true })
    writeFileSync(join(folder, "many/shop.edict"), `package shop\n${routes.join("")}`)
    const { output, errors } = await edict(["check", "many"])
    expect(output.match(/^error\[/gm)).toHaveLength(50)
    expect(errors).toBe("1 file: 50 errors (10 more not shown)\n")
    const whole = await edict(["check", "many", "--format", "json"])
    expect(JSON.parse(whole.output).diagnostics).toHaveLength(60)
    expect(whole.errors).toBe("1 file: 60 errors\n")
  })

  it.each<[string, (output: string) => unknown, object]>([
    [
      "json",
      JSON.parse,
      { version: 1, diagnostics: [{ code: "E101", span: { file: "broken/shop.edict", line: 3 } }] },
    ],
    ["sarif", JSON.parse, { version: "2.1.0", runs: [{ results: [{ ruleId: "E101" }] }] }],
    [
      "github",
      (output) => ({ output }),
      {
        output: expect.stringMatching(/^::error file=broken\/shop\.edict,line=3,.*title=E101::unknown role/),
      },
    ],
    [
      "junit",
      (output) => ({ output }),
      {
        output: expect.stringMatching(
          /<testsuites name="edict" tests="1" failures="1"[^]*<failure type="E101"/,
        ),
      },
    ],
  ])("writes %s", async (format, read, expected) => {
    const { output, code } = await edict(["check", "broken", "--format", format])
    expect(code).toBe(3)
    expect(read(output)).toMatchObject(expected)
  })

  it("takes the policies of the nearest configuration", async () => {
    const below = join(folder, "with-config/below")
    expect(await edict(["check"], { cwd: below })).toMatchObject({
      code: 0,
      errors: "1 file, 2 routes: no findings\n",
    })
    const bad = await edict(["check"], { cwd: join(folder, "bad-config") })
    expect(bad.code).toBe(2)
    expect(bad.errors).toMatch(/has an unknown key `polices`\n {2}did you mean `policies`\?/)
  })

  it("colours nothing that is no terminal", async () => {
    const { output } = await edict(["check", "broken"])
    expect(output).not.toContain("\u001b")
  })
})

describe("decide", () => {
  const requests = [
    line("GET", "/orders", { subject: ann }),
    "{ nonsense",
    line("DELETE", "/orders/7", { subject: { id: "ada", roles: ["admin"], region: "eu" }, unknown: true }),
    line("DELETE", "/orders/7", { subject: ann, query: null }),
    "",
    line("GET", "/orders"),
    '{"path":"/orders"}',
    '{"method":"GET","path":"/orders","subject":"ann"}',
    "[]",
    line("GET", "/nowhere"),
  ]
  const expected = [
    { decision: "allow", status: 200, route: "GET /orders", determining: [{ id: "shop.edict:6" }] },
    { error: expect.stringMatching(/^this is no JSON/), line: 2 },
    { decision: "allow", status: 200, route: "DELETE /orders/{id}" },
    { decision: "deny", status: 403 },
    { error: "the line is empty", line: 5 },
    { decision: "deny", status: 401 },
    { error: "`method` is no text", line: 7 },
    { error: "`subject` is no object", line: 8 },
    { error: "a request is an object", line: 9 },
    { decision: "deny", status: 404, reason: "no-route" },
  ]

  it.each<[string, string]>([
    ["line ends", `${requests.join("\n")}\n`],
    ["no end of the last line", requests.join("\n")],
    ["line ends of Windows", `${requests.join("\r\n")}\r\n`],
    ["a byte order mark", `\uFEFF${requests.join("\n")}\n`],
  ])("answers each line in its place, with %s", async (_, input) => {
    const run = await edict(["decide", "shop", "--requests", "-"], { input })
    expect(run.code).toBe(1)
    expect(run.errors).toBe("5 of 10 lines are no request\n")
    const answers = run.output
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text))
    expect(answers).toHaveLength(expected.length)
    expect(answers).toMatchObject(expected)
  })

  it("decides the same from a file, from `-` and from standard input", async () => {
    const input = `${line("GET", "/orders", { subject: ann })}\n`
    writeFileSync(join(folder, "requests.jsonl"), input)
    const outputs = await Promise.all([
      edict(["decide", "shop", "--requests", "requests.jsonl"]),
      edict(["decide", "shop", "--requests", "-"], { input }),
      edict(["decide", "shop", "-"], { input }),
      edict(["decide", "shop"], { input }),
      edict(["decide", "shop", "--request", "request.json"]),
      edict(["decide", "shop", "--request", "-"], { input }),
    ])
    expect(new Set(outputs.map(({ output }) => output)).size).toBe(1)
    expect(outputs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it("prints text for people", async () => {
    const { output } = await edict(["decide", "shop", "--request", "request.json", "--format", "text"])
    expect(output).toBe("allow  200  GET /orders  shop.edict:6  allowed\n")
  })

  it("says nothing of no requests", async () => {
    expect(await edict(["decide", "shop", "--requests", "-"], { input: "" })).toEqual({
      code: 0,
      output: "",
      errors: "",
    })
  })

  it("decides a file of any length, in order", async () => {
    const lines = Array.from({ length: 20_000 }, (_, place) =>
      line(place % 2 === 0 ? "GET" : "DELETE", place % 2 === 0 ? "/orders" : `/orders/${place}`, {
        subject: ann,
      }),
    )
    writeFileSync(join(folder, "many.jsonl"), `${lines.join("\n")}\n`)
    const { output, code } = await edict(["decide", "shop", "--requests", "many.jsonl"])
    expect(code).toBe(0)
    const routes = output
      .trimEnd()
      .split("\n")
      .map((text) => (JSON.parse(text) as { route: string }).route.split(" ")[0])
    expect(routes).toEqual(lines.map((_, place) => (place % 2 === 0 ? "GET" : "DELETE")))
  })
})

describe("explain", () => {
  it("tells the steps against the source", async () => {
    const { output, code } = await edict([
      "explain",
      "shop",
      "DELETE",
      "/orders/7",
      "--as",
      '{"id":"ada","roles":["admin"],"region":"us"}',
    ])
    expect(code).toBe(0)
    expect(output).toContain('     shop/shop.edict:7  allow admin when subject.region == "eu"\n')
    expect(output).toMatch(/\n {41}"us" {11}false\n/)
    expect(output).toContain("11 allow             403: no allow is met\n")
  })

  it("writes JSON that holds every operand", async () => {
    const { output } = await edict(
      ["explain", "shop", "DELETE", "/orders/7", "--request", "-", "--format", "json"],
      {
        input: '{"subject":{"id":"ada","roles":["admin"],"region":"eu"}}',
      },
    )
    const { steps, decision } = JSON.parse(output)
    expect(decision).toMatchObject({ decision: "allow", status: 200 })
    expect(steps).toHaveLength(15)
    expect(output).toContain('"text": "subject.region"')
  })

  it("reads the query as the guard does", async () => {
    const { output, code } = await edict(["explain", "shop", "GET", "/orders?a=%zz"])
    expect(code).toBe(0)
    expect(output).toContain(
      " 1 canonicalize      400: the target has no single meaning: the query holds a bad escape\n",
    )
  })

  it.each([
    [["--as", "{"], /^error: --as is no JSON/],
    [["--as", '"ann"'], /^error: `subject` is no object/],
    [["--request", "nowhere.json"], /cannot be read: there is no such file/],
  ])("refuses %j", async (given, message) => {
    const { code, errors } = await edict(["explain", "shop", "GET", "/orders", ...given])
    expect(code).toBe(2)
    expect(errors).toMatch(message)
  })
})

describe("import openapi", () => {
  it("writes a policy that checks, and replaces none unasked", async () => {
    const first = await edict(["import", "openapi", "library.yaml", "-o", "made/here"])
    expect(first).toEqual({
      code: 0,
      output: "",
      errors: "made/here/library.edict: 1 of 1 operations are routes\n",
    })
    expect(await edict(["check", "made/here"])).toMatchObject({ code: 0 })
    const again = await edict(["import", "openapi", "library.yaml", "-o", "made/here"])
    expect(again).toMatchObject({
      code: 2,
      errors: "error: `made/here/library.edict` is there already\n  --force replaces it\n",
    })
    const forced = await edict([
      "import",
      "openapi",
      "library.yaml",
      "-o",
      "made/here",
      "--force",
      "--base-path",
      "/api",
    ])
    expect(forced.code).toBe(0)
    expect(readFileSync(join(folder, "made/here/library.edict"), "utf8")).toContain("api /api/books {")
  })

  it("warns of what it leaves out", async () => {
    writeFileSync(
      join(folder, "odd.yaml"),
      'openapi: 3.1.0\ninfo: { title: Odd }\npaths: { "/a;b": { get: { security: [] } } }\n',
    )
    const text = await edict(["import", "openapi", "odd.yaml", "-o", "odd"])
    expect(text.errors).toContain("warning[E602] `GET /a;b` is left out")
    const json = await edict(["import", "openapi", "odd.yaml", "-o", "odd", "--force", "--format", "json"])
    expect(JSON.parse(json.output)).toMatchObject({ diagnostics: [{ code: "E602" }] })
  })

  it("refuses what is no document", async () => {
    const { code, errors } = await edict(["import", "openapi", "shop/shop.edict", "-o", "no"])
    expect(code).toBe(2)
    expect(errors).toContain("error[E601]")
  })
})

describe("help", () => {
  it("prints the page of a code, however it is written", async () => {
    const page = readFileSync(join(root, "docs/diagnostics/E601.md"), "utf8")
    expect(await edict(["help", "E601"])).toEqual({ code: 0, output: page, errors: "" })
    expect((await edict(["help", "e601"])).output).toBe(page)
  })

  it("prints help on a verb", async () => {
    expect((await edict(["help", "check"])).output).toMatch(/^Usage: edict check/)
  })
})
