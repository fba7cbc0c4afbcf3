import { readdirSync } from "node:fs"
import { compile, format, lint } from "@edict/engine"
import { coverageShortfall, measureCoverage, reportCoverage, runTests } from "@edict/engine/testing"
import { describe, expect, test } from "vitest"
import { blocksOf, readPage } from "./page.ts"

const folder = new URL("../../../../docs/recipes/", import.meta.url)
const pages = readdirSync(folder).filter((name) => name !== "README.md")

/** The one block of a kind that a recipe has. */
function blockOf(page: string, kind: string): string {
  const found = blocksOf(page).filter((block) => block.kind === kind)
  if (found.length !== 1) throw new Error(`a recipe has one block of ${kind}, not ${found.length}`)
  return found[0]?.text ?? ""
}

test("there are recipes, and the index has each", () => {
  const linked = [...readPage("docs/recipes/README.md").matchAll(/\]\(([\w-]+\.md)\)/g)].map(
    ([, name]) => name,
  )
  expect(linked.length).toBeGreaterThan(7)
  expect(new Set(linked)).toEqual(new Set(pages))
})

describe.each(pages)("docs/recipes/%s", (name) => {
  const page = readPage(`docs/recipes/${name}`)
  const source = { path: "recipe.edict", text: blockOf(page, "edict") }

  test("its policy compiles, is formatted, and has no findings", () => {
    expect(compile([source]).diagnostics).toEqual([])
    expect(format(source)).toMatchObject({ text: source.text })
    // Programs of recipes are run on a loopback without TLS.
    const severities = new Map([["no-tls", "off"]] as const)
    expect(lint([source], { severities }).diagnostics).toEqual([])
  })

  test("its tests pass, and cover all of it", async () => {
    const { policy } = compile([source])
    if (policy === undefined) throw new Error("the policy does not compile")
    const meter = measureCoverage(policy)
    const tests = { path: "recipe.test.yaml", text: blockOf(page, "yaml") }
    const { diagnostics, results } = await runTests({ policy, source: tests, meter })
    expect(diagnostics).toEqual([])
    expect(results.length).toBeGreaterThan(3)
    expect(results.filter(({ mismatches }) => mismatches.length > 0).map(told)).toEqual([])
    expect(coverageShortfall(reportCoverage(meter, policy.plan, [source]), 100)).toBeUndefined()
  })
})

function told({ test: { name }, mismatches }: Awaited<ReturnType<typeof runTests>>["results"][number]) {
  return { name, mismatches }
}
