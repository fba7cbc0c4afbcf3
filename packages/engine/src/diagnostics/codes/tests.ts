/** E501 to E599: test files. */
export const testCodes = {} as const

export type TestCode = keyof typeof testCodes
