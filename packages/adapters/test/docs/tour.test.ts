import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as adapter from "@edict/adapters/fastify"
import * as fastify from "fastify"
import type { FastifyInstance } from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { blocksOf, runProgram } from "./guide.ts"

const path = "docs/tour.md"
const modules = { fastify, "@edict/adapters/fastify": adapter }
const listening = "await app.listen({ port: 3000 })"
const [program = ""] = await blocksOf(path, "ts file=server.mjs")

/** The program of the tour in front of both files of its policy; `added` stands before it listens. */
async function start(added: string): Promise<FastifyInstance> {
  const folder = await mkdtemp(join(tmpdir(), "edict-tour-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const file of ["wrote=policy/app.edict", "file=policy/publish.edict"]) {
    const [text = ""] = await blocksOf(path, `edict ${file}`)
    await writeFile(join(folder, file.replace(/^.*\//, "")), text)
  }
  expect(program).toContain(listening)
  const asRun = program
    .replace('"./policy"', () => JSON.stringify(folder))
    .replace(listening, `keep(app)\n${added}\nawait app.ready()`)
  const keep = (app: FastifyInstance): void => onTestFinished(() => app.close())
  const { app } = await runProgram<{ app: FastifyInstance }>(asRun, ["app"], {
    folder,
    modules,
    given: { keep },
  })
  return app
}

const page = await readFile(new URL(`../../../../${path}`, import.meta.url), "utf8")
const calls = [...page.matchAll(/^\$ curl -s (.*)localhost:3000(\S+)\n(.*)$/gm)].map(
  ([, flags = "", url = "", printed = ""]) => {
    const [, method = "GET"] = /-X ([A-Z]+)/.exec(flags) ?? []
    const [, user] = /-H "x-user: (\w+)"/.exec(flags) ?? []
    return {
      method: method as "GET" | "POST",
      url,
      user,
      printed,
      asksStatus: flags.includes("%{http_code}"),
    }
  },
)

test("the tour has calls of each kind", () => {
  expect(calls.length).toBeGreaterThan(4)
})

test.each(calls)(
  "$method $url as $user prints $printed",
  async ({ method, url, user, printed, asksStatus }) => {
    const app = await start("")
    const headers = user === undefined ? {} : { "x-user": user }
    const { statusCode, payload } = await app.inject({ method, url, headers })
    expect(asksStatus ? String(statusCode) : payload).toBe(printed)
  },
)

test("a route that the policy lacks stops the start", async () => {
  const [told = ""] = await blocksOf(path, "text")
  await expect(start('app.get("/notes/:id/history", () => [])')).rejects.toThrow(told)
})
