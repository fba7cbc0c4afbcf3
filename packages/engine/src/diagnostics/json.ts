import { printableJson } from "../text/printable.ts"
import type { Diagnostic } from "./diagnostic.ts"

/**
 * Diagnostics as one JSON document, `{ "version": 1, "diagnostics": […], "omitted": 0 }`.
 *
 * It can be printed to a terminal: what JSON leaves unescaped and a terminal obeys is escaped too.
 */
export function renderJson(diagnostics: readonly Diagnostic[], omitted: number = 0): string {
  return `${terminalJson({ version: 1, diagnostics, omitted })}\n`
}

/** A value as indented JSON in which nothing acts on a terminal. */
export function terminalJson(value: unknown): string {
  return printableJson(JSON.stringify(value, undefined, 2))
}
