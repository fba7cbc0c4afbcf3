import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role customer
role admin
subject { id: string }
api /orders/{id} { GET / { allow customer }  DELETE / { allow admin } }
`
const ann = { headers: { "x-user": "ann", "x-roles": "customer" } }

test("one route is allowed and one refused, each with its line", async () => {
  const { ask, lines, ran } = await startApplication(policy, {
    routes: (app, handlers) => {
      app.get("/orders/:id", ({ params, edict, url, originalUrl }, response) => {
        handlers.push("get")
        response.json({ id: params.id, subject: edict.subject?.["id"], url, originalUrl })
      })
      app.delete("/orders/:id", (_, response) => {
        handlers.push("delete")
        response.end()
      })
    },
  })
  const shown = await ask("/orders/%6f1?a=1", ann)
  expect([shown.status, JSON.parse(shown.text)]).toEqual([
    200,
    { id: "o1", subject: "ann", url: "/orders/o1?a=1", originalUrl: "/orders/o1?a=1" },
  ])
  expect((await ask("/orders/o1", { ...ann, method: "DELETE" })).status).toBe(403)
  expect((await ask("/orders/o1")).headers.get("content-type")).toBe("application/problem+json")
  expect(ran).toEqual(["get"])
  expect(lines).toMatchObject([
    { status: 200, reason: "allowed" },
    { status: 403, reason: "no-role" },
    { status: 401, reason: "no-role" },
  ])
})
