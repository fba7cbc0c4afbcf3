import express from "express"
import { guard } from "@edict/adapters/express"

const notes = new Map([["n1", { id: "n1", ownerId: "ann", text: "milk" }]])

const app = express()
const edict = await guard({
  policy: "./policy",
  loaders: { note: (id: string) => notes.get(id) },
  subject: ({ headers: { authorization: id } }) => (id === undefined ? undefined : { id, roles: [] }),
})

app.use(edict)
app.get("/notes/:id", (request, response) => void response.json(request.edict.resources["note"]))
edict.protect(app)

const server = app.listen(0, "127.0.0.1", () => console.log(server.address()))
edict.attach(server)
