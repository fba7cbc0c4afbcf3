import { expect, test } from "vitest"
import { rules } from "../../../src/analyze/lint/rules.ts"
import { renderSarif } from "../../../src/diagnostics/sarif.ts"
import { lint } from "../../../src/lint.ts"
import { only } from "./policies.ts"

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly unknown[] } }
    readonly results: readonly { readonly ruleId: string; readonly level: string }[]
  }[]
}

test("a SARIF log says of a rule what its page does, and how bad a finding about security is", () => {
  const text = "package shop\nrole Customer\nquota q = 1/min per context.ip\nGET /a { allow Customer }\n"
  const sources = [{ path: "a.edict", text }]
  const { diagnostics } = lint(sources, { rules: only("role-name-style", "unused-quota") })
  const pages = {
    "unused-quota":
      "# unused-quota: x\n\nSeverity: warning.\n\n## Why\n\nA counter\ncounts nobody.\n\nMore.\n",
  }
  const entries = rules.map(
    ({ severity, ...rule }) => ({ ...rule, severity: severity === "off" ? "note" : severity }) as const,
  )
  const log = JSON.parse(
    renderSarif(diagnostics, { sources, version: "1.0.0", pages, rules: entries }),
  ) as Log
  const [run] = log.runs
  expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ["role-name-style", "warning"],
    ["unused-quota", "warning"],
  ])
  expect(run?.tool.driver.rules).toMatchObject([
    { id: "role-name-style", properties: { tags: ["policy"], "problem.severity": "warning" } },
    {
      id: "unused-quota",
      shortDescription: { text: "a quota that no route uses" },
      fullDescription: { text: "A counter counts nobody." },
      properties: {
        tags: ["policy", "security", "API4:2023 Unrestricted Resource Consumption"],
        "security-severity": "6.0",
      },
    },
  ])
})
