import { median } from "../rounds.ts"
import type { Figures } from "../targets.ts"
import type { Turn } from "./load.ts"
import { kinds, type Framework, type Kind } from "./scenario.ts"

/** A round of one contender: under as much load as it bears, and with one request at a time. */
export interface Round {
  readonly busy: Turn
  readonly quiet: Turn
}

export type Rounds = Readonly<Record<Kind, Round[]>>

/** The median over the rounds of what two turns of a round give together. */
function across(one: readonly Round[], other: readonly Round[], of: (a: Round, b: Round) => number): number {
  return median(one.map((round, place) => of(round, other[place]!)))
}

const rate = (a: Round, b: Round): number => a.busy.requestsPerSecond / b.busy.requestsPerSecond
const slowest = (a: Round, b: Round): number => a.busy.p99Microseconds / b.busy.p99Microseconds
const added = (a: Round, b: Round): number => a.quiet.p50Microseconds - b.quiet.p50Microseconds

/** By the names under which targets.json knows them. */
export function figuresOf(framework: Framework, { bare, none, summary, stack }: Rounds): Figures {
  return {
    [`${framework}: audit none / bare, requests`]: across(none, bare, rate),
    [`${framework}: audit summary / bare, requests`]: across(summary, bare, rate),
    [`${framework}: audit summary / peers, requests`]: across(summary, stack, rate),
    [`${framework}: audit summary / peers, p99`]: across(summary, stack, slowest),
    [`${framework}: audit none, added p50, microseconds`]: across(none, bare, added),
    [`${framework}: audit summary, added p50, microseconds`]: across(summary, bare, added),
  }
}

const names: Readonly<Record<Kind, string>> = {
  bare: "bare",
  none: "Edict, audit none",
  summary: "Edict, audit summary",
  stack: "peers, same line",
}
const columns = ["requests/s", "× bare", "p50 µs", "p99 µs", "cpu µs", "busy", "p50 of one µs", "added µs"]

export function tableOf(timed: Rounds): readonly string[] {
  const rows = kinds.map((kind) => {
    const own = timed[kind]
    const middle = (of: (round: Round) => number): number => median(own.map(of))
    const cells = [
      middle(({ busy }) => busy.requestsPerSecond).toFixed(0),
      across(own, timed.bare, rate).toFixed(2),
      middle(({ busy }) => busy.p50Microseconds).toFixed(0),
      middle(({ busy }) => busy.p99Microseconds).toFixed(0),
      middle(({ busy }) => busy.cpuMicroseconds).toFixed(1),
      middle(({ busy }) => busy.busy).toFixed(2),
      middle(({ quiet }) => quiet.p50Microseconds).toFixed(0),
      across(own, timed.bare, added).toFixed(1),
    ]
    return rowOf(names[kind], cells)
  })
  return [rowOf("", columns), ...rows]
}

function rowOf(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(20)}${cells.map((cell) => cell.padStart(15)).join("")}`
}
