/** E001 to E099: what does not read as a policy. */
export const syntaxCodes = {} as const

export type SyntaxCode = keyof typeof syntaxCodes
