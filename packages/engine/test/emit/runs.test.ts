import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build } from "esbuild"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { compile } from "../../src/compile.ts"
import type { Decision } from "../../src/decide/decision.ts"
import { buildModule } from "../../src/emit/build.ts"
import { decideByReference } from "../../src/reference/decide.ts"
import { hasBrowser, startBrowser } from "../analyze/matrix/browser.ts"
import { essence } from "../differential/essence.ts"
import { generatePolicy } from "../generate/policy.ts"
import { makeRandom } from "../generate/random.ts"
import { generateRequest } from "../generate/request.ts"
import { layEngine } from "./modules.ts"

// One policy and three hundred requests, decided by its module wherever programs run; what comes out is compared with the
// reference outside. `said` is what a program says of them.

const generated = generatePolicy(20_260_101, { routes: 40 })
const { policy } = compile(generated.files)
const random = makeRandom(7)
const requests = Array.from({ length: 300 }, () => generateRequest(generated, random)).map(
  // As they come out of JSON: a Date would not.
  (request) => JSON.parse(JSON.stringify(request)) as typeof request,
)
const expected = requests.map((request) => essence(decideByReference(policy!.model, request)))

const asked = `import { policy } from "./policy.js"
import { requests } from "./requests.js"
const codeIsMade = () => { try { return new Function("return true")() } catch { return false } }
export const said = () => JSON.stringify({ codeIsMade: codeIsMade(), decisions: requests.map((request) => policy.decide(request)) })`

/** Where a page cannot be asked by code, it is read. */
const show = `document.body.appendChild(document.createElement("pre")).textContent = `

let folder = ""
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "edict-runs-"))
  await layEngine(folder)
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  write("policy.js", buildModule(policy!).code)
  write("requests.js", `export const requests = JSON.parse(${JSON.stringify(JSON.stringify(requests))})`)
  write("asked.js", asked)
  write("plain.js", 'import { said } from "./asked.js"\nprocess.stdout.write(said())')
  write(
    "threads.js",
    `import { isMainThread, parentPort, Worker } from "node:worker_threads"
import { said } from "./asked.js"
if (isMainThread) new Worker(new URL(import.meta.url)).on("message", (text) => process.stdout.write(text))
else parentPort.postMessage(said())`,
  )
  write("page.js", `import { said } from "./asked.js"\n${show}said()`)
  write("worker.js", `import { said } from "./asked.js"\npostMessage(said())`)
  write(
    "start-worker.js",
    `new Worker("/worker.js", { type: "module" }).onmessage = ({ data }) => { ${show}data }`,
  )
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

function node(...given: readonly string[]): string {
  const ran = spawnSync(process.execPath, given, { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 })
  expect([ran.status, ran.stderr]).toEqual([0, ""])
  return ran.stdout
}

/** Whether code could be made there, and which decisions were not the reference's: `right` has none. */
function read(text: string): { readonly codeIsMade: boolean; readonly wrong: readonly string[] } {
  const { codeIsMade, decisions }: Said = JSON.parse(text)
  const found = decisions.map((decision) => essence(decision))
  return { codeIsMade, wrong: expected.filter((one, place) => one !== found[place]) }
}

interface Said {
  readonly codeIsMade: boolean
  readonly decisions: readonly Decision[]
}

const right = (codeIsMade: boolean) => ({ codeIsMade, wrong: [] })

test("the requests are allowed and denied, for many reasons", () => {
  const decisions = expected.map((text) => (JSON.parse(text) as { readonly reason: string }).reason)
  expect(decisions.filter((reason) => reason === "allowed").length).toBeGreaterThan(60)
  expect(new Set(decisions).size).toBeGreaterThan(7)
})

describe("a module decides as the reference does", () => {
  test("in Node", () => {
    expect(read(node("plain.js"))).toEqual(right(true))
  })

  test("in Node that makes no code from text", () => {
    expect(read(node("--disallow-code-generation-from-strings", "plain.js"))).toEqual(right(false))
  })

  test("in a thread of Node", () => {
    expect(read(node("--disallow-code-generation-from-strings", "threads.js"))).toEqual(right(false))
  })

  test.each(["browser", "neutral"] as const)(
    "bundled for the platform %s, which has no module of Node",
    async (platform) => {
      const outfile = join(folder, `bundled-${platform}.mjs`)
      await build({
        entryPoints: [join(folder, "plain.js")],
        outfile,
        platform,
        bundle: true,
        minify: true,
        format: "esm",
        logLevel: "silent",
      })
      expect(readFileSync(outfile, "utf8")).not.toMatch(/\bnode:|require\(/)
      expect(read(node("--disallow-code-generation-from-strings", outfile))).toEqual(right(false))
    },
  )
})

describe.runIf(hasBrowser)("in a browser whose page makes no code from text", () => {
  let server: Server
  beforeAll(async () => {
    for (const name of ["page.js", "worker.js", "start-worker.js"]) {
      await build({
        entryPoints: [join(folder, name)],
        outfile: join(folder, "www", name),
        platform: "browser",
        bundle: true,
        format: "esm",
        logLevel: "silent",
      })
    }
    server = createServer((request, response) => {
      const isScript = request.url?.endsWith(".js") === true
      response.setHeader(
        "content-security-policy",
        "default-src 'none'; script-src 'self'; worker-src 'self'",
      )
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html")
      if (isScript) return response.end(readFileSync(join(folder, "www", request.url ?? "")))
      return response.end(
        `<!doctype html><title>t</title><script type="module" src="${request.url}.js"></script>`,
      )
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  }, 60_000)
  afterAll(() => server.close())

  test.each(["page", "start-worker"])("%s", { timeout: 120_000 }, async (name) => {
    const browser = await startBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`)
      const said = await page.waitForSelector("pre")
      expect(read((await said.textContent()) ?? "")).toEqual(right(false))
    } finally {
      await browser.close()
    }
  })
})
