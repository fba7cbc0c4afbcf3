import { spawnSync } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { buildModule, compile } from "@edict/engine"
import { policyOf } from "./many-routes.ts"
import { median } from "./rounds.ts"
import type { Figures } from "./targets.ts"

const routeCount = 1000
const rounds = 31

/** Where programs find the engine as others do: by its name. */
const folder = fileURLToPath(new URL(`dist/start-${process.pid}`, import.meta.url))

/** What leads to a policy that decides, as a program would write it: an expression after imports. */
const ways: Readonly<Record<string, string>> = {
  "built module": `(await import("./policy.js")).policy`,
  "plan as JSON": `(await import("@edict/engine/decide")).compilePlan(
    JSON.parse((await import("node:fs")).readFileSync(new URL("plan.json", import.meta.url), "utf8")))`,
  "policy text": `await (await import("@edict/engine")).loadPolicy("policy.edict")`,
}

/**
 * Times how long a fresh process takes until a policy of a thousand full routes has made its first decision: on a route with a load and
 * a condition, which need the most. The clock starts inside the process, so that the start of Node itself is not counted.
 */
export async function benchStart(print: (line: string) => void): Promise<Figures> {
  const source = { ...policyOf(routeCount), path: "policy.edict" }
  const { policy } = compile([source])
  if (policy === undefined) throw new Error("the policy of the benchmark does not compile")
  mkdirSync(folder, { recursive: true })
  try {
    const { code } = buildModule(policy)
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
    write("policy.js", code)
    write("plan.json", JSON.stringify(policy.plan))
    write("policy.edict", source.text)
    write("nothing.js", "")
    for (const [name, way] of Object.entries(ways)) write(`${nameOf(name)}.js`, programOf(way))
    print(
      `${routeCount} full routes, from the first import to the first decision; the median of ${rounds} processes`,
    )
    print(
      `  the module has ${(code.length / 1e6).toFixed(2)} MB, the plan ${(JSON.stringify(policy.plan).length / 1e6).toFixed(2)}`,
    )
    return timeWays(print)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const nameOf = (way: string): string => way.replaceAll(" ", "-")

function programOf(way: string): string {
  const request = {
    method: "GET",
    path: "/v1/orders7/o1",
    subject: { id: "u1", roles: ["customer"] },
    context: { tls: "1.3" },
    resources: { order: { ownerId: "u1", tenantId: "t", total: 1 } },
  }
  return `import "./nothing.js"
const started = performance.now()
const policy = ${way}
const { decision } = policy.decide(${JSON.stringify(request)})
const ended = performance.now()
if (decision !== "allow") throw new Error(decision)
process.stdout.write(String(ended - started))`
}

/** In turns, so that what slows the machine slows all; the first turn warms up and is not counted. */
function timeWays(print: (line: string) => void): Figures {
  const found = new Map(Object.keys(ways).map((name): [string, number[]] => [name, []]))
  for (let round = 0; round <= rounds; round++)
    for (const [name, milliseconds] of found) {
      const ran = spawnSync(process.execPath, [`${nameOf(name)}.js`], { cwd: folder, encoding: "utf8" })
      if (ran.status !== 0) throw new Error(ran.stderr)
      if (round > 0) milliseconds.push(Number(ran.stdout))
    }
  const figures = [...found].map(([name, milliseconds]): [string, number] => [name, median(milliseconds)])
  for (const [name, milliseconds] of figures)
    print(
      `  ${name.padEnd(14)} ${milliseconds.toFixed(1).padStart(7)} ms, least ${Math.min(...found.get(name)!).toFixed(1)}`,
    )
  return Object.fromEntries(
    figures.map(([name, milliseconds]) => [`1,000 routes, ${name}, milliseconds`, milliseconds]),
  )
}
