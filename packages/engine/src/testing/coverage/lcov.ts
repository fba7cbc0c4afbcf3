import type { CoverageReport, FileCoverage, UnitCoverage } from "./report.ts"

/**
 * Coverage as an lcov tracefile: a section a file, `DA` for each line on which something stands, `BRDA` for each outcome. A block
 * is a rule, a condition, or the roles of a route; its branches are the outcomes, in the order of the JSON report. `-` is what was
 * never asked.
 */
export function renderLcov(report: CoverageReport): string {
  return report.files
    .filter(({ units }) => units.length > 0)
    .map(section)
    .join("")
}

function section({ path, units, lines }: FileCoverage): string {
  const branches = blocksOf(units).flatMap(({ line, outcomes }, block) => {
    const isAsked = outcomes.some(({ count }) => count > 0)
    return outcomes.map(({ count }, branch) => ({ line, block, branch, isAsked, count }))
  })
  const rows = [
    "TN:",
    // An end of line in a name would begin another record.
    `SF:${path.replaceAll(/[\r\n]/g, "_")}`,
    ...branches.map(
      ({ line, block, branch, isAsked, count }) => `BRDA:${line},${block},${branch},${isAsked ? count : "-"}`,
    ),
    `BRF:${branches.length}`,
    `BRH:${branches.filter(({ count }) => count > 0).length}`,
    ...lines.map(({ line, hits }) => `DA:${line},${hits}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(({ hits }) => hits > 0).length}`,
    "end_of_record",
  ]
  return `${rows.join("\n")}\n`
}

interface Block {
  readonly line: number
  readonly outcomes: readonly { readonly count: number }[]
}

/** The cells of a route are one block. */
function blocksOf(units: readonly UnitCoverage[]): readonly Block[] {
  const blocks: { line: number; column: number; isCells: boolean; outcomes: { readonly count: number }[] }[] =
    []
  for (const { kind, line, column, outcomes } of units) {
    const last = blocks.at(-1)
    const isCells = kind === "cell"
    if (isCells && last?.isCells === true && last.line === line && last.column === column)
      last.outcomes.push(...outcomes)
    else blocks.push({ line, column, isCells, outcomes: [...outcomes] })
  }
  return blocks
}
