/** E301 to E399: what can never be reached, or contradicts. */
export const conflictCodes = {
  E301: { severity: "error", title: "the same route twice" },
  E302: { severity: "error", title: "templates of equal rank that one path fits" },
  E303: { severity: "error", title: "two where one counts" },
  E304: { severity: "error", title: "an allow that nobody can meet" },
  E305: { severity: "error", title: "a target that no route takes" },
  E306: { severity: "error", title: "a rule that reads what a route does not bind" },
  E307: { severity: "error", title: "roles that lead back to themselves" },
  E308: { severity: "error", title: "a status that is no refusal" },
  E309: { severity: "error", title: "a limit whose numbers contradict" },
  E310: { severity: "error", title: "a time beyond what is sane" },
  E311: { severity: "error", title: "a path that is no template" },
  E312: { severity: "error", title: "a response rule out of place" },
  E314: { severity: "error", title: "a relative role without a condition" },
  E316: { severity: "error", title: "a role that cannot be included" },
  E317: { severity: "error", title: "a `cors` for no origin" },
} as const

export type ConflictCode = keyof typeof conflictCodes
