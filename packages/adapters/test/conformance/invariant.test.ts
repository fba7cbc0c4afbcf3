import type { AuditLine } from "@edict/engine"
import { expect, test } from "vitest"
import { violations, type Evidence, type Run } from "./invariant.ts"
import type { Answered } from "./wire.ts"

const run: Run = {
  id: "run-1",
  kind: "handler",
  method: "GET",
  template: "/things/{id}",
  decided: "GET /things/{thing}",
  isAllowed: true,
}
const mount: Run = { ...run, id: "run-2", kind: "mount", template: "/things" }
const line = {
  decision: "allow",
  status: 200,
  reason: "allowed",
  route: "GET /things/{thing}",
  requestId: "r1",
} as AuditLine
const answer: Answered = { status: 200, headers: new Map([["x-run", "run-1"]]), text: "{}", interim: [] }
const problem: Answered = {
  status: 401,
  headers: new Map([["content-type", "application/problem+json"]]),
  text: '{"requestId":"r1"}',
  interim: [],
}
const fine: Evidence = { runs: [run], lines: [line], answers: [answer], end: "closed", rest: "", sent: 1 }
const denied: AuditLine = { ...line, decision: "deny", status: 401, reason: "no-role" }

test.each<[string, Partial<Evidence>]>([
  ["a handler that was allowed", {}],
  ["a middleware on the way to it", { runs: [mount, run] }],
  ["HEAD for GET", { runs: [{ ...run, method: "HEAD" }] }],
  ["a request that was refused", { runs: [], lines: [denied], answers: [problem] }],
  ["an answer that was withheld", { lines: [{ ...denied, reason: "withheld" }], answers: [problem] }],
  ["a connection that was destroyed", { answers: [] }],
  ["a connection that goes on", { end: "kept" }],
])("nothing is said against %s", (_, evidence) => {
  expect(violations({ ...fine, ...evidence })).toEqual([])
})

test.each<[string, Partial<Evidence>, string]>([
  ["a handler that nobody decided on", { runs: [{ ...run, decided: undefined }] }, "ran on undefined"],
  ["a handler that was refused", { runs: [{ ...run, isAllowed: false }] }, "ran on GET /things"],
  ["a handler of another template", { runs: [{ ...run, template: "/admin" }] }, "ran on GET /things"],
  ["a handler of another method", { runs: [{ ...run, method: "DELETE" }] }, "ran on GET /things"],
  ["a handler without a line", { lines: [] }, "without a line"],
  ["a handler whose line refuses", { lines: [denied] }, "without a line"],
  ["a handler that ran twice", { runs: [run, run] }, "without a line"],
  [
    "a middleware of another path",
    { runs: [{ ...mount, template: "/thing" }, run] },
    "mount GET /thing ran on",
  ],
  ["a middleware of nobody's request", { runs: [mount], lines: [] }, "a mount ran without a line"],
  ["an answer of nobody", { answers: [{ ...answer, headers: new Map() }] }, "an answer of nobody"],
  ["an answer of a handler that did not run", { runs: [] }, "an answer of nobody"],
  ["a refusal without a line", { runs: [], lines: [], answers: [problem] }, "an answer of nobody"],
  ["two answers of one handler", { answers: [answer, answer] }, "an answer of nobody"],
  [
    "more answers than requests",
    { runs: [], lines: [denied], answers: [problem, problem] },
    "1 requests have 2 answers",
  ],
  ["no answer", { runs: [], answers: [], end: "kept" }, "goes on without an answer"],
  ["no end", { runs: [], answers: [], end: "hung" }, "neither answered nor"],
  ["bytes that are no answer", { rest: "secret" }, "no answer: "],
])("%s is told", (_, evidence, message) => {
  expect(violations({ ...fine, ...evidence }).join("\n")).toContain(message)
})
