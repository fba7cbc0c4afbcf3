import { Agent, request } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, onTestFinished, test } from "vitest"
import { makeFolder, openTo, startFolder } from "./folder.ts"

/** What a policy of each kind lets an answer show: no answer that two of them had a part in looks like either. */
const kinds = [
  { shown: "name", body: '{"name":"n"}' },
  { shown: "cost", body: '{"cost":3}' },
] as const

const policies = kinds.map(({ shown }) => openTo("reader", `response { show ${shown} }`))

/** An answer's body, whatever its status. */
function ask(port: number, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "x-roles": "reader" }
    const asked = request({ port, host: "127.0.0.1", path: "/things/1", agent, headers }, (answer) => {
      let text = ""
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk))
      answer.on("end", () => resolve(text))
    })
    asked.on("error", reject)
    asked.end()
  })
}

test("while files are renamed over a folder's own, each request meets one policy, and none fails", async () => {
  const { path, put } = await makeFolder({ "app.edict": policies[0]! })
  const { fastify, notices, lines } = await startFolder(path)
  await fastify.listen({ port: 0, host: "127.0.0.1" })
  const { port } = fastify.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 3 })
  onTestFinished(() => agent.destroy())

  const bodies: string[] = []
  const run = { isOver: false }
  const work = async (): Promise<void> => {
    while (!run.isOver) bodies.push(await ask(port, agent))
  }
  const workers = Array.from({ length: 2 }, work)
  const hashes: [Set<string>, Set<string>] = [new Set(), new Set()]
  bodies.push(await ask(port, agent))
  hashes[0].add(lines[0]!.policyHash)
  for (let turn = 1; turn <= 20; turn += 1) {
    await put("app.edict", policies[turn % 2]!)
    const notice = await notices.next()
    if (notice.kind !== "replaced") throw new Error("no valid policy was read", { cause: notice })
    hashes[turn % 2]!.add(notice.policyHash)
    const body = await ask(port, agent)
    expect(body).toBe(kinds[turn % 2]!.body)
    bodies.push(body)
  }
  run.isOver = true
  await Promise.all(workers)

  expect(hashes.map(({ size }) => size)).toEqual([1, 1])
  for (const [kind, { body }] of kinds.entries()) {
    const count = lines.filter(({ policyHash }) => hashes[kind]!.has(policyHash)).length
    expect(count).toBeGreaterThan(20)
    expect(bodies.filter((each) => each === body)).toHaveLength(count)
  }
  expect(lines.every(({ status, decision }) => status === 200 && decision === "allow")).toBe(true)
  expect(lines).toHaveLength(bodies.length)
  expect(notices.waiting()).toBe(0)
})
