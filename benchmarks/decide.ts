import { spawnSync } from "node:child_process"
import { accesscontrol } from "./peers/accesscontrol.ts"
import { casbin } from "./peers/casbin.ts"
import { casl } from "./peers/casl.ts"
import { cedar } from "./peers/cedar.ts"
import { edictClosures, edictGenerated } from "./peers/edict.ts"
import { handWritten } from "./peers/router.ts"
import { besideEach, median, type Beside, type Contender } from "./rounds.ts"
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
const near: readonly Peer[] = [handWritten, casl, accesscontrol]
/** Slower by orders: their place is told well enough by one process. */
const far: readonly Peer[] = [casbin, cedar]
/** In the order in which processes run: growth is of the ends, which must not be apart in time. */
const sizes = [10, 10_000, 100, 1_000] as const
const requestCount = 1_000
const processes = 5
const rounds = 6
const turnMilliseconds = 40

/** Names the process that times one back end at one size: see `timeSize`. */
export const sizeMode = "decide-size"

/** One back end at one size: what each process measured beside each peer. */
interface Place {
  readonly size: number
  readonly own: Peer
  readonly measured: (readonly Beside[])[]
}

/**
 * Times one decision of both back ends beside every peer at every size, after proving that all answer alike.
 *
 * Each process has one back end at one size, as a server has one policy: code that a second policy made the machine's
 * compiler less sure of would be timed otherwise. What the compiler makes of it differs from process to process, so that
 * there are several, and all places take turns.
 */
export async function benchDecide(print: (line: string) => void): Promise<Figures> {
  for (const line of howMeasured) print(line)
  const places = backends.flatMap((own) => sizes.map((size): Place => ({ size, own, measured: [] })))
  for (let turn = 0; turn < processes; turn++)
    for (const { size, own, measured } of places) measured.push(inProcess(size, own, turn === 0))

  for (const place of places.toSorted((one, other) => one.size - other.size)) {
    print(`\n${place.own.name}, ${place.size} rules: ${nanosecondsOf(place).toFixed(0)} ns`)
    for (const peer of peersOf(place)) print(rowOf(place, peer))
  }
  return Object.assign({}, ...places.map(figuresOf), ...backends.map((own) => growthOf(own, places)))
}

const howMeasured = [
  "Edict and a peer take turns of a batch of decisions, one after the other; a ratio is of two such turns.",
  `Counted: the median of ${rounds} rounds in a process, and of that the median over ${processes} processes (in brackets: the least`,
  "and the greatest); one process where a peer is slower by orders. Places take turns, process by process.",
]

export function peerVersions(): readonly string[] {
  return [...near, ...far].map(({ name, version }) => `${name}: ${version}`)
}

function inProcess(size: number, own: Peer, isWhole: boolean): readonly Beside[] {
  const given = [...process.execArgv, process.argv[1]!, sizeMode, String(size), own.name]
  const { status, stdout, stderr } = spawnSync(process.execPath, isWhole ? [...given, "whole"] : given, {
    encoding: "utf8",
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as readonly Beside[]
}

/** Times one back end beside its peers at one size, and prints the timings as JSON; `whole`: also beside those far behind. */
export async function timeSize(size: number, backend: string, isWhole: boolean): Promise<void> {
  const own = backends.find(({ name }) => name === backend)
  if (!own) throw new Error(`there is no back end \`${backend}\``)
  const rules = scenarioRules(size)
  const requests = scenarioRequests(rules, requestCount)
  const ready = async (peer: Peer): Promise<Contender> => {
    const decide = await peer.prepare(rules)
    prove(peer, decide, requests)
    return contender(peer.name, decide, requests)
  }
  const first = await ready(own)
  const timed: Beside[] = []
  for (const peers of isWhole ? [near, far] : [near]) {
    const others: Contender[] = []
    for (const peer of peers.filter(({ largest }) => size <= largest)) others.push(await ready(peer))
    timed.push(...(await besideEach(first, others, peers === far ? 2 : rounds, turnMilliseconds)))
  }
  process.stdout.write(JSON.stringify(timed))
}

function peersOf({ measured }: Place): readonly string[] {
  return (measured[0] ?? []).map(({ name }) => name)
}

function valuesOf({ measured }: Place, peer: string, of: (beside: Beside) => number): readonly number[] {
  return measured.flatMap((each) => each.filter(({ name }) => name === peer).map(of))
}

/** A decision of the back end: the least disturbed of its turns stand beside the hand-written router. */
function nanosecondsOf(place: Place): number {
  return median(valuesOf(place, handWritten.name, ({ nanoseconds }) => nanoseconds))
}

function rowOf(place: Place, peer: string): string {
  const ratios = valuesOf(place, peer, ({ ratio }) => ratio)
  const nanoseconds = median(valuesOf(place, peer, ({ otherNanoseconds }) => otherNanoseconds))
  const range = ratios.length > 1 ? `  (${shown(Math.min(...ratios))} to ${shown(Math.max(...ratios))})` : ""
  return `  ${shown(median(ratios)).padStart(8)} × the speed of ${peer.padEnd(34)} ${nanoseconds.toFixed(0).padStart(9)} ns${range}`
}

function shown(ratio: number): string {
  return ratio < 100 ? ratio.toFixed(2) : ratio.toFixed(0)
}

function figuresOf(place: Place): Figures {
  const { own, size } = place
  const ratios = peersOf(place).map((peer) => [
    `${own.name} / ${peer} at ${size}`,
    median(valuesOf(place, peer, ({ ratio }) => ratio)),
  ])
  return { [`${own.name} at ${size}, ns`]: nanosecondsOf(place), ...Object.fromEntries(ratios) }
}

/** Of the largest size beside the smallest: by two processes that follow each other, the median over such pairs. */
function growthOf(own: Peer, places: readonly Place[]): Figures {
  const turnsAt = (size: number): readonly number[] =>
    valuesOf(
      places.find((place) => place.own === own && place.size === size)!,
      handWritten.name,
      ({ nanoseconds }) => nanoseconds,
    )
  const [small, large] = [turnsAt(Math.min(...sizes)), turnsAt(Math.max(...sizes))]
  return { [`growth: ${own.name}`]: median(large.map((nanoseconds, turn) => nanoseconds / small[turn]!)) }
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
