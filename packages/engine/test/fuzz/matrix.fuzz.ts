import { askedOf, verdictOn } from "../analyze/matrix/asked.ts"

export interface MatrixFuzzReport {
  /** Policy × request × caller. */
  readonly inputs: number
  readonly policies: number
  readonly allowed: number
  readonly failures: readonly string[]
}

/** Holds the matrix against the reference on random policies and requests. A failure names the seed of its policy. */
export function run({
  seed,
  seconds,
  count = 5000,
}: {
  readonly seed: number
  readonly seconds?: number
  readonly count?: number
}): MatrixFuzzReport {
  const end = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000
  const most = seconds === undefined ? count : Number.POSITIVE_INFINITY
  const tally = { inputs: 0, policies: 0, allowed: 0 }
  const failures: string[] = []
  for (let round = 0; tally.inputs < most && performance.now() < end && failures.length < 10; round++) {
    const policySeed = seed * 1_000_003 + round
    tally.policies += 1
    for (const asked of askedOf(policySeed, 20)) {
      const verdict = verdictOn(asked)
      if (verdict === undefined) continue
      tally.inputs += 1
      if (verdict.isAllowed) tally.allowed += 1
      if (verdict.isContradicted)
        failures.push(
          `policy ${policySeed}, ${asked.column.name}: \`${verdict.cell.kind}\` of ${JSON.stringify(asked.request)}`,
        )
    }
  }
  return { ...tally, failures }
}
