import type { Diagnostic } from "@edict/engine"
import { expect, it } from "vitest"
import { renderJunit } from "../src/junit.ts"

const span = { file: "a.edict", start: 0, end: 1, line: 2, column: 3 }
const finding = (message: string, severity: Diagnostic["severity"] = "error"): Diagnostic => ({
  code: "E101",
  severity,
  message,
  span,
  labels: [],
  related: [],
  fixes: [],
})

it("makes a case of each file", () => {
  expect(
    renderJunit(
      "edict check",
      [finding("unknown role `x`"), finding("odd", "warning")],
      ["a.edict", "b.edict"],
    ),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="edict" tests="2" failures="1" errors="0">
  <testsuite name="edict check" tests="2" failures="1" errors="0">
    <testcase classname="edict check" name="a.edict">
      <failure type="E101" message="unknown role \`x\`">a.edict:2:3: error[E101] unknown role \`x\`</failure>
      <system-out>a.edict:2:3: warning[E101] odd</system-out>
    </testcase>
    <testcase classname="edict check" name="b.edict"/>
  </testsuite>
</testsuites>
`)
})

it("lets no text out of its place", () => {
  const report = renderJunit("s", [finding('"/><failure a="&\u0000\u001b\ud800\n')], [])
  expect(report).toContain('message="&quot;/&gt;&lt;failure a=&quot;&amp;\ufffd\ufffd\ufffd&#10;"')
})
