import { createRequire } from "node:module"
import ajvDraft04 from "ajv-draft-04"
import ajvFormats from "ajv-formats"
import { describe, expect, test } from "vitest"
import type { Code } from "../../src/diagnostics/codes.ts"
import { codes } from "../../src/diagnostics/codes.ts"
import { diagnostic, type Diagnostic } from "../../src/diagnostics/diagnostic.ts"
import { renderSarif } from "../../src/diagnostics/sarif.ts"
import type { Source } from "../../src/text/source.ts"
import { find, orders, unknownRole } from "./findings.ts"

interface Log {
  runs: {
    tool: { driver: { rules: Rule[]; semanticVersion: string; version: string } }
    results: Result[]
    columnKind: string
    invocations?: { toolExecutionNotifications: { message: { text: string } }[] }[]
  }[]
}

interface Rule {
  id: string
  name: string
  shortDescription: { text: string }
  fullDescription: { text: string }
  help: { text: string; markdown?: string }
  helpUri?: string
  properties: { tags: string[]; "security-severity"?: string; "problem.severity"?: string }
}

interface Result {
  ruleId: string
  ruleIndex: number
  level: string
  message: { text: string }
  locations: { physicalLocation: Place }[]
  relatedLocations?: { physicalLocation: Place; message: { text: string } }[]
  partialFingerprints?: Record<string, string>
  fixes?: { artifactChanges: { artifactLocation: Place["artifactLocation"] }[] }[]
}

interface Place {
  artifactLocation: { uri: string; uriBaseId?: string }
  region: { startLine: number; startColumn: number; endLine: number; endColumn: number }
}

const isValid = schemaOfSarif()

