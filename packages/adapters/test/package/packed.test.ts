import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { compileApplication, sourceOf, startApplication } from "./application.ts"
import { install, packAll, versionsOf } from "./install.ts"
import { packagesLoaded } from "./loaded.ts"
import { accessFor, guarded, moduleOf, planOf } from "./programs.ts"
import { run } from "./run.ts"
import { sizesOf } from "./size.ts"

const applications = [
  { name: "fastify", packages: ["fastify"] },
  { name: "express", packages: ["express", "@types/express"] },
  { name: "koa", packages: ["koa", "@koa/router", "@types/koa"] },
]

/** All that is done here may take its time on a busy machine. */
const patience = 300_000
let folder = ""
let alone = ""

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edict-packed-"))
  const packed = await packAll(folder)
  alone = join(folder, "alone")
  const installed = applications.map(async ({ name, packages }) =>
    install(join(folder, name), packed, await versionsOf(["@types/node", ...packages])),
  )
  await Promise.all([install(alone, packed, {}), ...installed])
}, patience)

afterAll(() => rm(folder, { recursive: true }))

async function manifestOf(name: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await readFile(join(alone, "node_modules", name, "package.json"), "utf8"))
}

describe("what is packed", () => {
  test.each(["@edict/engine", "@edict/cli", "@edict/adapters"])(
    "%s holds what runs and its types",
    async (name) => {
      const entries = await readdir(join(alone, "node_modules", name), {
        recursive: true,
        withFileTypes: true,
      })
      const files = entries.filter((entry) => entry.isFile())
      const others = files.filter((file) => !/\.(?:js|d\.ts)$/.test(file.name))
      expect(others.map((file) => file.name).sort()).toEqual(["LICENSE", "README.md", "package.json"])
      expect(files.length).toBeGreaterThan(others.length)
    },
  )

  test("the adapters ask for the engine that they were packed with", async () => {
    const [engine, adapters] = [await manifestOf("@edict/engine"), await manifestOf("@edict/adapters")]
    expect(adapters["dependencies"]).toEqual({ "@edict/engine": engine["version"] })
    expect(JSON.stringify(adapters)).not.toContain("workspace:")
  })

  test("what is installed, dependencies included, takes less than 10 MB", async () => {
    const sizes = await sizesOf(join(alone, "node_modules"))
    const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0)
    const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2)
    const largest = sizes.slice(0, 6).map(([name, bytes]) => `${name} ${megabytes(bytes)}`)
    process.stdout.write(`installed: ${megabytes(total)} MB; ${largest.join(", ")}\n`)
    expect(total).toBeGreaterThan(1e6)
    expect(total).toBeLessThan(10e6)
  })
})

test(
  "the engine's readme says what is so",
  async () => {
    const page = await readFile(join(alone, "node_modules/@edict/engine/README.md"), "utf8")
    const [, program = "", said] = /```ts\n(.*?) \/\/ (\d+)\n```/s.exec(page) ?? []
    await writeFile(join(alone, "readme.mjs"), program.replace(/^policy.*$/m, "console.log($&)"))
    const ran = await run([process.execPath, "readme.mjs"], { cwd: alone })
    expect(ran).toEqual({ code: 0, output: `${said}\n`, errors: "" })
  },
  patience,
)

describe("the installed command", { timeout: patience }, () => {
  const policy = fileURLToPath(new URL("apps/policy", import.meta.url))
  const edict = (...given: readonly string[]) =>
    run([join(alone, "node_modules/.bin/edict"), ...given], { cwd: alone })

  test("checks a policy", async () => {
    expect(await edict("check", policy)).toMatchObject({ code: 0 })
  })

  test("refuses what is none", async () => {
    expect(await edict("check", join(alone, "package.json"))).toMatchObject({ code: 3 })
  })
})

describe("an application in strict TypeScript", { timeout: patience }, () => {
  test.each(applications)("$name is guarded in under 20 lines", async ({ name }) => {
    const source = await sourceOf(name)
    expect(source.split("\n").filter((line) => line.trim() !== "").length).toBeLessThan(20)

    const own = join(folder, name)
    expect(await compileApplication(own, name, source)).toEqual({ code: 0, output: "", errors: "" })

    const { origin, stop } = await startApplication(own, name)
    onTestFinished(stop)
    const ask = async (authorization: string) => {
      const answer = await fetch(`${origin}/notes/n1`, { headers: { authorization } })
      return { status: answer.status, body: await answer.json() }
    }
    expect(await ask("ann")).toEqual({ status: 200, body: { id: "n1", text: "milk" } })
    expect(await ask("zoe")).toMatchObject({ status: 403, body: { status: 403 } })
  })

  test("a loader that is no function, and a fact that there is not, are found", async () => {
    const source = await sourceOf("fastify")
    const wrong = source
      .replace("(id: string) => notes.get(id)", "notes")
      .replace(".edict.resources", ".edict.resource")
    const { code, output } = await compileApplication(join(folder, "fastify"), "wrong", wrong)
    expect(code).not.toBe(0)
    expect(output.match(/^wrong\.ts/gm)).toHaveLength(2)
  })
})

