import type { Diagnostic } from "./diagnostic.ts"

const escaped = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

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
  return JSON.stringify(value, undefined, 2).replace(escaped, escapeUnits)
}

function escapeUnits(character: string): string {
  return character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
}
