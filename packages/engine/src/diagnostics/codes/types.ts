/** E201 to E299: values that do not fit. */
export const typeCodes = {} as const

export type TypeCode = keyof typeof typeCodes
