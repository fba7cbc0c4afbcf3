import type { Server } from "node:http"
import { startExpress } from "./express.ts"
import { startFastify } from "./fastify.ts"
import { startKoa } from "./koa.ts"
import { frameworks, kinds, type Framework, type Kind } from "./scenario.ts"

// A server of one contender: `serve FRAMEWORK KIND`, as a child process. Without arguments it only has been built.

const starts: Readonly<Record<Framework, (kind: Kind) => Promise<Server>>> = {
  Fastify: startFastify,
  Express: startExpress,
  Koa: startKoa,
}

const [givenFramework, givenKind] = process.argv.slice(2)
const framework = frameworks.find((name) => name === givenFramework)
const kind = kinds.find((name) => name === givenKind)
if (framework !== undefined && kind !== undefined) {
  const server = await starts[framework](kind)
  const address = server.address()
  process.on("message", () => process.send?.(process.cpuUsage()))
  process.on("disconnect", () => process.exit(0))
  process.send?.({ port: typeof address === "object" && address !== null ? address.port : 0 })
}
