import * as adapter from "@edict/adapters/express"
import express from "express"
import { testGuide } from "./guide.ts"

testGuide("docs/guides/express.md", {
  modules: { express: { default: express }, "@edict/adapters/express": adapter },
  listen: ["app.listen(3000)", 'keep(app.listen(0, "127.0.0.1"))'],
  server: "server",
})
