import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policyWith = (response: string): string => `package app
type Thing { ownerId: string  hidden: bool }
role user
role auditor
role owner of thing: Thing when thing.ownerId == subject.id
subject { id: string }
api /things/{id} {
  load thing: Thing by path.id
  GET / { allow owner  deny anyone when thing.hidden  ${response} }
}
api /audited/{id} {
  load thing: Thing by path.id
  GET / { allow auditor when thing.ownerId == subject.id  ${response} }
}
`
const things: Readonly<Record<string, object>> = {
  anns: { ownerId: "ann", hidden: false },
  bobs: { ownerId: "bob", hidden: false },
  both: { ownerId: "ann", hidden: true },
}

async function open(response: string) {
  const application = await startApplication(policyWith(response), {
    loaders: { thing: (id: string) => things[id] },
    routes: (fastify) => {
      fastify.get("/things/:id", async () => ({}))
      fastify.get("/audited/:id", async () => ({}))
    },
  })
  /** All bytes of an answer, but for what differs between any two. */
  const bytes = async (target: string, roles: string): Promise<string> => {
    const head = `Host: a\r\nX-User: ann\r\nX-Roles: ${roles}\r\nConnection: close\r\n`
    const text = await application.raw(`GET ${target} HTTP/1.1\r\n${head}\r\n`)
    return text.replace(/"requestId":"[^"]*"/, "").replace(/^date: .*$/im, "")
  }
  return { ...application, bytes }
}

test("under `conceal existence` what is not there and what is not allowed are the same bytes", async () => {
  const { bytes, lines } = await open("response { conceal existence }")
  const answers = [
    await bytes("/things/none", "user"),
    await bytes("/things/bobs", "user"),
    await bytes("/things/both", "user"),
    await bytes("/audited/none", "user"),
    await bytes("/audited/bobs", "user"),
    await bytes("/audited/none", "auditor"),
    await bytes("/audited/bobs", "auditor"),
  ]
  expect(answers[0]).toMatch(/^HTTP\/1.1 404 Not Found\r\n[^]*"type":"urn:edict:problem:not-found"/)
  expect(new Set(answers).size).toBe(1)
  // The line still knows them apart.
  expect(new Set(lines.map(({ reason }) => reason)).size).toBeGreaterThan(2)
  expect(await bytes("/things/anns", "user")).toMatch(/^HTTP\/1.1 200 /)
})

test("under `conceal existence` the text after `else 404` is not said, and every other is", async () => {
  const rules = `deny anyone when has header.x-hide else 404 "hidden"
    require not (has header.x-miss) else 404 "not yours"
    require not (has header.x-why) else 409 "say why"`
  const ann = { "x-user": "ann", "x-roles": "user" }
  const concealing = await open(`${rules}  response { conceal existence }`)
  const told = async (asked: typeof concealing, thing: string, headers: object): Promise<string> => {
    const { status, text } = await asked.ask(`/things/${thing}`, { headers: { ...ann, ...headers } })
    return `${status} ${text.replace(/,"requestId":"[^"]*"/, "")}`
  }
  const missing = await told(concealing, "none", {})
  expect(missing).toBe('404 {"type":"urn:edict:problem:not-found","title":"Not Found","status":404}')
  expect(await told(concealing, "anns", { "x-hide": "1" })).toBe(missing)
  expect(await told(concealing, "anns", { "x-miss": "1" })).toBe(missing)
  expect(concealing.lines.map(({ reason }) => reason)).toEqual(["nothing-loaded", "denied", "requirement"])
  expect(await told(concealing, "anns", { "x-why": "1" })).toMatch(/^409 .*"detail":"say why"/)
  expect(await told(await open(rules), "anns", { "x-hide": "1" })).toMatch(/^404 .*"detail":"hidden"/)
})

test("without it they differ", async () => {
  const { bytes } = await open("")
  expect(await bytes("/things/none", "user")).toMatch(/^HTTP\/1.1 404 /)
  expect(await bytes("/things/bobs", "user")).toMatch(/^HTTP\/1.1 403 /)
})
