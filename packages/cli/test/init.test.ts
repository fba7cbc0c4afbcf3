import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { commandPath, type Run, runCommand } from "./command.ts"

let command = ""
let folder = ""

beforeAll(async () => {
  command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-init-"))
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const edict = (given: readonly string[], cwd = folder): Promise<Run> => runCommand(command, given, { cwd })

const document = `openapi: 3.1.0
info: { title: Library, version: "1" }
security: [{ token: [] }]
paths:
  /books:
    get: {}
    post: { requestBody: { content: { application/json: {} } } }
  /books/{id}:
    get: { security: [] }
    delete: { security: [{ token: [books:delete] }] }
components:
  securitySchemes:
    token: { type: oauth2, flows: {} }
`

async function expectClean(cwd: string): Promise<void> {
  const { output } = await edict(["--help"])
  const verbs = ["check", "lint", "test"].filter((verb) => output.includes(`\n  ${verb} `))
  for (const verb of verbs) expect([verb, await edict([verb], cwd)]).toMatchObject([verb, { code: 0 }])
}

it("sets up a folder, says what it wrote, and what to paste", async () => {
  const { code, output, errors } = await edict(["init", "fresh", "--framework", "koa"])
  expect(code).toBe(0)
  expect(errors).toBe(
    "wrote fresh/policy/app.edict\nwrote fresh/policy/app.test.yaml\nwrote fresh/edict.config.yaml\n\nto paste into the application:\n\n",
  )
  expect(output).toMatch(/^import \{ guard \} from "@edict\/adapters\/koa"\n/)
  await expectClean(join(folder, "fresh"))
})

it.each([
  [{ dependencies: { fastify: "5.0.0" } }, "@edict/adapters/fastify"],
  [{ dependencies: { koa: "3.0.0" } }, "@edict/adapters/koa"],
  [{ dependencies: {} }, "@edict/adapters/express"],
  ["no manifest", "@edict/adapters/express"],
])("asks package.json for the framework: %j", async (manifest, from) => {
  const cwd = mkdtempSync(join(folder, "framework-"))
  writeFileSync(join(cwd, "package.json"), typeof manifest === "string" ? manifest : JSON.stringify(manifest))
  expect((await edict(["init"], cwd)).output).toContain(`from "${from}"`)
})

it("replaces nothing, and writes nothing where something is there", async () => {
  const cwd = mkdtempSync(join(folder, "there-"))
  writeFileSync(join(cwd, "edict.config.yaml"), "policies: [mine]\n")
  expect(await edict(["init"], cwd)).toEqual({
    code: 2,
    output: "",
    errors: "error: `edict.config.yaml` is there already\n  init replaces nothing\n",
  })
  expect(readdirSync(cwd)).toEqual(["edict.config.yaml"])
  expect(readFileSync(join(cwd, "edict.config.yaml"), "utf8")).toBe("policies: [mine]\n")
})

describe("from a document", () => {
  it("tests of every route what the document says of callers", async () => {
    const cwd = mkdtempSync(join(folder, "document-"))
    writeFileSync(join(cwd, "library.yaml"), document)
    const { code, errors } = await edict(["init", "--openapi", "library.yaml"], cwd)
    expect({ code, errors }).toMatchObject({ code: 0 })
    expect(errors).toMatch(/^library\.yaml: 4 of 4 operations are routes/)
    const tests = readFileSync(join(cwd, "policy/library.test.yaml"), "utf8")
    expect(tests.split("\n").filter((line) => line.startsWith('  "'))).toEqual([
      '  "GET /books": { caller: allow, else: 401 }',
      '  "POST /books": { caller: allow, else: 401 }',
      '  "GET /books/1": { anonymous: allow, else: 401 }',
      '  "DELETE /books/1": { caller: allow, else: 401 }',
    ])
    expect(tests).toContain('caller: {"id":"u1","scopes":["books:delete"]}')
    await expectClean(cwd)
  })

  it("refuses a document without operations", async () => {
    const cwd = mkdtempSync(join(folder, "empty-"))
    writeFileSync(
      join(cwd, "empty.yaml"),
      "openapi: 3.1.0\ninfo: { title: Empty, version: '1' }\npaths: {}\n",
    )
    expect(await edict(["init", "--openapi", "empty.yaml"], cwd)).toEqual({
      code: 2,
      output: "",
      errors:
        "error: `empty.yaml` has no operations\n  a policy is made of them; without --openapi, init writes one to begin with\n",
    })
    expect(readdirSync(cwd)).toEqual(["empty.yaml"])
  })

  it("refuses a document of whose operations none can be a route, and says why", async () => {
    const cwd = mkdtempSync(join(folder, "unroutable-"))
    writeFileSync(
      join(cwd, "odd.yaml"),
      "openapi: 3.1.0\ninfo: { title: Odd, version: '1' }\npaths: { '/a/../b': { get: { responses: {} } } }\n",
    )
    const { code, errors } = await edict(["init", "--openapi", "odd.yaml"], cwd)
    expect(code).toBe(2)
    expect(errors).toMatch(/^error: no operation of `odd.yaml` can be a route\n {2}\S/)
    expect(readdirSync(cwd)).toEqual(["odd.yaml"])
  })

  it("refuses what is none", async () => {
    const cwd = mkdtempSync(join(folder, "none-"))
    writeFileSync(join(cwd, "notes.yaml"), "a: [")
    const { code, errors } = await edict(["init", "--openapi", "notes.yaml"], cwd)
    expect(code).toBe(2)
    expect(errors).toContain("`notes.yaml` is no OpenAPI document that can be read")
    expect(readdirSync(cwd)).toEqual(["notes.yaml"])
  })
})

const corpora = process.env["EDICT_CORPORA"]

/** The operations of GitHub's API, as its table of permissions names them, in a document of that form. */
function githubDocument(table: string): string {
  const paths: Record<string, Record<string, object>> = {}
  const known = new Set<string>()
  for (const { method, path } of operationsIn(JSON.parse(table))) {
    const template = path.replace("(?:/(.*))?", "/{rest}")
    const key = `${method} ${template.replaceAll(/\{[^}]*\}/g, "{}")}`
    if (known.has(key)) continue
    known.add(key)
    const shown = Object.keys(paths).find(
      (other) => other.replaceAll(/\{[^}]*\}/g, "{}") === template.replaceAll(/\{[^}]*\}/g, "{}"),
    )
    ;(paths[shown ?? template] ??= {})[method.toLowerCase()] = {}
  }
  return JSON.stringify({
    openapi: "3.0.3",
    info: { title: "GitHub", version: "1" },
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
  })
}

