import { renderCoverageHtml } from "./html.ts"
import { renderCoverageJson } from "./json.ts"
import { renderLcov } from "./lcov.ts"
import type { CoverageReport } from "./report.ts"
import { renderCoverageText } from "./text.ts"

/** How coverage is reported. */
export const coverageFormats = ["text", "json", "lcov", "html"] as const

export type CoverageFormat = (typeof coverageFormats)[number]

/** Coverage in one of its formats; colours are for `text` on a terminal. */
export function renderCoverage(report: CoverageReport, format: CoverageFormat, isColored = false): string {
  switch (format) {
    case "text":
      return renderCoverageText(report, isColored)
    case "json":
      return renderCoverageJson(report)
    case "lcov":
      return renderLcov(report)
    case "html":
      return renderCoverageHtml(report)
  }
}
