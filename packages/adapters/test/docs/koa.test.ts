import * as adapter from "@edict/adapters/koa"
import * as parser from "@koa/bodyparser"
import * as koaRouter from "@koa/router"
import Koa from "koa"
import { testGuide } from "./guide.ts"

testGuide("docs/guides/koa.md", {
  modules: {
    koa: { default: Koa },
    "@koa/router": koaRouter,
    "@koa/bodyparser": parser,
    "@edict/adapters/koa": adapter,
  },
  listen: ["app.listen(3000)", 'keep(app.listen(0, "127.0.0.1"))'],
  server: "server",
})
