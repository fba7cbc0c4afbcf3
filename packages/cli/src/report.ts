import {
  arrange,
  type Diagnostic,
  renderGithub,
  renderHuman,
  renderJson,
  renderSarif,
  type Source,
} from "@edict/engine"
import { version } from "./build.ts"
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
}

/** Findings in the format that was asked for, and how many of them the text leaves out. */
export function renderReport(
  { diagnostics, sources, checked }: Report,
  format: ReportFormat,
  terminal: Terminal,
): { readonly text: string; readonly omitted: number } {
  const { shown, omitted } = arrange(diagnostics, format === "text" ? mostForPeople : undefined)
  switch (format) {
    case "text":
      return { text: renderHuman(shown, { sources, color: colorsOf(terminal, "output") }), omitted }
    case "json":
      return { text: renderJson(shown, omitted), omitted }
    case "sarif":
      return { text: renderSarif(shown, { sources, version }), omitted }
    case "github":
      return { text: renderGithub(shown, sources), omitted }
    case "junit":
      return { text: renderJunit("edict check", shown, checked), omitted }
  }
}
