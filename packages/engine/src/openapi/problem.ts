import type { ImportCode } from "../diagnostics/codes/import.ts"

/** What an import could not take over, at a place of the document. */
export interface Problem {
  readonly code: ImportCode
  readonly message: string
  readonly help: string | undefined
  /** Member names from the document's root. */
  readonly pointer: readonly string[]
}

export function problem(
  code: ImportCode,
  message: string,
  pointer: readonly string[],
  help?: string,
): Problem {
  return { code, message, pointer, help }
}

/**
 * Where `pointer` leads in the text: the stretch of its last key, found key after key.
 *
 * It reads no structure, so it works alike for YAML and JSON and costs nothing until something is to be said;
 * a key that is not found leaves the place at the last one that was.
 */
export function locate(
  text: string,
  pointer: readonly string[],
): { readonly start: number; readonly end: number } {
  let found = { start: 0, end: 0 }
  for (const key of pointer) {
    const next = keyAfter(text, key, found.end)
    if (next === undefined) break
    found = next
  }
  return found
}

function keyAfter(text: string, key: string, from: number): { start: number; end: number } | undefined {
  const quotedKey = JSON.stringify(key)
  for (let start = text.indexOf(key, from); start !== -1; start = text.indexOf(key, start + 1)) {
    const end = start + key.length
    if (text.startsWith(quotedKey, start - 1) && followedByColon(text, end + 1)) return { start, end }
    if (text.startsWith(`'${key}'`, start - 1) && followedByColon(text, end + 1)) return { start, end }
    if (beginsLine(text, start) && followedByColon(text, end)) return { start, end }
  }
  return undefined
}

function followedByColon(text: string, from: number): boolean {
  let place = from
  while (text[place] === " " || text[place] === "\t") place++
  return text[place] === ":"
}

function beginsLine(text: string, start: number): boolean {
  let place = start - 1
  while (text[place] === " " || text[place] === "-") place--
  return place < 0 || text[place] === "\n"
}
