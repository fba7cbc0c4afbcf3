/** E501 to E599: files of tests. */
export const testingCodes = {
  E501: { severity: "error", title: "not a file of tests" },
  E502: { severity: "error", title: "a key that files of tests do not have" },
  E503: { severity: "error", title: "a value that cannot stand there" },
  E504: { severity: "error", title: "an actor that is not declared" },
  E505: { severity: "error", title: "a flag that the subject does not have" },
  E506: { severity: "error", title: "a request that has no method or no path" },
  E507: { severity: "error", title: "the same name twice" },
  E508: { severity: "error", title: "things that the policy does not load" },
  E509: { severity: "error", title: "a row of the matrix that leaves actors out" },
  E510: { severity: "error", title: "a member that the subject does not have" },
  E511: { severity: "error", title: "an actor without what every caller has" },
  E512: { severity: "error", title: "a member of another type" },
  E513: { severity: "error", title: "a role that nobody can be given" },
} as const

export type TestingCode = keyof typeof testingCodes
