import { once } from "node:events"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import type { IncomingMessage, Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"

/** By the name under which a page imports it. */
type Modules = Readonly<Record<string, unknown>>

/** The blocks of a page that have this word behind their fence, which stands so far from the margin. */
export async function blocksOf(path: string, kind: string, margin = ""): Promise<readonly string[]> {
  const page = await readFile(new URL(`../../../../${path}`, import.meta.url), "utf8")
  const blocks = [...page.matchAll(new RegExp(`^${margin}\`\`\`${kind}\n(.*?)^${margin}\`\`\`$`, "gms"))]
  if (blocks.length === 0) throw new Error(`${path} has no block of ${kind}`)
  return blocks.map(([, text = ""]) => text.replaceAll(new RegExp(`^${margin}`, "gm"), ""))
}

/** A folder that holds the policy, until the test is over. */
export async function folderOf(policy: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "edict-guide-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, "policy.edict"), policy)
  return folder
}

interface Surroundings {
  /** In place of the folder that the program names. */
  readonly folder: string
  readonly modules: Modules
  /** What the program has from the application around it. */
  readonly given?: Readonly<Record<string, unknown>>
}

/** Runs a program as it stands on its page; gives what it declares under these names. */
export async function runProgram<Declared>(
  program: string,
  declared: readonly string[],
  { folder, modules, given = {} }: Surroundings,
): Promise<Declared> {
  const text = program
    .replaceAll(/^import (\w+) from "(.*)"$/gm, 'const $1 = modules["$2"].default')
    .replaceAll(/^import (\{.*\}) from "(.*)"$/gm, 'const $1 = modules["$2"]')
    .replaceAll(/"\.\/policies\/\w+"/g, () => JSON.stringify(folder))
  const all = { modules, callerOf, ...given }
  // oxlint-disable-next-line typescript/no-implied-eval -- running the page's programs is what the test is for
  const run = new Function(
    ...Object.keys(all),
    `return (async () => { ${text}\nreturn { ${declared.join(", ")} } })()`,
  )
  return run(...Object.values(all))
}

/** The `callerOf` of all pages: who calls stands in `x-user`, and Sue is of the support. */
function callerOf({
  headers,
}: IncomingMessage): { readonly id: string; readonly roles: readonly string[] } | undefined {
  const id = headers["x-user"]
  return typeof id === "string" ? { id, roles: id === "sue" ? ["support"] : ["customer"] } : undefined
}

interface Framework {
  readonly modules: Modules
  /** How the guide's program listens, and how it does here. */
  readonly listen: readonly [asWritten: string, asRun: string]
  /** Where the server of Node is, among what the program declares. */
  readonly server: string
}

interface Closing {
  readonly close: () => unknown
  readonly closeAllConnections?: () => void
}

/** Ends with the test what a program opened, also where the program fails. */
function keep<Opened extends Closing>(opened: Opened): Opened {
  onTestFinished(async () => {
    opened.closeAllConnections?.()
    await opened.close()
  })
  return opened
}

async function originOf(server: Server): Promise<string> {
  if (!server.listening) await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const ann = { id: "o1", ownerId: "ann", total: 500, cost: 3 }
const orders = new Map([
  ["o1", ann],
  ["o2", { ...ann, id: "o2", ownerId: "bob" }],
])

/** Runs the programs of a framework's guide: all three have the same policy, and answer alike. */
export function testGuide(path: string, { modules, listen, server: place }: Framework): void {
  const start = async (programs: readonly string[]): Promise<string> => {
    const folder = await folderOf((await blocksOf(path, "edict")).join(""))
    const program = programs.join("\n")
    expect(program).toContain(listen[0])
    const surroundings = { folder, modules, given: { orders, keep } }
    const text = `${program.replace(...listen)}\nconst found = ${place}`
    const { found } = await runProgram<{ readonly found: Server }>(text, ["found"], surroundings)
    return originOf(found)
  }

  test.each([
    { as: "ann", asked: "GET /v1/orders/o1", status: 200, body: { id: "o1", total: 500 } },
    { as: "ann", asked: "GET /v1/orders/%6f1", status: 200, body: { id: "o1", total: 500 } },
    { as: "sue", asked: "GET /v1/orders/o1", status: 200, body: { id: "o1", total: 500, cost: 3 } },
    { as: "bob", asked: "GET /v1/orders/o1", status: 403 },
    { as: "", asked: "GET /v1/orders/o1", status: 401 },
    {
      as: "sue",
      asked: "GET /v1/orders",
      status: 200,
      body: [
        { id: "o1", total: 500 },
        { id: "o2", total: 500 },
      ],
    },
    { as: "ann", asked: "POST /v1/orders", sent: { total: 7 }, status: 201, body: { id: "o9", total: 7 } },
    { as: "ann", asked: "POST /v1/orders", sent: { total: -7 }, status: 403 },
    { as: "ann", asked: "GET /v1/other", status: 404 },
  ])("the guide's program answers $status to $as for $asked", async ({ as, asked, sent, status, body }) => {
    const origin = await start((await blocksOf(path, "ts")).slice(0, 1))
    const [method = "", url = ""] = asked.split(" ")
    const answer = await fetch(`${origin}${url}`, {
      method,
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      headers: {
        ...(sent === undefined ? {} : { "content-type": "application/json" }),
        ...(as === "" ? {} : { "x-user": as }),
      },
    })
    const came = (await answer.json()) as { readonly status?: number }
    const shown = body === undefined ? { status: came.status } : came
    expect([answer.status, shown]).toEqual([status, body ?? { status }])
  })

  test("the guide's test finds the route that the policy lacks", async () => {
    const programs = await blocksOf(path, "ts")
    await expect(start(programs)).rejects.toThrow("the policy has no route for\n  GET /v1/internal\n")
  })
}
