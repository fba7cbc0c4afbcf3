import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isDeepStrictEqual, parseArgs } from "node:util"
import {
  buildModule,
  createGuard,
  loadPolicy,
  pinoSink,
  type AuditLine,
  type AuditSink,
  type CompiledPolicy,
  type GuardOptions,
} from "@edict/engine"
import { readTestFile, type Case } from "./cases.ts"
import { call, type Reply } from "./client.ts"
import { makeCredentials, type Credentials } from "./credentials.ts"
import { frameworks, type Framework, type Shop } from "./frameworks.ts"
import { hiddenFrom } from "./hidden.ts"
import { makeStore, shopRoutes, type Seen, type Store } from "./shop.ts"

// Starts the orders API of `policies/orders` behind its policy, asks it everything that the policy's test file
// says, over real HTTPS, and shows what came back. What is expected comes from that file alone.

const policyFolder = "policies/orders"
const wantedPort = 8443

interface Demonstration {
  readonly secure: URL
  readonly plain: URL
  readonly credentials: Credentials
  readonly store: Store
  readonly seen: Seen
  readonly lines: AuditLine[]
}

const { once: isOnce, built: isBuilt, framework } = readArguments()
const test = readTestFile(await readFile(join(policyFolder, "orders.test.yaml"), "utf8"))
const credentials = await makeCredentials(test.actors)
const store = makeStore(test.data)
const seen: Seen = { answer: undefined, rule: undefined }
const lines: AuditLine[] = []
let sink: AuditSink = { write: (line) => void lines.push(line) }

const folder = await mkdtemp(join(tmpdir(), "edict-orders-"))
await writeFile(join(folder, "partners.yaml"), credentials.keyFile)
await writeFile(join(folder, "certificate.pem"), credentials.certificate)
const loaded = await loadPolicy(policyFolder)
const policy = isBuilt ? await importBuilt(loaded) : loaded
const guard = await createGuard({
  policy,
  folder,
  environment: { SHOP_JWKS: credentials.keySet },
  loaders: { order: (id: string) => store.find(id) },
  audit: { write: (line) => sink.write(line) },
})
const routes = shopRoutes(store, seen)
const shop = await framework(guard, routes, { key: credentials.privateKey, cert: credentials.certificate })
const plainShop = await framework(guard, routes)
const demonstration: Demonstration = {
  secure: new URL(`https://localhost:${await listen(shop, isOnce ? 0 : wantedPort)}`),
  plain: new URL(`http://localhost:${await listen(plainShop, 0)}`),
  credentials,
  store,
  seen,
  lines,
}
const failures = await askEverything(demonstration)
const verdict =
  failures === 0 ? "every answer was the expected one" : `${failures} answers were not the expected ones`
process.stdout.write(`\n${verdict}\n`)
if (isOnce) {
  await close()
  process.exitCode = failures === 0 ? 0 : 1
} else {
  await serve(demonstration)
}

/** What was asked for on the command line; what cannot be read ends here. */
/** As a program has it that `edict build` wrote the policy for: a module, and no parser. It lies where modules find the engine. */
async function importBuilt(compiled: CompiledPolicy): Promise<GuardOptions["policy"]> {
  const file = new URL(`policy-${process.pid}.built.mjs`, import.meta.url)
  await writeFile(file, buildModule(compiled).code)
  try {
    const { policy: built }: { readonly policy: GuardOptions["policy"] } = await import(file.href)
    return built
  } finally {
    await rm(file)
  }
}

function readArguments(): { readonly once: boolean; readonly built: boolean; readonly framework: Framework } {
  const names = [...frameworks.keys()]
  try {
    const { values } = parseArgs({
      options: {
        once: { type: "boolean", default: false },
        built: { type: "boolean", default: false },
        framework: { type: "string", default: "fastify" },
      },
    })
    const open = frameworks.get(values.framework)
    if (open === undefined)
      throw new Error(`there is no framework \`${values.framework}\`: ${names.join(", ")}`)
    return { once: values.once, built: values.built, framework: open }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
  }
}

/** The port asked for, or any where it is taken. */
async function listen(opened: Shop, port: number): Promise<number> {
  try {
    return await opened.listen(port)
  } catch {
    return opened.listen(0)
  }
}