/** The official schema. One of its patterns has a bracket too many, which no Unicode expression may have. */
function schemaOfSarif(): (log: unknown) => readonly string[] {
  const path = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
  const schema = JSON.parse(JSON.stringify(createRequire(import.meta.url)(path)), (key, value: unknown) =>
    key === "pattern" && value === "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$" ? "^[a-zA-Z]{2}" : value,
  ) as object
  const ajv = new ajvDraft04.default({ allErrors: true, strict: false })
  ajvFormats.default(ajv)
  const validate = ajv.compile(schema)
  return (log) => {
    validate(log)
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

function logOf(
  findings: readonly Diagnostic[],
  sources: readonly Source[],
  more: Omit<Parameters<typeof renderSarif>[1], "sources" | "version"> = {},
): Log {
  return JSON.parse(renderSarif(findings, { sources, version: "1.2.3", ...more })) as Log
}

/** What GitHub asks beyond the schema, and tells nobody who breaks it. */
function faultsForGithub({ runs }: Log): readonly string[] {
  const faults: string[] = []
  const fault = (isSo: boolean, what: string): unknown => isSo || faults.push(what)
  fault(runs.length >= 1 && runs.length <= 20, "1 to 20 runs")
  for (const { tool, results, columnKind } of runs) {
    fault(columnKind === "utf16CodeUnits", "column kind")
    fault(results.length <= 5_000, "at most 5,000 results")
    for (const rule of tool.driver.rules) {
      const texts = [rule.shortDescription.text, rule.fullDescription.text]
      fault(rule.name.length <= 255 && texts.every((text) => text !== "" && text.length <= 1024), "texts")
      fault(rule.help.text !== "", "help")
      fault(rule.properties.tags.length <= 20, "tags")
      const risk = rule.properties["security-severity"]
      fault(risk === undefined || (Number(risk) > 0 && Number(risk) <= 10), "security-severity")
      fault((risk !== undefined) === rule.properties.tags.includes("security"), "security tag")
      const severity = rule.properties["problem.severity"] ?? "error"
      fault(["error", "warning", "recommendation"].includes(severity), "problem.severity")
    }
    for (const result of results) {
      fault(tool.driver.rules[result.ruleIndex]?.id === result.ruleId, "rule index")
      fault(["error", "warning", "note"].includes(result.level), "level")
      fault(result.message.text !== "", "message")
      fault(result.locations.length === 1, "one location")
      fault(result.partialFingerprints?.["primaryLocationLineHash"] !== undefined, "fingerprint")
      for (const { physicalLocation } of [...result.locations, ...(result.relatedLocations ?? [])]) {
        const { artifactLocation, region } = physicalLocation
        fault(!/^(?:[a-z]+:|\/)/i.test(artifactLocation.uri), `relative URI: ${artifactLocation.uri}`)
        fault(artifactLocation.uriBaseId === "%SRCROOT%", "uriBaseId")
        const isForward =
          region.endLine > region.startLine ||
          (region.endLine === region.startLine && region.endColumn >= region.startColumn)
        fault(region.startLine >= 1 && region.startColumn >= 1 && isForward, "region")
      }
    }
  }
  return faults
}

const second: Source = { path: "deep/größe 1.edict", text: "role a\n  # 𝔸𝔹 is two\nrole a role b\n" }
const severalFiles = diagnostic("E401", find(second, "role b"), "role `b` again", {
  why: "because",
  help: "drop it",
  labels: [{ span: find(second, "role a"), text: "here first" }],
  related: [{ span: find(orders, "allow"), message: "used here [*](javascript:alert)" }],
  fixes: [{ title: "drop it", safe: true, edits: [{ span: find(second, " role b"), text: "" }] }],
})

describe("a SARIF log", () => {
  test.each<[string, Log]>([
    ["of nothing", logOf([], [])],
    ["of one finding", logOf([unknownRole], [orders])],
    ["of several files", logOf([unknownRole, severalFiles], [orders, second])],
    ["with pages", logOf([severalFiles], [orders, second], { pages: { E401: "# E401\n\nText.\n" } })],
    ["with a site", logOf([severalFiles], [orders, second], { site: "https://docs.example/codes/" })],
    ["of every code", logOf(everyCode(), [orders])],
  ])("%s is valid, and as GitHub takes it", (_, log) => {
    expect(isValid(log)).toEqual([])
    expect(faultsForGithub(log)).toEqual([])
  })

  test("would be found out if it were not", () => {
    const log = logOf([unknownRole], [orders])
    const [result] = log.runs[0]!.results
    result!.level = "info"
    result!.locations[0]!.physicalLocation.region.startColumn = 0
    expect(isValid(log)).toHaveLength(2)
    expect(faultsForGithub(log)).toEqual(["level", "region"])
  })

  test("places findings by UTF-16 columns, and encodes paths", () => {
    const { physicalLocation } = logOf([diagnostic("E101", find(second, "is two"), "x")], [second]).runs[0]!
      .results[0]!.locations[0]!
    expect(physicalLocation).toMatchObject({
      artifactLocation: { uri: "deep/gr%C3%B6%C3%9Fe%201.edict", uriBaseId: "%SRCROOT%" },
      region: { startLine: 2, startColumn: 10, endLine: 2, endColumn: 16 },
    })
  })

  test.each([
    ["/srv/shop.edict", "file:///srv/shop.edict"],
    ["C:\\shop\\a b.edict", "file:///C:/shop/a%20b.edict"],
  ])("names %s, which is not below the folder, as a file", (file, uri) => {
    const span = { file, start: 0, end: 1, line: 1, column: 1 }
    const log = logOf([diagnostic("E101", span, "x")], [])
    expect(log.runs[0]!.results[0]!.locations[0]!.physicalLocation.artifactLocation).toEqual({ uri })
    expect(isValid(log)).toEqual([])
  })

  test("knows a finding again when lines and indentation change, and not another", () => {
    const prints = (text: string, part: string): unknown => {
      const source = { path: "a.edict", text }
      return logOf([diagnostic("E101", find(source, part), "x")], [source]).runs[0]!.results[0]!
        .partialFingerprints
    }
    const before = prints("allow custmer, clerk\n", "custmer")
    expect(before).toEqual({
      primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]+:1$/),
      primaryLocationStartColumnFingerprint: "6",
    })
    expect(prints("role a\n\n    allow custmer, clerk\n", "custmer")).toEqual(before)
    expect(prints("allow custmer, clerk\n", "clerk")).not.toEqual(before)
    expect(prints("allow custmer, clerks\n", "custmer")).not.toEqual(before)
  })

  test("lets no text of a policy become a link", () => {
    const [result] = logOf([severalFiles], [orders, second]).runs[0]!.results
    expect(result!.relatedLocations![1]!.message.text).toBe(String.raw`used here [*\](javascript:alert)`)
  })

  test("gives pages as help, and where they are", () => {
    const page = "# E401 a role under `not`\n\nMore roles\nnever mean less.\n\n## Wrong\n"
    const [rule] = logOf([severalFiles], [orders, second], {
      pages: { E401: page },
      site: "https://docs.example/codes/",
    }).runs[0]!.tool.driver.rules
    expect(rule).toMatchObject({
      fullDescription: { text: "More roles never mean less." },
      help: { text: page, markdown: page },
      helpUri: "https://docs.example/codes/E401",
      properties: { tags: ["policy", "security"], "security-severity": "7.0" },
    })
  })

  test("keeps the worst of more than are shown, and says so", () => {
    const text = "x\n".repeat(5_001)
    const many = Array.from({ length: 5_001 }, (_, index) =>
      diagnostic(
        "E602",
        { file: "a", start: index * 2, end: index * 2 + 1, line: index + 1, column: 1 },
        "w",
      ),
    )
    const worst = diagnostic("E101", { file: "b", start: 0, end: 1, line: 1, column: 1 }, "e")
    const [run] = logOf([...many, worst], [{ path: "a", text }]).runs
    expect(codes.E602.severity).not.toBe("error")
    expect(run!.results).toHaveLength(5_000)
    expect(run!.results.some(({ ruleId }) => ruleId === "E101")).toBe(true)
    expect(run!.invocations?.[0]?.toolExecutionNotifications[0]?.message.text).toMatch(/^2 more/)
  })
})

function everyCode(): readonly Diagnostic[] {
  return (Object.keys(codes) as Code[]).map((code) =>
    diagnostic(code, find(orders, "custmer"), codes[code].title),
  )
}
