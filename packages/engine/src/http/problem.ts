/** Media type of every refusal's body. */
export const problemMediaType = "application/problem+json"

/** RFC 9457 problem details: what a refused caller is told, and no more. */
export interface Problem {
  /** Stable, for machines. */
  readonly type: string
  readonly title: string
  readonly status: number
  /** The text that the policy gives after `else`. */
  readonly detail?: string
  /** Finds the audit line. */
  readonly requestId?: string
  /** With 429: names of the quotas that are used up. */
  readonly "violated-policies"?: readonly string[]
}

export interface ProblemOptions {
  readonly detail?: string | undefined
  readonly requestId?: string | undefined
  /** Where one status has several meanings: `insufficient-scope`, `step-up-required`. */
  readonly kind?: string | undefined
  readonly violatedPolicies?: readonly string[] | undefined
}

const quotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded"

const titles: ReadonlyMap<number, string> = new Map([
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [402, "Payment Required"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [406, "Not Acceptable"],
  [407, "Proxy Authentication Required"],
  [408, "Request Timeout"],
  [409, "Conflict"],
  [410, "Gone"],
  [411, "Length Required"],
  [412, "Precondition Failed"],
  [413, "Content Too Large"],
  [414, "URI Too Long"],
  [415, "Unsupported Media Type"],
  [416, "Range Not Satisfiable"],
  [417, "Expectation Failed"],
  [421, "Misdirected Request"],
  [422, "Unprocessable Content"],
  [423, "Locked"],
  [424, "Failed Dependency"],
  [425, "Too Early"],
  [426, "Upgrade Required"],
  [428, "Precondition Required"],
  [429, "Too Many Requests"],
  [431, "Request Header Fields Too Large"],
  [451, "Unavailable For Legal Reasons"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
])

/** The name of a status, the same under every release of Node. */
export function titleOf(status: number): string {
  return titles.get(status) ?? (status >= 500 ? "Server Error" : "Request Refused")
}

/** The problem of a status: `urn:edict:problem:forbidden`; 429 has the type that IANA registers. */
export function problemOf(status: number, options: ProblemOptions = {}): Problem {
  const { detail, requestId, kind, violatedPolicies } = options
  const title = titleOf(status)
  const slug = kind ?? title.toLowerCase().replaceAll(" ", "-")
  return {
    type: status === 429 && kind === undefined ? quotaExceeded : `urn:edict:problem:${slug}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(violatedPolicies === undefined ? {} : { "violated-policies": violatedPolicies }),
  }
}
