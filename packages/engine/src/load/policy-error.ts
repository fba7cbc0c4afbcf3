import type { Diagnostic } from "../diagnostics/diagnostic.ts"
import type { Source } from "../text/source.ts"

/**
 * A policy that cannot be used: its files cannot be read, or it has errors.
 *
 * The message names the first of them; `diagnostics` holds all, `sources` the texts that they speak of.
 */
export class PolicyError extends Error {
  override readonly name = "PolicyError"
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: readonly Source[]

  constructor(message: string, diagnostics: readonly Diagnostic[] = [], sources: readonly Source[] = []) {
    super(message)
    this.diagnostics = diagnostics
    this.sources = sources
  }
}
