import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { format } from "../../src/format/format.ts"

const folder = fileURLToPath(new URL("../fixtures/format/", import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith(".in.edict"))

it("there are golden files", () => expect(names.length).toBeGreaterThanOrEqual(4))

it.each(names)("%s", async (name) => {
  const made = format({ path: name, text: readFileSync(folder + name, "utf8") })
  expect(made.kind).toBe("formatted")
  const text = made.kind === "formatted" ? made.text : ""
  await expect(text).toMatchFileSnapshot(folder + name.replace(".in.", ".out."))
  expect(format({ path: name, text })).toEqual({ kind: "formatted", text })
})
