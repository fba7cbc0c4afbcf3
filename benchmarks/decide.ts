import { accesscontrol } from "./peers/accesscontrol.ts"
import { casbin } from "./peers/casbin.ts"
import { casl } from "./peers/casl.ts"
import { cedar } from "./peers/cedar.ts"
import { edictClosures, edictGenerated } from "./peers/edict.ts"
import { handWritten } from "./peers/router.ts"
import { interleaved, type Contender, type Timing } from "./rounds.ts"
import type { Figures } from "./targets.ts"
import {
  freshPath,
  scenarioRequests,
  scenarioRules,
  type Decide,
  type Peer,
  type ScenarioRequest,
} from "./scenario-decide.ts"

const peers: readonly Peer[] = [
  edictGenerated,
  edictClosures,
  handWritten,
  casl,
  accesscontrol,
  casbin,
  cedar,
]
const sizes = [10, 100, 1_000, 10_000] as const
const requestCount = 1_000
const rounds = 7
const roundMilliseconds = 120

/** Times one decision of every peer at every size, after proving that all answer alike. */
export async function benchDecide(print: (line: string) => void): Promise<Figures> {
  const figures: Record<string, number> = {}
  const firstSize: Record<string, number> = {}
  for (const size of sizes) {
    const rules = scenarioRules(size)
    const requests = scenarioRequests(rules, requestCount)
    const contenders: Contender[] = []
    for (const peer of peers.filter(({ largest }) => size <= largest)) {
      const decide = await peer.prepare(rules)
      prove(peer, decide, requests)
      contenders.push(contender(peer.name, decide, requests))
    }
    const timings = await interleaved(contenders, rounds, roundMilliseconds)
    const baseline = nanosecondsOf(timings, handWritten)
    print(`\n${size} rules`)
    for (const { name, nanoseconds } of timings) {
      print(
        `  ${name.padEnd(34)} ${nanoseconds.toFixed(0).padStart(9)} ns   ${(baseline / nanoseconds).toFixed(3)} × the hand-written router's speed`,
      )
    }
    Object.assign(figures, ratios(size, timings))
    for (const peer of [edictGenerated, edictClosures]) {
      const nanoseconds = nanosecondsOf(timings, peer)
      if (size === sizes[0]) firstSize[peer.name] = nanoseconds
      if (size === sizes.at(-1)) figures[`growth: ${peer.name}`] = nanoseconds / firstSize[peer.name]!
    }
  }
  return figures
}

export function peerVersions(): readonly string[] {
  return peers.filter(({ version }) => version !== "").map(({ name, version }) => `${name}: ${version}`)
}

/** Speed of Edict as a multiple of each peer's. */
function ratios(size: number, timings: readonly Timing[]): Figures {
  const entries = [edictGenerated, edictClosures].flatMap((own) => {
    const nanoseconds = nanosecondsOf(timings, own)
    return timings
      .filter(({ name }) => !name.startsWith("Edict"))
      .map((peer) => [`${own.name} / ${peer.name} at ${size}`, peer.nanoseconds / nanoseconds] as const)
  })
  return Object.fromEntries(entries)
}

function nanosecondsOf(timings: readonly Timing[], { name }: Peer): number {
  return timings.find((timing) => timing.name === name)!.nanoseconds
}

function prove(peer: Peer, decide: Decide, requests: readonly ScenarioRequest[]): void {
  requests.forEach((request, id) => {
    const path = freshPath(request, id)
    if (decide(request.method, path, request.as) === request.expected) return
    throw new Error(
      `${peer.name} answers otherwise: ${request.method} ${path} as ${request.as} should be ${request.expected}`,
    )
  })
}

/** Slow peers get fewer requests a turn, so that a round stays a round. */
function contender(name: string, decide: Decide, requests: readonly ScenarioRequest[]): Contender {
  const started = performance.now()
  requests.slice(0, 20).forEach((request, id) => decide(request.method, freshPath(request, id), request.as))
  const each = (performance.now() - started) / 20
  const operations = Math.max(20, Math.min(requests.length, Math.floor(20 / each)))
  const batch = requests.slice(0, operations)
  let id = 1_000_000
  let allowed = 0
  const run = (): void => {
    for (let index = 0; index < batch.length; index++) {
      const request = batch[index]!
      if (decide(request.method, freshPath(request, id++), request.as)) allowed++
    }
    if (allowed < 0) throw new Error("unreachable")
  }
  return { name, run, operations }
}
