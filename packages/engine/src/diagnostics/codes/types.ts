/** E201 to E299: values that do not fit. */
export const typeCodes = {
  E201: { severity: "error", title: "operands that can never fit" },
  E202: { severity: "error", title: "not a condition" },
  E203: { severity: "error", title: "an operator on a value that it does not take" },
  E204: { severity: "error", title: "a pattern that does not read" },
  E205: { severity: "error", title: "a value that is not of its type" },
  E206: { severity: "error", title: "a bound that does not fit its type" },
  E207: { severity: "error", title: "too many or too few arguments" },
  E209: { severity: "error", title: "definitions that lead back to themselves" },
  E210: { severity: "error", title: "a condition that grows too large" },
  E211: { severity: "error", title: "a range that holds nothing" },
  E212: { severity: "error", title: "an address that does not read" },
  E213: { severity: "error", title: "a role read as a value" },
  E214: { severity: "error", title: "the time of day outside `between`" },
  E215: { severity: "error", title: "a value that cannot be read here" },
  E216: { severity: "error", title: "a bad value in the environment" },
  E217: { severity: "error", title: "a member of the subject that is not declared" },
  E218: { severity: "error", title: "a key or cost that does not count" },
  E219: { severity: "error", title: "a schema file that does not read" },
  E220: { severity: "error", title: "a type that no path parameter can have" },
  E221: { severity: "error", title: "the subject's own members" },
  E222: { severity: "error", title: "an origin that does not read" },
  E223: { severity: "error", title: "a media type that does not read" },
} as const

export type TypeCode = keyof typeof typeCodes
