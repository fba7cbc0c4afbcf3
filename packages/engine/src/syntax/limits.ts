// INVARIANT (bounded input): whatever the text, these bound the work and the stack that reading it takes.
// Each is far beyond what people write and far below what hurts.

export const maxFileLength: number = 16 * 1024 * 1024
export const maxTokens: number = 2_000_000
export const maxStringLength: number = 64 * 1024
/** Brackets within brackets, and `not`, `any`, `set of` within themselves. */
export const maxDepth: number = 64
/** Diagnostics of one file; after the last one reading stops. */
export const maxProblems: number = 1_000
