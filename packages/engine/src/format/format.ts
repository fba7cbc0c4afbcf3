import { parse, type Parsed } from "../syntax/parse.ts"
import type { Source } from "../text/source.ts"
import { layOutWithDocumentation } from "./documentation.ts"
import { lexemesOf } from "./lexemes.ts"
import { outlineFile } from "./outline-file.ts"
import { differenceOf } from "./same.ts"

/** What became of a text that was to be formatted. */
export type Formatted =
  | { readonly kind: "formatted"; readonly text: string }
  /** It does not parse. */
  | { readonly kind: "invalid"; readonly diagnostics: Parsed["diagnostics"] }
  /** What was made of it would not say the same: a fault of the formatter. */
  | { readonly kind: "fault"; readonly difference: string }

/**
 * A policy file in the one style.
 *
 * Guarantees that the result has the same words in the same order, the same comments at the same places, and parses to
 * the same tree; formatting it again changes nothing. Where that would not be so, no text is returned. Lines end as the
 * first line of the text does.
 *
 * ```ts
 * const made = format({ path: "orders.edict", text: "package shop role  admin" })
 * if (made.kind === "formatted") console.log(made.text) // "package shop\nrole admin\n"
 * ```
 */
export function format(source: Source): Formatted {
  const { value: file, diagnostics } = parse(source)
  if (diagnostics.some(({ severity }) => severity === "error")) return { kind: "invalid", diagnostics }
  const lexemes = lexemesOf(source.path, source.text)
  const { text } = layOutWithDocumentation(lexemes, outlineFile(file, lexemes))
  const again = parse({ path: source.path, text })
  if (again.diagnostics.length > diagnostics.length)
    return { kind: "fault", difference: `the result does not parse: ${again.diagnostics[0]?.message ?? ""}` }
  const after = { file: again.value, lexemes: lexemesOf(source.path, text) }
  const difference = differenceOf({ file, lexemes }, after)
  if (difference !== undefined) return { kind: "fault", difference }
  return { kind: "formatted", text: endsWithReturn(source.text) ? text.replaceAll("\n", "\r\n") : text }
}

const endsWithReturn = (text: string): boolean => {
  const end = text.indexOf("\n")
  return end > 0 && text[end - 1] === "\r"
}
