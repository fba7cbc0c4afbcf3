import Fastify from "fastify"
import { guard } from "@edict/adapters/fastify"

const notes = new Map([["n1", { id: "n1", ownerId: "ann", text: "milk" }]])

const app = Fastify()
await app.register(guard, {
  policy: "./policy",
  loaders: { note: (id: string) => notes.get(id) },
  subject: ({ headers: { authorization: id } }) => (id === undefined ? undefined : { id, roles: [] }),
})

app.get("/notes/:id", (request) => request.edict.resources["note"])

console.log(await app.listen({ port: 0, host: "127.0.0.1" }))
