import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { codes, type Code } from "../../../src/diagnostics/codes.ts"
import { lintCodes } from "../../../src/diagnostics/codes/lint.ts"
import { renderHuman } from "../../../src/diagnostics/human.ts"
import { lint, lintFix } from "../../../src/lint.ts"
import { only } from "./policies.ts"

const place = (relative: string): string =>
  fileURLToPath(new URL(`../../../../../${relative}`, import.meta.url))
const fixture = (name: string): string => place(`packages/engine/test/fixtures/diagnostics/${name}`)
const read = (file: string): string => readFileSync(file, "utf8")
const rules = only("unused-quota")

describe.each(Object.keys(lintCodes) as Code[])("%s", (code) => {
  test("is reported once, as its golden text says", () => {
    const source = { path: "bad.edict", text: read(fixture(`${code}/bad.edict`)) }
    const found = lint([source], { rules }).diagnostics.filter((finding) => finding.code === code)
    const rendered = renderHuman(found, { sources: [source] })
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(fixture(`${code}/bad.txt`), rendered)
    expect(found).toHaveLength(1)
    expect(rendered).toBe(read(fixture(`${code}/bad.txt`)))
  })

  test("is not reported of its twin, nor anything else", () => {
    const text = read(fixture(`${code}/good.edict`))
    expect(lint([{ path: "good.edict", text }], { rules }).diagnostics).toEqual([])
  })

  test("has a page with its title and both texts", () => {
    const page = read(place(`docs/diagnostics/${code}.md`))
    expect(page).toContain(`# ${code} ${codes[code].title}`)
    expect(page).toContain(read(fixture(`${code}/bad.edict`)))
    expect(page).toContain(read(fixture(`${code}/good.edict`)))
  })
})

/** What is told of one quota that nothing uses, with a comment before its line, one at its end, or both. */
function toldOf(before: string, after: string, severity: "warning" | "off" = "warning"): readonly string[] {
  const text = `package shop\n${before}\nquota q = 1/min per context.ip ${after}\nGET /a { allow anyone }\n`
  const severities = new Map([["unused-quota", severity] as const])
  return lint([{ path: "a.edict", text }], { rules, severities }).diagnostics.map(
    ({ code, span }) => `${code}:${span.line}`,
  )
}

test.each([
  ["nothing", "", "", ["unused-quota:3"]],
  ["one on the line before", "# edict-ignore unused-quota: soon", "", []],
  ["one at the end of the line", "", "# edict-ignore unused-quota: soon", []],
  ["one above another comment", "# edict-ignore unused-quota: soon\n# a note\n", "", []],
  ["one without spaces", "#edict-ignore unused-quota:soon", "", []],
  ["one that documents", "## edict-ignore unused-quota: soon", "", ["unused-quota:3"]],
  ["a word that only begins so", "# edict-ignored unused-quota: soon", "", ["unused-quota:3"]],
  ["no reason", "# edict-ignore unused-quota", "", ["E701:2", "unused-quota:3"]],
  ["an empty reason", "# edict-ignore unused-quota:  ", "", ["E701:2", "unused-quota:3"]],
  ["no rule", "# edict-ignore", "", ["E702:2", "unused-quota:3"]],
  ["no rule, and a reason", "# edict-ignore: soon", "", ["E702:2", "unused-quota:3"]],
  ["a code of the check", "# edict-ignore E101: soon", "", ["E702:2", "unused-quota:3"]],
  ["a rule that was not asked", "# edict-ignore unused-role: soon", "", ["unused-quota:3"]],
  ["the same twice", "# edict-ignore unused-quota: soon", "# edict-ignore unused-quota: soon", ["E703:2"]],
  ["a comment of the line after", "", "\n# edict-ignore unused-quota: soon", ["unused-quota:3", "E703:4"]],
])("%s", (_, before, after, expected) => {
  expect(toldOf(before, after)).toEqual(expected)
})

test("says nothing of an ignore of a rule that is off", () => {
  expect(toldOf("# edict-ignore unused-quota: soon", "", "off")).toEqual([])
})

test("takes an idle ignore out, alone on its line or behind a rule", () => {
  const text =
    "package shop\n# edict-ignore unused-quota: x\nGET /a { allow anyone }   # edict-ignore unused-quota: x\nGET /b { allow anyone }\n"
  const { sources, applied } = lintFix([{ path: "a.edict", text }], { rules })
  expect(applied).toBe(2)
  expect(sources[0]?.text).toBe("package shop\nGET /a { allow anyone }\nGET /b { allow anyone }\n")
})
