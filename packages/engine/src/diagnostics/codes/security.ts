/** E401 to E499: what would stand open. */
export const securityCodes = {} as const

export type SecurityCode = keyof typeof securityCodes
