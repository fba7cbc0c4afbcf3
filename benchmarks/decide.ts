import { spawnSync } from "node:child_process"
import { accesscontrol } from "./peers/accesscontrol.ts"
import { casbin } from "./peers/casbin.ts"
import { casl } from "./peers/casl.ts"
import { cedar } from "./peers/cedar.ts"
import { edictClosures, edictGenerated } from "./peers/edict.ts"
import { handWritten } from "./peers/router.ts"
import { interleaved, type Contender, type Timing } from "./rounds.ts"
import type { Figures } from "./targets.ts"
import {
  freshPaths,
  scenarioRequests,
  scenarioRules,
  type Decide,
  type Peer,
  type ScenarioRequest,
} from "./scenario-decide.ts"

const backends: readonly Peer[] = [edictGenerated, edictClosures]
const others: readonly Peer[] = [handWritten, casl, accesscontrol, casbin, cedar]
const sizes = [10, 100, 1_000, 10_000] as const
const requestCount = 1_000
const rounds = 9
const roundMilliseconds = 100

/** Names the process that times one back end at one size: see `timeSize`. */
export const sizeMode = "decide-size"

/**
 * Times one decision of every peer at every size, after proving that all answer alike.
 *
 * Each back end at each size has a process of its own, as a server has one policy: code that a second
 * policy made the machine's compiler less sure of would be timed otherwise.
 */
export async function benchDecide(print: (line: string) => void): Promise<Figures> {
  const figures: Record<string, number> = {}
  for (const size of sizes) {
    print(`\n${size} rules`)
    for (const own of backends) {
      const timings = inProcess(size, own)
      const baseline = nanosecondsOf(timings, handWritten)
      const nanoseconds = nanosecondsOf(timings, own)
      figures[`${own.name} at ${size}, ns`] = nanoseconds
      for (const peer of timings.filter(({ name }) => name !== own.name))
        figures[`${own.name} / ${peer.name} at ${size}`] = peer.nanoseconds / nanoseconds
      for (const timing of timings) print(row(timing, baseline))
    }
  }
  for (const { name } of backends)
    figures[`growth: ${name}`] =
      figures[`${name} at ${sizes.at(-1)}, ns`]! / figures[`${name} at ${sizes[0]}, ns`]!
  return figures
}

export function peerVersions(): readonly string[] {
  return others.map(({ name, version }) => `${name}: ${version}`)
}

function row({ name, nanoseconds }: Timing, baseline: number): string {
  const ratio = baseline / nanoseconds
  const shown = ratio < 0.01 ? ratio.toExponential(1) : ratio.toFixed(2)
  return `  ${name.padEnd(34)} ${nanoseconds.toFixed(0).padStart(9)} ns   ${shown.padStart(8)} × the hand-written router's speed`
}

function inProcess(size: number, own: Peer): readonly Timing[] {
  const given = [...process.execArgv, process.argv[1]!, sizeMode, String(size), own.name]
  const { status, stdout, stderr } = spawnSync(process.execPath, given, { encoding: "utf8" })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as readonly Timing[]
}

/** Times one back end and its peers at one size, and prints the timings as JSON. */
export async function timeSize(size: number, backend: string): Promise<void> {
  const own = backends.find(({ name }) => name === backend)
  if (!own) throw new Error(`there is no back end \`${backend}\``)
  const rules = scenarioRules(size)
  const requests = scenarioRequests(rules, requestCount)
  const contenders: Contender[] = []
  for (const peer of [own, ...others].filter(({ largest }) => size <= largest)) {
    const decide = await peer.prepare(rules)
    prove(peer, decide, requests)
    contenders.push(contender(peer.name, decide, requests))
  }
  process.stdout.write(JSON.stringify(await interleaved(contenders, rounds, roundMilliseconds)))
}

function nanosecondsOf(timings: readonly Timing[], { name }: Peer): number {
  return timings.find((timing) => timing.name === name)!.nanoseconds
}

function prove(peer: Peer, decide: Decide, requests: readonly ScenarioRequest[]): void {
  const paths = freshPaths(requests)
  requests.forEach(({ method, as, expected }, index) => {
    const path = paths[index]!
    if (decide(method, path, as) === expected) return
    throw new Error(`${peer.name} answers otherwise: ${method} ${path} as ${as} should be ${expected}`)
  })
}

/** Slow peers get fewer requests a turn, so that a round stays a round. */
function contender(name: string, decide: Decide, requests: readonly ScenarioRequest[]): Contender {
  const trial = requests.slice(0, 20)
  const trialPaths = freshPaths(trial)
  const started = performance.now()
  trial.forEach(({ method, as }, index) => decide(method, trialPaths[index]!, as))
  const each = (performance.now() - started) / trial.length
  const operations = Math.max(20, Math.min(requests.length, Math.floor(20 / each)))
  const batch = requests.slice(0, operations)
  let paths: readonly string[] = []
  let allowed = 0
  const run = (): void => {
    for (let index = 0; index < batch.length; index++) {
      const { method, as } = batch[index]!
      if (decide(method, paths[index]!, as)) allowed++
    }
    if (allowed < 0) throw new Error("unreachable")
  }
  const prepare = (): void => {
    paths = freshPaths(batch)
  }
  return { name, prepare, run, operations }
}
