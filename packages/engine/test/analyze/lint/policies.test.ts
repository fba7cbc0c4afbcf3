import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { lint } from "../../../src/lint.ts"
import { readPolicyFiles } from "../../../src/load/folder.ts"

test.each(["orders"])("nothing is found in the example %s", async (name) => {
  const folder = fileURLToPath(new URL(`../../../../../policies/${name}`, import.meta.url))
  const { sources, schemas } = await readPolicyFiles(folder)
  const found = lint(sources, { schemas }).diagnostics
  expect(found.map(({ code, span, message }) => `${span.line} ${code} ${message}`)).toEqual([])
})
