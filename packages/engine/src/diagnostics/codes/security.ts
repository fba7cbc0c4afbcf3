/** E401 to E499: what would stand open. */
export const securityCodes = {
  E401: { severity: "error", title: "a role under `not`" },
  E402: { severity: "error", title: "a role that would take away" },
  E403: { severity: "error", title: "a route that nobody authenticates" },
  E404: { severity: "error", title: "an authenticator that lacks what it needs" },
  E405: { severity: "error", title: "the subject read where anyone is allowed" },
  E406: { severity: "error", title: "a member of the subject that is never set" },
  E407: { severity: "error", title: "a role that is never assigned" },
  E408: { severity: "error", title: "an algorithm that proves nothing" },
  E409: { severity: "error", title: "unknown version of TLS" },
  E410: { severity: "error", title: "credentials for pages that nobody has named" },
  E411: { severity: "error", title: "a `pass` for JSON" },
} as const

export type SecurityCode = keyof typeof securityCodes
