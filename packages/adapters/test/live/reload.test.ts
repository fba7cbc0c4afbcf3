import { createHash } from "node:crypto"
import { rename, symlink, unlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Notice } from "@edict/engine"
import { expect, test } from "vitest"
import { makeFolder, never, openTo, startFolder, type Folder, type Notices } from "./folder.ts"

const replaced = { kind: "replaced", policyHash: expect.stringMatching(/^[0-9a-f]{64}$/) }

function kept(message: RegExp): object {
  return {
    kind: "kept",
    policyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    error: expect.objectContaining({ message: expect.stringMatching(message) }),
  }
}

/** A change of several steps may be seen in the middle of them: only a whole policy is put in force. */
async function untilReplaced({ next }: Pick<Notices, "next">): Promise<Notice> {
  const notice = await next()
  return notice.kind === "kept" ? untilReplaced({ next }) : notice
}

const ways: readonly (readonly [string, (folder: Folder) => Promise<void>])[] = [
  ["is written over", ({ path }) => writeFile(join(path, "app.edict"), openTo("writer"))],
  [
    "is replaced by renaming, as editors do",
    async ({ path, put }) => {
      await put(".app.edict.swp", openTo("writer"))
      await rename(join(path, ".app.edict.swp"), join(path, "app.edict"))
    },
  ],
  [
    "is taken away and written anew elsewhere",
    async ({ path, put }) => {
      await put("below/deeper/other.edict", openTo("writer"))
      await unlink(join(path, "app.edict"))
    },
  ],
  [
    "becomes a link",
    async ({ path, put }) => {
      await put(".elsewhere/app.edict", openTo("writer"))
      await unlink(join(path, "app.edict"))
      await symlink(join(path, ".elsewhere/app.edict"), join(path, "app.edict"))
    },
  ],
]

test.each(ways)("a policy that %s is in force as soon as it is reported", async (_name, change) => {
  const folder = await makeFolder({ "app.edict": openTo("reader") })
  const { status, notices } = await startFolder(folder.path)
  expect(await status("/things/1")).toBe(200)
  await change(folder)
  expect(await untilReplaced(notices)).toEqual(replaced)
  expect(await status("/things/1")).toBe(403)
  expect(await status("/things/1", "writer")).toBe(200)
})

test("a mounted volume whose data link is led elsewhere is read anew", async () => {
  const { path, put } = await makeFolder({ "..one/app.edict": openTo("reader") })
  await symlink("..one", join(path, "..data"))
  await symlink("..data/app.edict", join(path, "app.edict"))
  const { status, notices } = await startFolder(path)
  expect(await status("/things/1")).toBe(200)
  for (const [data, role] of [
    ["..two", "writer"],
    ["..three", "reader"],
  ] as const) {
    await put(`${data}/app.edict`, openTo(role))
    await symlink(data, join(path, "..data_tmp"))
    await rename(join(path, "..data_tmp"), join(path, "..data"))
    expect(await notices.next()).toEqual(replaced)
    expect(await status("/things/1", role)).toBe(200)
  }
  expect(await status("/things/1", "writer")).toBe(403)
})

test("a folder whose own name is led elsewhere is read anew, and followed there", async () => {
  const { path, put } = await makeFolder({
    "one/app.edict": openTo("reader"),
    "two/app.edict": openTo("writer"),
  })
  await symlink("one", join(path, "current"))
  const { status, notices } = await startFolder(join(path, "current"))
  await symlink("two", join(path, "next"))
  await rename(join(path, "next"), join(path, "current"))
  expect(await notices.next()).toEqual(replaced)
  expect(await status("/things/1")).toBe(403)
  await put("two/app.edict", openTo("reader"))
  expect(await notices.next()).toEqual(replaced)
  expect(await status("/things/1")).toBe(200)
})

test("a folder that takes the place of another is read anew, and followed", async () => {
  const { path, put } = await makeFolder({
    "policy/app.edict": openTo("reader"),
    "new/app.edict": openTo("writer"),
  })
  const { status, notices } = await startFolder(join(path, "policy"))
  await rename(join(path, "policy"), join(path, "old"))
  await rename(join(path, "new"), join(path, "policy"))
  expect(await untilReplaced(notices)).toEqual(replaced)
  expect(await status("/things/1")).toBe(403)
  await put("policy/app.edict", openTo("reader"))
  expect(await notices.next()).toEqual(replaced)
  expect(await status("/things/1")).toBe(200)
})

const hashOf = (key: string): string => `sha256:${createHash("sha256").update(key).digest("hex")}`

test("keys that are taken out of a file are not remembered, wherever the file lies", async () => {
  const keys = (key: string): string => `- { id: ann, hash: "${hashOf(key)}", roles: [reader] }\n`
  const policy = `package app
role reader
subject { id: string }
authenticate apikey partners {
  header "x-key"
  keys file "../secret/keys.yaml"
  subject.id = key.id
  subject.roles = key.roles only reader
}
api /things/{id} { accept auth partners  GET / { allow reader } }
`
  const { path, put } = await makeFolder({ "secret/keys.yaml": keys("one"), "policy/app.edict": policy })
  const { fastify, notices } = await startFolder(join(path, "policy"), { authenticates: true })
  const status = async (key: string): Promise<number> =>
    (await fastify.inject({ url: "/things/1", headers: { "x-key": key } })).statusCode
  expect([await status("one"), await status("one"), await status("two")]).toEqual([200, 200, 401])
  await put("secret/keys.yaml", keys("two"))
  expect(await notices.next()).toEqual(replaced)
  expect([await status("one"), await status("two")]).toEqual([401, 200])
  await put("secret/keys.yaml", "- { id: ann }\n")
  expect(await notices.next()).toEqual(kept(/authenticate partners/))
  expect([await status("one"), await status("two")]).toEqual([401, 200])
})

