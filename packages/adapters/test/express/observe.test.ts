import type { Notice } from "@edict/engine"
import express, { Router } from "express"
import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role nobody
api /a { GET /{id} { allow anyone }  GET /me { allow nobody }  POST / { allow nobody  body any } }
`

test("a guard that only looks on refuses nothing in Express, and says what it would have", async () => {
  const notices: Notice[] = []
  const { ask, lines, ran } = await startApplication(policy, {
    mode: "observe",
    onNotice: (notice) => void notices.push(notice),
    before: (app) => app.use((_request, _response, next) => next()),
    routes: (app, seen) => {
      app.use(
        "/:any",
        Router().get("/:id", ({ params }, response) => {
          seen.push(`get ${params.id}`)
          response.json({ id: params.id })
        }),
      )
      app.post("/a", express.json(), ({ body }, response) => (seen.push("post"), response.json(body)))
      app.get("/other", (_request, response) => (seen.push("other"), response.status(418).send("tea")))
    },
  })
  expect((await ask("/a/1")).text).toBe('{"id":"1"}')
  expect((await ask("/a/me")).text).toBe('{"id":"me"}')
  const headers = { "content-type": "application/json" }
  expect((await ask("/a", { method: "POST", headers, body: '{"b":1}' })).text).toBe('{"b":1}')
  expect(await ask("/other")).toMatchObject({ status: 418, text: "tea" })
  expect((await ask("/none")).status).toBe(404)
  expect(ran).toEqual(["get 1", "get me", "post", "other"])
  expect(lines).toMatchObject([
    { decision: "deny", reason: "dispatch-mismatch", answered: 200 },
    { decision: "deny", reason: "no-role", status: 401, answered: 200 },
    { decision: "deny", reason: "no-role", status: 401, answered: 200 },
    { decision: "deny", reason: "no-route", status: 404, answered: 418 },
    { decision: "deny", reason: "no-route", status: 404 },
  ])
  expect(notices.map((notice) => "error" in notice && String(notice.error))).toEqual([
    expect.stringContaining("stands before the guard"),
    expect.stringContaining("  GET /{any}/{id}\n"),
  ])
})
