import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { commandPath, type Run, runCommand } from "./command.ts"

const shop = `package shop
role customer
setting most: int = 3 from env.MOST
GET /orders { allow customer }
`
let command = ""
let folder = ""

beforeAll(async () => {
  command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-build-"))
  for (const [path, text] of [
    ["shop/shop.edict", shop],
    ["broken/shop.edict", "package shop\nGET /x { allow custmer }\n"],
  ] as const) {
    mkdirSync(join(folder, path, ".."), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const edict = (...given: readonly string[]): Promise<Run> => runCommand(command, given, { cwd: folder })
const read = (path: string): string => readFileSync(join(folder, path), "utf8")

describe("edict build", () => {
  it.each([
    { output: "out/policy.js", also: "out/policy.d.ts" },
    { output: "out/policy.mjs", also: "out/policy.d.mts" },
    { output: "policy.ts", also: undefined },
    { output: "policy.mts", also: undefined },
  ])("writes $output", async ({ output, also }) => {
    const files = also === undefined ? output : `${output}, ${also}`
    expect(await edict("build", "shop", "-o", output)).toEqual({
      code: 0,
      output: "",
      errors: `${files}: 1 route\n`,
    })
    expect(read(output)).toMatch(/^\/\/ Made by `edict build`/)
    expect(read(output)).toContain("openPolicy(")
    expect(read(also ?? output)).toContain('export type RouteId = "GET /orders"')
    expect(await edict("build", "shop", "-o", output, "--check")).toMatchObject({
      code: 0,
      errors: `${files}: up to date\n`,
    })
  })

  it("says that files are not up to date, and writes nothing", async () => {
    await edict("build", "shop", "-o", "stale.js")
    const known = read("stale.js")
    writeFileSync(join(folder, "shop/shop.edict"), `${shop}GET /more { allow customer }\n`)
    try {
      const run = await edict("build", "shop", "-o", "stale.js", "--check")
      expect(run.code).toBe(1)
      expect(run.errors).toContain("`stale.js` is not what the policy builds now\n")
      expect(run.errors).toContain("write it: edict build shop -o stale.js\n")
      expect(read("stale.js")).toBe(known)
      expect(await edict("build", "shop", "-o", "stale.js")).toMatchObject({ code: 0 })
      expect(await edict("build", "shop", "-o", "stale.js", "--check")).toMatchObject({ code: 0 })
    } finally {
      writeFileSync(join(folder, "shop/shop.edict"), shop)
    }
  })

  it.each([
    { what: "the module", path: "gone.js" },
    { what: "its types", path: "gone.d.ts" },
  ])("says that $what is not there", async ({ path }) => {
    await edict("build", "shop", "-o", "gone.js")
    rmSync(join(folder, path))
    const run = await edict("build", "shop", "-o", "gone.js", "--check")
    expect(run).toMatchObject({ code: 1, output: "" })
    expect(run.errors).toContain(`\`${path}\` is not there\n`)
  })

  it.each(["keep.js", "keep.d.ts"])("replaces %s only where it made it, or is told to", async (kept) => {
    const hand = "export const policy = {}\n"
    rmSync(join(folder, "keep.js"), { force: true })
    rmSync(join(folder, "keep.d.ts"), { force: true })
    writeFileSync(join(folder, kept), hand)
    expect(await edict("build", "shop", "-o", "keep.js")).toEqual({
      code: 2,
      output: "",
      errors: `error: \`${kept}\` is there already, and was not made by \`edict build\`\n  --force replaces it\n`,
    })
    expect(read(kept)).toBe(hand)
    expect(existsSync(join(folder, kept === "keep.js" ? "keep.d.ts" : "keep.js"))).toBe(false)
    expect(await edict("build", "shop", "-o", "keep.js", "--force")).toMatchObject({ code: 0 })
    expect(read(kept)).toMatch(/^\/\/ Made by `edict build`/)
    expect(await edict("build", "shop", "-o", "keep.js")).toMatchObject({ code: 0 })
  })

  it("takes lines with other ends for the same", async () => {
    await edict("build", "shop", "-o", "ends.js")
    writeFileSync(join(folder, "ends.js"), read("ends.js").replaceAll("\n", "\r\n"))
    expect(await edict("build", "shop", "-o", "ends.js", "--check")).toMatchObject({ code: 0 })
  })

  it.each([
    { given: ["shop"], code: 2, says: "-o, --output <file>" },
    { given: ["shop", "-o", "policy.json"], code: 2, says: "does not end in .js, .mjs, .ts or .mts" },
    { given: ["shop", "-o", "policy.cjs"], code: 2, says: "does not end in" },
    { given: ["shop", "-o", "policy.d.ts"], code: 2, says: "does not end in" },
    { given: ["shop", "-o", "shop/shop.edict/policy.js"], code: 2, says: "cannot be written" },
    { given: ["broken", "-o", "broken.js"], code: 3, says: "unknown role `custmer`" },
    { given: ["nowhere", "-o", "policy.js"], code: 2, says: "there is no `nowhere`" },
  ])("refuses $given", async ({ given, code, says }) => {
    const run = await edict("build", ...given)
    expect(run.code).toBe(code)
    expect(run.errors).toContain(says)
  })
})