test("a schema that the policy imports is watched", async () => {
  const schema = (type: string): string =>
    `components: { schemas: { Thing: { type: object, properties: { ownerId: { type: ${type} } } } } }\n`
  const policy = `package app
import schema Thing from "./schemas/things.yaml#/components/schemas"
role reader
role owner of thing: Thing when thing.ownerId == subject.id
subject { id: string }
api /things/{id} { load thing: Thing by path.id  GET / { allow owner } }
`
  const { path, put } = await makeFolder({ "app.edict": policy, "schemas/things.yaml": schema("string") })
  const loaders = { thing: () => ({ ownerId: "ann" }) }
  const { status, notices } = await startFolder(path, { loaders })
  expect(await status("/things/1")).toBe(200)
  await put("schemas/things.yaml", schema("boolean"))
  expect(await notices.next()).toEqual(kept(/no valid policy/))
  expect(await status("/things/1")).toBe(200)
})

const flaws: readonly (readonly [string, string, RegExp])[] = [
  ["does not parse", "package app\napi /things/{id} {", /no valid policy/],
  ["has no file left", "", /no valid policy|no route/],
  ["names a role that is not there", openTo("raeder"), /unknown role/],
  [
    "needs a loader that is not given",
    `package app
type Thing { name: string }
role reader
subject { id: string }
api /things/{id} { load thing: Thing by path.id  GET / { allow reader when thing.name == subject.id } }
`,
    /no loader is given for `thing`/,
  ],
  [
    "needs a key file that is not there",
    `package app
role reader
subject { id: string }
authenticate apikey partners { header "x-key"  keys file "./none.yaml"  subject.id = key.id }
api /things/{id} { accept auth partners  GET / { allow reader } }
`,
    /`\.\/none\.yaml` cannot be read/,
  ],
  [
    "has no route for one of the application",
    openTo("reader").replace("/things", "/others"),
    /no route for\n {2}GET \/things\/\{id\}/,
  ],
]

test.each(flaws)("a policy that %s is reported, and the one in force stays", async (_name, text, message) => {
  const { path, put } = await makeFolder({ "app.edict": openTo("reader") })
  const { status, notices, lines } = await startFolder(path)
  await put("app.edict", text)
  const notice = await notices.next()
  expect(notice).toEqual(kept(message))
  expect(await status("/things/1")).toBe(200)
  expect(await status("/things/1", "writer")).toBe(403)
  expect(lines.at(-1)?.policyHash).toBe((notice as Extract<Notice, { kind: "kept" }>).policyHash)
  await put("app.edict", openTo("writer"))
  expect(await notices.next()).toEqual(replaced)
  expect(await status("/things/1", "writer")).toBe(200)
})

test("where the system reports nothing, reading every so often finds the change", async () => {
  const { path, put } = await makeFolder({ "app.edict": openTo("reader") })
  const watchFolder = (): never => {
    throw Object.assign(new Error("no space left for watchers"), { code: "ENOSPC" })
  }
  const watch = { watchFolder, pollMilliseconds: 5 }
  const { status, notices } = await startFolder(path, { watch })
  await put("app.edict", openTo("writer"))
  expect(await untilReplaced(notices)).toEqual(replaced)
  expect(await status("/things/1", "writer")).toBe(200)
})

test("`watch: false` reads the folder once; beside it the same change is taken", async () => {
  const { path, put } = await makeFolder({ "app.edict": openTo("reader") })
  const still = await startFolder(path, { watch: false })
  const watching = await startFolder(path)
  await put("app.edict", openTo("writer"))
  expect(await watching.notices.next()).toEqual(replaced)
  expect(await watching.status("/things/1")).toBe(403)
  expect(await still.status("/things/1")).toBe(200)
  expect(still.notices.waiting()).toBe(0)
})

test("a change of what is not watched asks for nothing", async () => {
  const { path } = await makeFolder({ "policy/app.edict": openTo("reader"), "beside/log": "" })
  const watched: ((name: string | null) => void)[] = []
  const names: string[] = []
  const watchFolder = (folder: string, onChange: (name: string | null) => void) => {
    names.push(folder.slice(path.length))
    watched.push(onChange)
    return { close: () => {} }
  }
  const watch = { watchFolder, pollMilliseconds: never }
  await startFolder(join(path, "policy"), { watch })
  expect(names.filter((name) => name.startsWith("/beside"))).toEqual([])
  expect(names).toContain("/policy")
})

test("closing the application ends the watching, and nothing of it keeps the process alive", async () => {
  const { path } = await makeFolder({ "app.edict": openTo("reader"), "below/b.edict": "package b\n" })
  let open = 0
  const watchFolder = () => {
    open += 1
    return {
      close: () => {
        open -= 1
      },
    }
  }
  const watch = { watchFolder, pollMilliseconds: never }
  const { fastify } = await startFolder(path, { watch })
  expect(open).toBeGreaterThan(1)
  await fastify.close()
  expect(open).toBe(0)
  // Those that keep the process alive.
  const count = (name: string): number =>
    process.getActiveResourcesInfo().filter((each) => each === name).length
  const before = count("Timeout")
  await startFolder(path)
  expect(count("FSEventWrap")).toBe(0)
  expect(count("Timeout")).toBeLessThanOrEqual(before)
})
