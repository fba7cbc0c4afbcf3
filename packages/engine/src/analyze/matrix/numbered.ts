import type { AccessMatrix, MatrixCell, MatrixRow } from "./matrix.ts"

/** A matrix whose cells name conditions by number, and notes by letter: each said once, below the table. */
export interface NumberedMatrix {
  readonly conditions: readonly string[]
  readonly notes: readonly string[]
  /** `yes`, `no`, `if 1, 2`. */
  readonly cellWords: (cell: MatrixCell) => string
  /** `a, b`; empty where nothing is to be noted. */
  readonly noteWords: (row: MatrixRow) => string
}

export function numbered(matrix: AccessMatrix): NumberedMatrix {
  const conditions = new Map<string, number>()
  const notes = new Map<string, number>()
  for (const { cells, notes: own } of matrix.rows) {
    for (const cell of cells) if (cell.kind === "when") number(cell.conditions, conditions)
    number(own, notes)
  }
  const numberOf = (condition: string): number => (conditions.get(condition) ?? 0) + 1
  return {
    conditions: [...conditions.keys()],
    notes: [...notes.keys()],
    cellWords: (cell) => {
      if (cell.kind !== "when") return cell.kind
      const numbers = cell.conditions.map(numberOf).toSorted((left, right) => left - right)
      return `if ${numbers.join(", ")}`
    },
    noteWords: (row) => row.notes.map((note) => letterOf(notes.get(note) ?? 0)).join(", "),
  }
}

function number(texts: readonly string[], known: Map<string, number>): void {
  for (const text of texts) if (!known.has(text)) known.set(text, known.size)
}

/** a, b, … z, aa, ab, … */
export function letterOf(place: number): string {
  const last = String.fromCharCode(97 + (place % 26))
  return place < 26 ? last : letterOf(Math.floor(place / 26) - 1) + last
}
