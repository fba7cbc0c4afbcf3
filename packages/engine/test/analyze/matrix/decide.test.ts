import { expect, it } from "vitest"
import type { MatrixCell } from "../../../src/analyze/matrix/matrix.ts"
import { askedOf, verdictOn } from "./asked.ts"

const seed = Number(process.env["EDICT_SEED"] ?? 1)

interface Tally {
  allowed: number
  refused: number
}

it("is never contradicted by what is decided, on generated policies and requests", () => {
  const tally: Record<MatrixCell["kind"], Tally> = {
    yes: { allowed: 0, refused: 0 },
    no: { allowed: 0, refused: 0 },
    when: { allowed: 0, refused: 0 },
  }
  const contradictions: unknown[] = []
  const asked = Array.from({ length: 150 }, (_, number) => seed * 9_000_011 + number)
  for (const one of asked.flatMap((policy) => [...askedOf(policy, 12)])) {
    const verdict = verdictOn(one)
    if (verdict === undefined) continue
    const { cell, isAllowed, isContradicted } = verdict
    tally[cell.kind][isAllowed ? "allowed" : "refused"] += 1
    if (isContradicted) contradictions.push({ policy: one.generated.seed, request: one.request, cell })
  }
  console.log(`matrix: seed ${seed}, ${JSON.stringify(tally)}`)
  expect(contradictions.slice(0, 3)).toEqual([])
  expect(tally.yes.allowed).toBeGreaterThan(800)
  expect(tally.no.refused).toBeGreaterThan(500)
  expect(tally.when.allowed).toBeGreaterThan(300)
  expect(tally.when.refused).toBeGreaterThan(300)
}, 120_000)
