/** E601 to E699: documents that a policy is made from, and what it cannot take over. */
export const importCodes = {
  E601: { severity: "error", title: "not an OpenAPI document" },
  E602: { severity: "warning", title: "a path that no template says" },
  E603: { severity: "warning", title: "an operation whose credentials cannot be checked" },
  E604: { severity: "warning", title: "a way in that is left out" },
  E605: { severity: "warning", title: "credentials that the host program checks" },
  E606: { severity: "warning", title: "a token that is taken for a JWT" },
  E607: { severity: "warning", title: "an operation that anyone may call" },
  E608: { severity: "warning", title: "a verb that no route can have" },
  E609: { severity: "warning", title: "an operation that another one hides" },
  E610: { severity: "warning", title: "shapes that are not enforced" },
  E611: { severity: "warning", title: "a part of the document that is left out" },
} as const

export type ImportCode = keyof typeof importCodes
