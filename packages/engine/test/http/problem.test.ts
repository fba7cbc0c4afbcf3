import { describe, expect, it } from "vitest"
import { problemOf, titleOf } from "../../src/http/problem.ts"

describe("problem details", () => {
  it.each([
    [401, "urn:edict:problem:unauthorized", "Unauthorized"],
    [403, "urn:edict:problem:forbidden", "Forbidden"],
    [404, "urn:edict:problem:not-found", "Not Found"],
    [422, "urn:edict:problem:unprocessable-content", "Unprocessable Content"],
    [429, "https://iana.org/assignments/http-problem-types#quota-exceeded", "Too Many Requests"],
    [499, "urn:edict:problem:request-refused", "Request Refused"],
    [503, "urn:edict:problem:service-unavailable", "Service Unavailable"],
  ])("%i has a stable type", (status, type, title) => {
    expect(problemOf(status)).toEqual({ type, title, status })
  })

  it("says no more than it is told", () => {
    expect(problemOf(403, { requestId: "r1", detail: "not yours", kind: "insufficient-scope" })).toEqual({
      type: "urn:edict:problem:insufficient-scope",
      title: "Forbidden",
      status: 403,
      detail: "not yours",
      requestId: "r1",
    })
    expect(problemOf(429, { violatedPolicies: ["perSubject"] })).toMatchObject({
      "violated-policies": ["perSubject"],
    })
  })

  it("names a server's fault as one", () => {
    expect(titleOf(599)).toBe("Server Error")
  })
})
