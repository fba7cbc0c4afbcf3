import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { replaceFile } from "../src/replace-file.ts"

let folder = ""
const at = (name: string): string => join(folder, name)
const textOf = (name: string): string => readFileSync(at(name), "utf8")

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "edict-replace-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it.each([0o600, 0o640, 0o664, 0o666, 0o755])("keeps the mode %o", async (mode) => {
  writeFileSync(at("a"), "old")
  chmodSync(at("a"), mode)
  await replaceFile(at("a"), "new")
  expect(textOf("a")).toBe("new")
  expect(statSync(at("a")).mode & 0o777).toBe(mode)
})

it("writes a file that was not there", async () => {
  await replaceFile(at("a"), "new")
  expect(textOf("a")).toBe("new")
  expect(readdirSync(folder)).toEqual(["a"])
})

it("writes through a link, which stays one", async () => {
  writeFileSync(at("a"), "old")
  symlinkSync("a", at("link"))
  await replaceFile(at("link"), "new")
  expect(textOf("a")).toBe("new")
  expect(lstatSync(at("link")).isSymbolicLink()).toBe(true)
})

it("leaves nothing behind where it cannot write, and names the file as it is shown", async () => {
  mkdirSync(at("a"))
  await expect(replaceFile(at("a"), "new", "a")).rejects.toThrow(/^`a` cannot be written: \w+$/)
  expect(readdirSync(folder)).toEqual(["a"])
})
