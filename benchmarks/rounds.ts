import { Bench } from "tinybench"

export interface Contender {
  readonly name: string
  /** Makes ready for one run; not timed. */
  readonly prepare: () => void
  /** Runs `operations` operations. */
  readonly run: () => void
  readonly operations: number
}

/** Nanoseconds an operation: the median over the rounds, and each round. */
export interface Timing {
  readonly name: string
  readonly nanoseconds: number
  readonly rounds: readonly number[]
}

/**
 * Times contenders in turn, round after round, so that a machine that slows down slows them all;
 * each round starts with another one.
 */
export async function interleaved(
  contenders: readonly Contender[],
  rounds: number,
  milliseconds: number,
): Promise<readonly Timing[]> {
  const results = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(turn + round) % contenders.length]!
      const nanoseconds = (await timeOnce(contender, milliseconds)) / contender.operations
      // The first round warms up and is not counted.
      if (round > 0) results.get(contender.name)!.push(nanoseconds)
    }
  }
  return contenders.map(({ name }) => {
    const all = results.get(name)!
    return { name, nanoseconds: median(all), rounds: all }
  })
}

async function timeOnce({ name, prepare, run }: Contender, milliseconds: number): Promise<number> {
  const bench = new Bench({ time: milliseconds, iterations: 3, warmup: false, throws: true })
  bench.add(name, run, { beforeEach: prepare })
  await bench.run()
  const result = bench.tasks[0]?.result
  if (!result || !("latency" in result)) throw new Error(`${name} was not timed`)
  return result.latency.p50 * 1e6
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
