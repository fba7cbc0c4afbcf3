import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { loadPolicy } from "../../src/load-policy.ts"
import { readPolicyFiles } from "../../src/load/folder.ts"
import { PolicyError } from "../../src/load/policy-error.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "edict-load-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

async function names(under = ""): Promise<readonly string[]> {
  return (await readPolicyFiles(join(folder, under))).sources.map(({ path }) => path)
}

const shop =
  'package shop\nimport schema Order from "./openapi.yaml#/components/schemas"\nrole owner of order: Order when order.ownerId == subject.id\nsubject { id: string }\napi /orders/{id} { load order: Order by path.id  GET / { allow owner } }\n'
const schema =
  "components: { schemas: { Order: { type: object, properties: { ownerId: { type: string } } } } }\n"

it("reads every policy file under a folder, in order of path", async () => {
  put("b.edict", "package b\n")
  put("a/z.edict", "package a\n")
  put("a.edict", "package a\n")
  put("notes.txt", "")
  put(".hidden/c.edict", "package c\n")
  put("node_modules/d/d.edict", "package d\n")
  const { sources, root } = await readPolicyFiles(folder)
  expect(sources.map(({ path }) => path)).toEqual(["a.edict", "a/z.edict", "b.edict"])
  expect(root).toBe(folder)
})

it("reads one file alone", async () => {
  put("a.edict", "package a\n")
  put("b.edict", "package b\n")
  const { sources } = await readPolicyFiles(join(folder, "b.edict"))
  expect(sources).toEqual([{ path: "b.edict", text: "package b\n" }])
})

it("follows links to files, as mounted configuration has them", async () => {
  put("..data/a.edict", "package a\n")
  symlinkSync(join(folder, "..data/a.edict"), join(folder, "a.edict"))
  expect(await names()).toEqual(["a.edict"])
})

it("follows links to folders, each folder once and under its own name", async () => {
  put("z/z.edict", "package z\n")
  put("policy/z/b.edict", "package b\n")
  symlinkSync(join(folder, "z"), join(folder, "policy/linked"))
  symlinkSync(join(folder, "policy"), join(folder, "policy/z/loop"))
  symlinkSync(join(folder, "policy/z"), join(folder, "policy/a"))
  symlinkSync(join(folder, "policy"), join(folder, "z/back"))
  expect(await names("policy")).toEqual(["linked/z.edict", "z/b.edict"])
})

it("reads a hidden file: only hidden folders are left out", async () => {
  put(".h.edict", "package a\n")
  put(".git/g.edict", "package a\n")
  put("a.edict", "package a\n")
  expect(await names()).toEqual([".h.edict", "a.edict"])
})

it("passes over the mark that Emacs puts beside a file that is being edited", async () => {
  put("a.edict", "package a\n")
  symlinkSync("ann@desk.4711:1700000000", join(folder, ".#a.edict"))
  expect(await names()).toEqual(["a.edict"])
})

it.each<[string, () => void, string]>([
  [
    "a link that is called like a mark of Emacs and leads elsewhere",
    () => symlinkSync("../gone.edict", join(folder, ".#g.edict")),
    "`.#g.edict` cannot be read: ENOENT",
  ],
  [
    "a link that leads nowhere",
    () => symlinkSync(join(folder, "gone"), join(folder, "g.edict")),
    "`g.edict` cannot be read: ENOENT",
  ],
  [
    "a link to a folder that is not there",
    () => symlinkSync(join(folder, "gone"), join(folder, "more")),
    "`more` cannot be read: ENOENT",
  ],
  [
    "a link to itself",
    () => symlinkSync(join(folder, "g.edict"), join(folder, "g.edict")),
    "`g.edict` cannot be read: ELOOP",
  ],
  ["a device", () => symlinkSync("/dev/null", join(folder, "g.edict")), "`g.edict` is no regular file"],
  ["a folder of that name", () => mkdirSync(join(folder, "g.edict")), "`g.edict` is no regular file"],
  [
    "an ending in capitals",
    () => put("deep/G.EDICT", "package a\n"),
    "`deep/G.EDICT` would not be read: rename it, so that it ends in `.edict`",
  ],
])("passes over no part of a policy: %s is an error", async (_, arrange, message) => {
  put("a.edict", "package a\n")
  expect(await names()).toEqual(["a.edict"])
  arrange()
  await expect(readPolicyFiles(folder)).rejects.toThrow(new PolicyError(message))
})

it("reads the schema files that imports name, by their path from the root", async () => {
  put("shop/orders/o.edict", shop.replace("./openapi.yaml", "../api/openapi.yaml"))
  put("shop/api/openapi.yaml", schema)
  put("shop/api/other.yaml", "")
  const { schemas } = await readPolicyFiles(folder)
  expect([...schemas]).toEqual([["shop/api/openapi.yaml", schema]])
})

it("loads a policy that decides by what it imports", async () => {
  put("shop.edict", shop)
  put("openapi.yaml", schema)
  const policy = await loadPolicy(folder)
  const ask = (id: string) =>
    policy.decide({
      method: "GET",
      path: "/orders/1",
      subject: { id },
      resources: { order: { ownerId: "ann" } },
    })
  expect([ask("ann").status, ask("bob").status]).toEqual([200, 403])
})

it("reads settings from the environment that is given", async () => {
  put(
    "a.edict",
    'package a\nsubject { id: string }\nsetting owner: string = "ann" from env.OWNER\nGET /x { allow authenticated when subject.id == owner }\n',
  )
  const status = async (environment: Record<string, string>) =>
    (await loadPolicy(folder, { environment })).decide({ method: "GET", path: "/x", subject: { id: "bob" } })
      .status
  expect([await status({ OWNER: "bob" }), await status({})]).toEqual([200, 403])
})

it.each<[string, () => void, RegExp]>([
  ["a folder without policies", () => put("a.txt", ""), /^there is no `\.edict` file under/],
  ["a file that is not there", () => rmSync(folder, { recursive: true }), /^there is no `/],
  [
    "bytes that are no UTF-8",
    () => put("a.edict", Uint8Array.of(0x70, 0xff)),
    /^`a\.edict` is no UTF-8 text$/,
  ],
  ["a schema that is not there", () => put("a.edict", shop), /a\.edict:2:\d+: .*\(E112\)$/],
  [
    "an error in a policy",
    () => put("a.edict", "package a\nGET /x { allow nobody }\n"),
    /is no valid policy: a\.edict:2:16: unknown role `nobody` \(E101\)$/,
  ],
])("refuses %s", async (_, arrange, message) => {
  arrange()
  await expect(loadPolicy(folder)).rejects.toThrow(PolicyError)
  await expect(loadPolicy(folder)).rejects.toThrow(message)
})

it("gives all diagnostics with the texts that they speak of", async () => {
  put("a.edict", "package a\nGET /x { allow nobody }\nGET /y { allow noone }\n")
  const error: unknown = await loadPolicy(folder).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(PolicyError)
  const { diagnostics, sources } = error as PolicyError
  expect(diagnostics.map(({ code }) => code)).toEqual(["E101", "E101"])
  expect(sources.map(({ path }) => path)).toEqual(["a.edict"])
})
