import { printableJson } from "../../text/printable.ts"
import type { CoverageReport } from "./report.ts"

/** Coverage as JSON; without the texts of the sources, which lie beside it. */
export function renderCoverageJson(report: CoverageReport): string {
  const files = report.files.map(({ path, total, units, lines }) => ({
    path,
    total,
    units,
    lines,
  }))
  return `${printableJson(JSON.stringify({ ...report, files }, undefined, 2))}\n`
}
