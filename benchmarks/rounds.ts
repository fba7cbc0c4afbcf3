import { Bench } from "tinybench"

export interface Contender {
  readonly name: string
  /** Makes ready for one run; not timed. */
  readonly prepare: () => void
  /** Runs `operations` operations. */
  readonly run: () => void
  readonly operations: number
}

/** What a contender took beside another, by turns of the same rounds. */
export interface Beside {
  readonly name: string
  /** An operation of its own, and of the other: the medians over the rounds. */
  readonly nanoseconds: number
  readonly otherNanoseconds: number
  /** How many times the other's speed is its own: the median over the rounds of two turns that follow each other. */
  readonly ratio: number
}

/**
 * Times one contender beside each of the others, in pairs of turns: a machine that slows down for longer than a turn slows
 * both of a pair. Every round starts with another pair, and every other one with the other of each.
 */
export async function besideEach(
  own: Contender,
  others: readonly Contender[],
  rounds: number,
  milliseconds: number,
): Promise<readonly Beside[]> {
  const pairs = others.map((other) => ({ other, ownTurns: [] as number[], otherTurns: [] as number[] }))
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < pairs.length; turn++) {
      const { other, ownTurns, otherTurns } = pairs[(turn + round) % pairs.length]!
      const isOwnFirst = round % 2 === 0
      const first = await timeOnce(isOwnFirst ? own : other, milliseconds)
      const second = await timeOnce(isOwnFirst ? other : own, milliseconds)
      // The first round warms up and is not counted.
      if (round === 0) continue
      ownTurns.push(isOwnFirst ? first : second)
      otherTurns.push(isOwnFirst ? second : first)
    }
  }
  return pairs.map(({ other, ownTurns, otherTurns }) => ({
    name: other.name,
    nanoseconds: median(ownTurns),
    otherNanoseconds: median(otherTurns),
    ratio: median(ownTurns.map((nanoseconds, place) => otherTurns[place]! / nanoseconds)),
  }))
}

/** Nanoseconds an operation. */
async function timeOnce(
  { name, prepare, run, operations }: Contender,
  milliseconds: number,
): Promise<number> {
  const bench = new Bench({ time: milliseconds, iterations: 3, warmup: false, throws: true })
  bench.add(name, run, { beforeEach: prepare })
  await bench.run()
  const result = bench.tasks[0]?.result
  if (!result || !("latency" in result)) throw new Error(`${name} was not timed`)
  return (result.latency.p50 * 1e6) / operations
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
