import { describe, expect, test } from "vitest"
import { policyOf, told } from "../testing/shop.ts"
import { blocksOf, readPage } from "./page.ts"

const blocks = blocksOf(readPage("docs/guides/testing.md"))
const textOf = (kind: string, option?: string): string =>
  blocks.find((block) => block.kind === kind && (option === undefined || block.options.has(option)))?.text ??
  ""

describe("in docs/guides/testing.md", () => {
  test("what the tests say comes", async () => {
    const policy = policyOf(textOf("edict"))
    const lines = await told(textOf("yaml", "head") + textOf("yaml", "tests"), { policy })
    expect(lines.filter((line) => !line.endsWith(": as expected"))).toEqual([])
    expect(lines.length).toBeGreaterThan(10)
  })

  test("there is nothing else to run", () => {
    const others = blocks.filter(({ kind }) => !["console", "edict", "yaml"].includes(kind))
    expect(others).toEqual([])
    expect(blocks.filter(({ kind }) => kind === "yaml")).toHaveLength(2)
  })
})
