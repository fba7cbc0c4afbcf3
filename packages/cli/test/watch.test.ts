import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { commandPath } from "./command.ts"

const policy = "package shop\nrole customer\nGET /orders { allow customer }\n"
const cases = (verdict: string): string =>
  `actors: { ann: { id: u1, roles: [customer] } }\nmatrix: { GET /orders: { ann: ${verdict}, else: 401 } }\n`

let command = ""
let folder = ""
let child: ChildProcess
let told = ""
const waiting: (() => void)[] = []

const put = (name: string, text: string): void => writeFileSync(join(folder, name), text)

/** What is printed from now on, up to the line that says that it watches again, and how long that took. */
async function watched(change: () => void, text: string): Promise<number> {
  told = ""
  const begun = performance.now()
  change()
  while (!told.includes(text)) await new Promise<void>((resolve) => waiting.push(resolve))
  return performance.now() - begun
}

function listen(): void {
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      told += chunk
      for (const resolve of waiting.splice(0)) resolve()
    })
}

beforeAll(async () => {
  command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-watch-"))
  put("shop.edict", policy)
  put("shop.test.yaml", cases("allow"))
  child = spawn(process.execPath, [command, "test", "--watch", "."], { cwd: folder })
  listen()
  await watched(() => {}, "watching; ")
}, 60_000)
afterAll(() => {
  child.kill()
  rmSync(folder, { recursive: true, force: true })
})

it("tells what came of each save", async () => {
  const first = await watched(() => put("shop.test.yaml", cases("403")), "1 failed, 1 passed\n")
  expect(told).toContain("expected status 403, received 200")
  const second = await watched(() => put("shop.test.yaml", cases("allow")), "2 passed\n")
  const third = await watched(
    () => put("shop.edict", policy.replace("customer }", "anyone }")),
    "1 failed, 1 passed\n",
  )
  const fourth = await watched(() => put("shop.edict", policy), "2 passed\n")
  const times = [first, second, third, fourth].map(Math.round)
  process.stdout.write(`from save to result: ${times.join(", ")} ms\n`)
}, 30_000)

it("sees what editors put in the place of a file", async () => {
  const replace = (verdict: string): void => {
    put("shop.test.yaml~", cases(verdict))
    renameSync(join(folder, "shop.test.yaml~"), join(folder, "shop.test.yaml"))
  }
  await watched(() => replace("403"), "1 failed, 1 passed\n")
  await watched(() => replace("allow"), "2 passed\n")
  await watched(() => replace("404"), "1 failed, 1 passed\n")
  expect(await watched(() => replace("allow"), "2 passed\n")).toBeGreaterThan(0)
}, 30_000)

it("tells what is broken, and goes on when it is mended", async () => {
  await watched(() => put("shop.edict", policy.replace("allow customer", "allow custmer")), "error[E101]")
  await watched(() => put("shop.edict", policy), "2 passed\n")
  await watched(() => put("shop.test.yaml", "matrix: {"), "error[E501]")
  await watched(() => put("shop.test.yaml", cases("allow")), "2 passed\n")
  await watched(() => rmSync(join(folder, "shop.edict")), "error: ")
  expect(await watched(() => put("shop.edict", policy), "2 passed\n")).toBeGreaterThan(0)
}, 30_000)

it("runs what is new, in folders that are new too, and that alone", async () => {
  mkdirSync(join(folder, "more"))
  await watched(() => put("more/more.test.yaml", `policy: ..\n${cases("403")}`), "1 failed, 1 passed\n")
  expect(told).not.toContain("shop.test.yaml")
  await watched(() => put("more/more.test.yaml", `policy: ..\n${cases("allow")}`), "2 passed\n")
  await watched(() => put("shop.edict", `${policy}# both\n`), "2 files, 4 cases: 4 passed\n")
}, 30_000)

it("ends when it is interrupted", async () => {
  child.kill("SIGINT")
  expect(await once(child, "exit")).toEqual([0, null])
}, 30_000)

it("ends with its input where that is a pipe, and says so", async () => {
  const another = spawn(process.execPath, [command, "test", "--watch", "."], { cwd: folder })
  let said = ""
  another.stdout.resume()
  another.stderr.setEncoding("utf8").on("data", (chunk: string) => (said += chunk))
  another.stdin.end()
  expect(await once(another, "close")).toEqual([0, null])
  expect(said).toMatch(/the input has ended, and so does watching\n$/)
}, 30_000)

it("goes on where there is no input", async () => {
  child = spawn(process.execPath, [command, "test", "--watch", "."], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  })
  listen()
  await watched(() => {}, "watching; ")
  await watched(() => put("shop.test.yaml", cases("403")), "1 failed, 1 passed\n")
  await watched(() => put("shop.test.yaml", cases("allow")), "2 passed\n")
  expect(child.exitCode).toBeNull()
  child.kill("SIGINT")
  expect(await once(child, "exit")).toEqual([0, null])
  expect(told).not.toContain("the input has ended")
}, 30_000)
