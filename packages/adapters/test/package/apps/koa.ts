import { Router } from "@koa/router"
import Koa from "koa"
import { guard } from "@edict/adapters/koa"

const notes = new Map([["n1", { id: "n1", ownerId: "ann", text: "milk" }]])
const router = new Router()
router.get("/notes/:id", (ctx) => void (ctx.body = ctx.state.edict.resources["note"]))

const app = new Koa()
const edict = await guard({
  policy: "./policy",
  loaders: { note: (id: string) => notes.get(id) },
  subject: ({ headers: { authorization: id } }) => (id === undefined ? undefined : { id, roles: [] }),
})
app.use(edict).use(router.routes())
edict.protect(app)

const server = app.listen(0, "127.0.0.1", () => console.log(server.address()))
edict.attach(server)
