import * as adapter from "@edict/adapters/fastify"
import * as fastify from "fastify"
import { testGuide } from "./guide.ts"

testGuide("docs/guides/fastify.md", {
  modules: { fastify, "@edict/adapters/fastify": adapter },
  listen: ["await app.listen({ port: 3000 })", 'keep(app)\nawait app.listen({ port: 0, host: "127.0.0.1" })'],
  server: "app.server",
})
