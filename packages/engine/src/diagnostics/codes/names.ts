/** E101 to E199: names, and what they stand for. */
export const nameCodes = {
  E101: { severity: "error", title: "unknown role" },
  E102: { severity: "error", title: "unknown type" },
  E103: { severity: "error", title: "unknown quota" },
  E104: { severity: "error", title: "unknown definition" },
  E105: { severity: "error", title: "unknown authenticator" },
  E106: { severity: "error", title: "unknown name in a condition" },
  E107: { severity: "error", title: "unknown member" },
  E108: { severity: "error", title: "unknown path parameter" },
  E109: { severity: "error", title: "declared twice" },
  E110: { severity: "error", title: "a name that the language keeps for itself" },
  E111: { severity: "error", title: "nothing to import" },
  E112: { severity: "error", title: "schema file not found" },
  E113: { severity: "error", title: "no such schema in the file" },
  E114: { severity: "error", title: "the same name twice in a list" },
  E116: { severity: "error", title: "unknown option" },
  E117: { severity: "error", title: "unknown way to authenticate" },
  E118: { severity: "error", title: "unknown field" },
  E119: { severity: "error", title: "a verb that no route can have" },
  E120: { severity: "error", title: "unknown time zone" },
  E121: { severity: "error", title: "unknown day of the week" },
} as const

export type NameCode = keyof typeof nameCodes
