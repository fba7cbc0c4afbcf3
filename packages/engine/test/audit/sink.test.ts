import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { auditLine, type AuditEntry } from "../../src/audit/line.ts"
import { pinoSink } from "../../src/audit/sink.ts"

const entry: AuditEntry = {
  level: "full",
  time: 0,
  requestId: "r1",
  method: "GET",
  path: "/",
  route: undefined,
  subjectId: "u1",
  ip: undefined,
  decision: "deny",
  status: 404,
  reason: "no-route",
  rules: [],
  milliseconds: 0,
  policyHash: "abc",
}

/** Everything that ends a line, moves a cursor, colours, or turns the direction of a text somewhere. */
const hostile = [
  "\n",
  "\r\n",
  "\u0000",
  "\u001b[2K\u001b[1A",
  "\u0007",
  "\u007f",
  "\u0085",
  "\u009b31m",
  "\u2028",
  "\u2029",
  "\u202e",
  "\u2066",
  "\ufeff",
  "\u{e0041}\u{e007f}",
  "\u{e0000}",
  "\u00ad",
  '"}\n{"decision":"allow',
  '\\"',
  "\\u000a",
  "\ud800",
]

function written(line: AuditEntry): string {
  let text = ""
  pinoSink({ write: (part) => (text += part) }).write(auditLine(line))
  return text
}

describe("a sink", () => {
  it.each(hostile)("writes one line of plain characters, whatever text is in it: %j", (text) => {
    const forged = `before${text}after`
    const line = written({
      ...entry,
      path: forged,
      subjectId: forged,
      requestId: forged,
      notes: { [forged]: forged },
    })
    expect(line).toMatch(
      /^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2060-\u2069\ufeff\u00ad\u{e0000}-\u{e007f}]+\n$/u,
    )
    expect(line.split("\n")).toHaveLength(2)
    const known = text === "\ud800" ? JSON.parse(line).path : forged
    expect(JSON.parse(line)).toMatchObject({ decision: "deny", path: known, subject: known })
  })

  it("leaves other texts as they are", () => {
    expect(written({ ...entry, subjectId: "Zoë 😀 日本" })).toContain('"subject":"Zoë 😀 日本"')
  })

  it("has handed the line to the kernel when it returns", () => {
    const folder = mkdtempSync(join(tmpdir(), "audit-"))
    const file = join(folder, "log")
    const descriptor = openSync(file, "w")
    try {
      const sink = pinoSink(descriptor)
      sink.write(auditLine(entry))
      expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ requestId: "r1", status: 404 })
      sink.write(auditLine(entry))
      expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(2)
    } finally {
      closeSync(descriptor)
      rmSync(folder, { recursive: true })
    }
  })

  it("throws where the line cannot be written", () => {
    const descriptor = openSync("/dev/null", "r")
    try {
      expect(() => pinoSink(descriptor).write(auditLine(entry))).toThrow("EBADF")
    } finally {
      closeSync(descriptor)
    }
    const failing = pinoSink({
      write: () => {
        throw new Error("full")
      },
    })
    expect(() => failing.write(auditLine(entry))).toThrow("full")
  })
})
