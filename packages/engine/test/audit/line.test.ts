import { describe, expect, it } from "vitest"
import { auditLine, type AuditEntry } from "../../src/audit/line.ts"

const entry: AuditEntry = {
  level: "summary",
  time: Date.parse("2026-01-02T03:04:05.678Z"),
  requestId: "r1",
  method: "GET",
  path: "/v1/orders/o1",
  route: "GET /v1/orders/{id}",
  subjectId: "u1",
  ip: "192.0.2.1",
  decision: "deny",
  status: 403,
  reason: "denied",
  rules: ["orders.edict:57"],
  milliseconds: 1.23456,
  policyHash: "abc",
  notes: { total: 12 },
}

describe("an audit line", () => {
  it("names what happened, and by which line", () => {
    expect(auditLine(entry)).toEqual({
      time: "2026-01-02T03:04:05.678Z",
      requestId: "r1",
      decision: "deny",
      status: 403,
      method: "GET",
      route: "GET /v1/orders/{id}",
      subject: "u1",
      ip: "192.0.2.1",
      reason: "denied",
      rule: "orders.edict:57",
      milliseconds: 1.235,
      policyHash: "abc",
    })
  })

  it("has the path and the notes where the policy says `full`", () => {
    expect(auditLine({ ...entry, level: "full" })).toMatchObject({
      path: "/v1/orders/o1",
      notes: { total: 12 },
    })
  })

  it("has the path where no route was found", () => {
    expect(auditLine({ ...entry, route: undefined })).toMatchObject({ path: "/v1/orders/o1" })
  })

  it("names every rule where several decided", () => {
    expect(auditLine({ ...entry, rules: ["a:1", "a:2"] })).toMatchObject({
      rule: "a:1",
      rules: ["a:1", "a:2"],
    })
    expect(auditLine({ ...entry, rules: [] })).not.toHaveProperty("rule")
  })

  it("is no longer than it needs to be, whatever a caller sends", () => {
    const long = "x".repeat(1_000_000)
    const deep: unknown[] = []
    deep.push(deep)
    const line = auditLine({
      ...entry,
      level: "full",
      path: long,
      subjectId: long,
      notes: { long, list: [long], deep },
    })
    expect(JSON.stringify(line).length).toBeLessThan(8000)
    expect(line.subject).toBe(`${"x".repeat(1024)}… (998976 more)`)
    expect(line.notes).toMatchObject({ deep: "not readable" })
    expect(auditLine({ ...entry, subjectId: "x".repeat(1024) }).subject).toHaveLength(1024)
  })

  it("does not cut a character in two", () => {
    expect(auditLine({ ...entry, subjectId: `${"x".repeat(1023)}😀😀` }).subject).toBe(
      `${"x".repeat(1023)}… (4 more)`,
    )
  })
})
