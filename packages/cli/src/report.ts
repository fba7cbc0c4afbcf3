import {
  arrange,
  type Arranged,
  type Diagnostic,
  renderGithub,
  renderHuman,
  renderJson,
  type Source,
} from "@edict/engine"
import { renderJunit } from "./junit.ts"
import { colorsOf, type Terminal } from "./terminal.ts"

export const reportFormats = ["text", "json", "sarif", "junit", "github"] as const
export type ReportFormat = (typeof reportFormats)[number]

/** People read fifty findings at most; machines get all. */
const mostForPeople = 50

export interface Report {
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: readonly Source[]
  /** What was looked at, for formats that name what is fine too. */
  readonly checked: readonly string[]
  readonly verb: "check" | "lint"
}

/** Findings in the format that was asked for, with those that it shows and how many it leaves out. */
export async function renderReport(
  { diagnostics, ...rest }: Report,
  format: ReportFormat,
  terminal: Terminal,
): Promise<{ readonly text: string; readonly arranged: Arranged }> {
  const arranged = arrange(diagnostics, format === "text" ? mostForPeople : undefined)
  return { text: await render(arranged, rest, format, terminal), arranged }
}

async function render(
  { shown, omitted }: Arranged,
  { sources, checked, verb }: Omit<Report, "diagnostics">,
  format: ReportFormat,
  terminal: Terminal,
): Promise<string> {
  switch (format) {
    case "text":
      return renderHuman(shown, {
        sources,
        color: colorsOf(terminal, "output"),
        ...(verb === "lint" ? { fixCommand: "edict lint --fix" } : {}),
      })
    case "json":
      return renderJson(shown, omitted)
    case "sarif":
      // It holds every page: nobody else has them read.
      return (await import("./report-sarif.ts")).renderSarifReport(shown, sources)
    case "github":
      return renderGithub(shown, sources)
    case "junit":
      return renderJunit(`edict ${verb}`, shown, checked)
  }
}