describe("what is loaded", { timeout: patience }, () => {
  const parser = ["chevrotain", "@chevrotain/gast", "yaml"]

  test("a plan decides with nothing but the engine", async () => {
    const text = `
      import { compilePlan } from "@edict/engine/decide"
      const policy = compilePlan(${planOf("none")})
      const { status } = policy.decide({ method: "GET", path: "/things" })
      process.exitCode = status === 401 ? 0 : 1`
    expect(await packagesLoaded(alone, "decides", text)).toEqual(["@edict/engine"])
  })

  test.each([
    { kind: "none", loads: [], spares: ["jose", ...parser] },
    { kind: "apikey", loads: ["yaml"], spares: ["jose", "chevrotain"] },
    { kind: "jwt", loads: ["jose"], spares: parser },
  ] as const)("the guard of a built plan that authenticates by $kind", async ({ kind, loads, spares }) => {
    const loaded = await packagesLoaded(alone, `guards-${kind}`, guarded(kind, await accessFor(kind)))
    expect(loaded).toEqual(expect.arrayContaining(["@edict/engine", ...loads]))
    expect(loaded.filter((name) => (spares as readonly string[]).includes(name))).toEqual([])
  })

  test("a built module is enforced with what its policy needs, and no parser", async () => {
    await writeFile(join(alone, "things.mjs"), moduleOf("apikey"))
    const program = guarded("apikey", await accessFor("apikey"))
      .replace(`compilePlan(${planOf("apikey")})`, "policy")
      .replace('import { compilePlan } from "@edict/engine/decide"', 'import { policy } from "./things.mjs"')
    const loaded = await packagesLoaded(alone, "guards-built", program)
    expect(program).not.toContain("compilePlan")
    expect(loaded).toEqual(expect.arrayContaining(["@edict/engine", "yaml"]))
    expect(loaded.filter((name) => ["jose", "chevrotain"].includes(name))).toEqual([])
  })

  test("a built module decides with one file of the engine", async () => {
    await writeFile(join(alone, "thing.mjs"), moduleOf("none"))
    const text = `
      import { policy } from "./thing.mjs"
      const { status } = policy.decide({ method: "GET", path: "/things" })
      process.exitCode = status === 401 ? 0 : 1`
    expect(await packagesLoaded(alone, "decides-built", text)).toEqual(["@edict/engine"])
    const files = await readFile(join(alone, "decides-built.loaded"), "utf8")
    expect(files.match(/node_modules\/@edict\/engine\/.*/g)).toEqual([
      "node_modules/@edict/engine/dist/decide.bundle.js",
    ])
  })

  test("an application with a built plan has no parser with it, and one with a folder has", async () => {
    const withPolicy = (policy: string): string => `
      import Fastify from "fastify"
      import { guard } from "@edict/adapters/fastify"
      import { compilePlan } from "@edict/engine/decide"
      const app = Fastify()
      const audit = { write: () => {} }
      await app.register(guard, { policy: ${policy}, audit, subject: () => undefined, loaders: { note: () => ({}) } })
      const { statusCode } = await app.inject("/elsewhere")
      await app.close()
      process.exitCode = statusCode === 404 ? 0 : 1`
    const own = join(folder, "fastify")
    const built = await packagesLoaded(own, "built", withPolicy(`compilePlan(${planOf("none")})`))
    expect(built).toContain("@edict/engine")
    expect(built.filter((name) => parser.includes(name))).toEqual([])
    await cp(new URL("apps/policy", import.meta.url), join(own, "texts"), { recursive: true })
    expect(await packagesLoaded(own, "read", withPolicy('"./texts"'))).toContain("chevrotain")
  })

  test("policy text is compiled without what verifies tokens", async () => {
    const text = `
      import { compile } from "@edict/engine"
      const { policy } = compile([{ path: "one.edict", text: "package one\\nGET /things { allow anyone }" }])
      process.exitCode = policy?.decide({ method: "GET", path: "/things" }).status === 200 ? 0 : 1`
    const loaded = await packagesLoaded(alone, "compiles", text)
    expect(loaded).toContain("chevrotain")
    expect(loaded).not.toContain("jose")
  })
})
