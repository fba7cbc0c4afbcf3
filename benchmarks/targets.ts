import { readFileSync } from "node:fs"

/** A measured figure by its name: ratios, most of them. */
export type Figures = Readonly<Record<string, number>>

export interface Target {
  readonly figure: string
  readonly atLeast?: number
  readonly atMost?: number
}

export function targetsOf(benchmark: string): readonly Target[] {
  const all: unknown = JSON.parse(readFileSync(new URL("targets.json", import.meta.url), "utf8"))
  const own = (all as Readonly<Record<string, readonly Target[]>>)[benchmark]
  if (!own) throw new Error(`targets.json names no targets of ${benchmark}`)
  return own
}

/** A line for each target that is not reached; a figure that was not measured is one. */
export function shortfalls(targets: readonly Target[], figures: Figures): readonly string[] {
  return targets.flatMap(({ figure, atLeast, atMost }) => {
    const measured = figures[figure]
    if (measured === undefined) return [`${figure}: not measured`]
    if (atLeast !== undefined && measured < atLeast)
      return [`${figure}: ${measured.toFixed(3)}, at least ${atLeast} wanted`]
    if (atMost !== undefined && measured > atMost)
      return [`${figure}: ${measured.toFixed(3)}, at most ${atMost} wanted`]
    return []
  })
}