async function askEverything(demo: Demonstration): Promise<number> {
  row("request", "actor", "status", "decided by", "hidden")
  let wrong = 0
  for (const one of test.cases) {
    demo.store.reset()
    if (!(await askCase(demo, one, demo.secure))) wrong += 1
  }
  const first = test.cases.find(
    ({ path, expected }) => path === "/v1/orders/o1" && expected.status === "allow",
  )
  if (first === undefined) return wrong + 1
  const refused = { ...first, name: "without TLS", expected: { status: 403 } }
  return (await askCase(demo, refused, demo.plain)) ? wrong : wrong + 1
}

async function askCase(demo: Demonstration, one: Case, url: URL): Promise<boolean> {
  const { method, path, body, repeat, expected } = one
  const headers = await demo.credentials.headersFor(one.actor)
  let reply: Reply = { status: 0, body: undefined }
  for (let time = 0; time < repeat; time += 1) {
    demo.lines.length = 0
    Object.assign(demo.seen, { answer: undefined, rule: undefined })
    reply = await call({ url, path, method, headers, body, certificate: demo.credentials.certificate })
  }
  const isStatus = expected.status === "allow" ? reply.status < 300 : reply.status === expected.status
  const isBody = !("body" in expected) || isDeepStrictEqual(reply.body, expected.body)
  const mark =
    isStatus && isBody ? "" : isStatus ? " (another body was expected)" : ` (expected ${expected.status})`
  const by = demo.seen.rule ?? decidingLine(demo.lines.at(-1)) ?? problemOf(reply.body)
  const hidden = reply.status < 300 ? hiddenFrom(demo.seen.answer, reply.body) : ""
  const times = repeat > 1 ? ` × ${repeat}` : ""
  row(
    `${method} ${path}${times}${url.protocol === "http:" ? " (plain HTTP)" : ""}`,
    one.as,
    `${reply.status}${mark}`,
    by,
    hidden,
  )
  return mark === ""
}

/** The rule that refused; where it is the lack of one, the route that lacks it. */
function decidingLine(line: AuditLine | undefined): string | undefined {
  if (line === undefined || line.rule !== undefined) return line?.rule
  const route = policy.plan.routes.find(({ id }) => id === line.route)
  return route === undefined ? line.reason : `${route.span.file}:${route.span.line} ${line.reason}`
}

/** What a refusal without an audit line is: `audit none`. */
function problemOf(body: unknown): string {
  const type = typeof body === "object" && body !== null && "type" in body ? String(body.type) : ""
  return type.slice(type.lastIndexOf(":") + 1)
}

function row(...cells: readonly string[]): void {
  const widths = [33, 9, 6, 28, 0]
  process.stdout.write(
    `${cells
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join(" ")
      .trimEnd()}\n`,
  )
}

async function serve({ secure }: Demonstration): Promise<void> {
  const [alice] = test.actors
  const sue = test.cases.find(({ as }) => as === "sue+mfa")?.actor
  const service = test.actors.find(({ roles }) => roles.includes("service"))
  const curl = async (actor: typeof alice, rest: string): Promise<string> => {
    const fields = Object.entries(await credentials.headersFor(actor)).map(
      ([name, value]) => ` -H '${name}: ${value}'`,
    )
    return `curl --cacert ${join(folder, "certificate.pem")}${fields.join("")} ${rest}`
  }
  const commands = [
    await curl(alice, `${secure.origin}/v1/orders/o1`),
    await curl(alice, `${secure.origin}/v1/orders/o2`),
    await curl(service, `${secure.origin}/v1/orders`),
    await curl(sue, `-X POST ${secure.origin}/v1/orders/o1/refund`),
    await curl(undefined, `${secure.origin}/healthz`),
  ]
  process.stdout.write(
    `\nserving ${secure.origin}; each decision below is one line. Try:\n\n${commands.join("\n\n")}\n\n`,
  )
  sink = pinoSink()
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void close())
}

async function close(): Promise<void> {
  await Promise.all([shop.close(), plainShop.close(), rm(folder, { recursive: true, force: true })])
}
