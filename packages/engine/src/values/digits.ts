/** Whether a UTF-16 unit is one of `0` to `9`. */
export const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** What a hexadecimal digit of either case stands for; -1 where the unit is none. */
export function hexDigit(code: number): number {
  if (isDigit(code)) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
