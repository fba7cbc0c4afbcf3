import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeCredentials, type Credentials } from "./http/credentials.ts"
import { load } from "./http/load.ts"
import { prove } from "./http/proof.ts"
import { figuresOf, tableOf, type Rounds } from "./http/report.ts"
import { frameworks, kinds, type Framework } from "./http/scenario.ts"
import { buildServer, startServer, type Running } from "./http/servers.ts"
import type { Figures } from "./targets.ts"
import { versionOf } from "./version.ts"

const rounds = 7
const connections = 20
const busySeconds = 2
const quietSeconds = 1

const peers: Readonly<Record<Framework, readonly string[]>> = {
  Fastify: ["fastify", "@fastify/jwt", "@fastify/rate-limit", "@casl/ability", "pino"],
  Express: ["express", "express-jwt", "express-rate-limit", "@casl/ability", "pino"],
  Koa: ["koa", "@koa/router", "koa-jwt", "koa-ratelimit", "@casl/ability", "pino"],
}

const howMeasured = [
  "Each server is a process of its own, the load comes from another; the contenders of a framework take turns in every round.",
  `Counted: the median over ${rounds} rounds of what two turns of a round give together. A turn is ${busySeconds} s of ${connections} connections kept`,
  `busy, then ${quietSeconds} s of one (added: to its p50). All write their lines at once to a file. cpu: of the server, a request; busy: its`,
  "share of one processor, near 1 where the server and not the load was what bounded the rate.",
]

export function httpVersions(): readonly string[] {
  const stacks = frameworks.map(
    (framework) => `${framework}: ${peers[framework].map((name) => `${name} ${versionOf(name)}`).join(", ")}`,
  )
  return [...stacks, `autocannon ${versionOf("autocannon")}`]
}

/**
 * Times each framework bare, guarded, and guarded by its peers, after proving that all that are guarded answer alike.
 *
 * Each contender is a process of its own, and the load comes from this one. In a round all contenders of a framework take a
 * turn, one after the other, each round from another one on; ratios are of turns of one round, and the median counts.
 */
export async function benchHttp(print: (line: string) => void): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "edict-http-"))
  const servers: Running[] = []
  try {
    const credentials = await makeCredentials()
    buildServer()
    for (const framework of frameworks)
      for (const kind of kinds) servers.push(await startServer(framework, kind, folder, credentials))
    await prove(servers, credentials)
    for (const line of howMeasured) print(line)
    const figures: Record<string, number> = {}
    for (const [framework, timed] of await timeAll(servers, credentials)) {
      print(`\n${framework}`)
      for (const line of tableOf(timed)) print(line)
      Object.assign(figures, figuresOf(framework, timed))
    }
    return figures
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()))
    rmSync(folder, { recursive: true })
  }
}

async function timeAll(
  servers: readonly Running[],
  credentials: Credentials,
): Promise<ReadonlyMap<Framework, Rounds>> {
  const timed = new Map<Framework, Rounds>(
    frameworks.map((framework) => [framework, { bare: [], none: [], summary: [], stack: [] }]),
  )
  for (const { round, server } of turnsOf(servers)) {
    const busy = await load(server, credentials, connections, busySeconds)
    const quiet = await load(server, credentials, 1, quietSeconds)
    // The first round warms up and is not counted.
    if (round > 0) timed.get(server.framework)![server.kind].push({ busy, quiet })
  }
  return timed
}

/** Round after round all contenders of a framework, then those of the next; each round from another one on. */
function turnsOf(
  servers: readonly Running[],
): readonly { readonly round: number; readonly server: Running }[] {
  return Array.from({ length: rounds + 1 }, (_, round) => round).flatMap((round) =>
    frameworks.flatMap((framework) => {
      const own = servers.filter((server) => server.framework === framework)
      return own.map((_, turn) => ({ round, server: own[(turn + round) % own.length]! }))
    }),
  )
}