function operationsIn(value: unknown): readonly { readonly method: string; readonly path: string }[] {
  if (typeof value !== "object" || value === null) return []
  if ("method" in value && "path" in value)
    return [{ method: String(value.method), path: String(value.path) }]
  return Object.values(value).flatMap(operationsIn)
}

const large: readonly (readonly [string, (folder: string) => string, number])[] = [
  [
    "DigitalOcean's",
    (from) => gunzipSync(readFileSync(join(from, "openapi/digitalocean.bundled.json.gz"))).toString(),
    600,
  ],
  [
    "GitHub's",
    (from) => githubDocument(readFileSync(join(from, "permissions/github_app_permissions.json"), "utf8")),
    400,
  ],
]

it.each(corpora === undefined ? [] : large)(
  "sets up %s API in under five seconds",
  async (name, textOf, least) => {
    const cwd = mkdtempSync(join(folder, "large-"))
    mkdirSync(join(cwd, "app"))
    writeFileSync(join(cwd, "api.json"), textOf(corpora ?? ""))
    const began = performance.now()
    const { code, errors } = await edict(["init", "app", "--openapi", "api.json"], cwd)
    const seconds = (performance.now() - began) / 1000
    const routes = Number(/: (\d+) of/.exec(errors)?.[1])
    process.stdout.write(`init: ${name} ${routes} routes in ${seconds.toFixed(2)} s\n`)
    expect(code).toBe(0)
    expect(routes).toBeGreaterThan(least)
    expect(seconds).toBeLessThan(5)
    await expectClean(join(cwd, "app"))
  },
  60_000,
)
