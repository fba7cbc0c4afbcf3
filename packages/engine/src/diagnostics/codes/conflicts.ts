/** E301 to E399: what can never be reached, or contradicts. */
export const conflictCodes = {} as const

export type ConflictCode = keyof typeof conflictCodes
