import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { lint } from "../../../src/lint.ts"
import { readPolicyFiles } from "../../../src/load/folder.ts"

const folder = fileURLToPath(new URL("../../../../../policies/", import.meta.url))
const policies = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(`${folder}/${entry.name}`).some(isPolicy))
  .map(({ name }) => name)

function isPolicy(file: string): boolean {
  return file.endsWith(".edict")
}

test("the examples are there", () => {
  expect(policies).toEqual(expect.arrayContaining(["blog", "museum", "orders", "saas"]))
})

test.each(policies)("nothing is found in the example %s", async (name) => {
  const { sources, schemas } = await readPolicyFiles(`${folder}/${name}`)
  const found = lint(sources, { schemas }).diagnostics
  expect(found.map(({ code, span, message }) => `${span.line} ${code} ${message}`)).toEqual([])
})
