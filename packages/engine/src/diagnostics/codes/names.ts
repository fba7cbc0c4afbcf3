/** E101 to E199: names, and what they stand for. */
export const nameCodes = {
  E101: { severity: "error", title: "unknown role" },
} as const

export type NameCode = keyof typeof nameCodes
