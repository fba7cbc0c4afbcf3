import type { Scenario } from "../site.ts"
import { bodies, shop } from "../scenarios.ts"
import type { Conversation } from "../wire.ts"

/** A connection on which what is sent depends on what has come: the statuses that come, interim ones too, by the methods that are sent. */
export interface Talk {
  readonly title: string
  readonly scenario: Scenario
  readonly methods: readonly string[]
  readonly talk: (connection: Conversation) => Promise<string>
  readonly statuses: readonly number[]
}

const end = "Connection: close\r\n\r\n"
const get = `GET /public HTTP/1.1\r\nHost: app.example\r\n`
const post = "POST /json HTTP/1.1\r\nHost: app.example\r\nContent-Type: application/json\r\n"
const smuggled = "GET /admin/users HTTP/1.1\r\nHost: app.example\r\nX-User: u\r\nX-Roles: admin\r\n\r\n"

const never = (): boolean => false
const isWhole = (received: string): boolean => /\r\n\r\n[^]+$/.test(received)

export const conversations: readonly Talk[] = [
  {
    title: "a body that waits for 100",
    scenario: bodies,
    methods: ["POST"],
    talk: async ({ send, until }) => {
      send(`${post}Expect: 100-continue\r\nContent-Length: 15\r\n${end}`)
      await until((received) => received.includes("HTTP/1.1 100"))
      send('{"kind":"fine"}')
      return until(never)
    },
    statuses: [200],
  },
  {
    title: "a body that waits for 100 and says what is forbidden",
    scenario: bodies,
    methods: ["POST"],
    talk: async ({ send, until }) => {
      send(`${post}Expect: 100-continue\r\nContent-Length: 20\r\n${end}`)
      await until((received) => received.includes("HTTP/1.1 100"))
      send('{"kind":"forbidden"}')
      return until(never)
    },
    statuses: [401],
  },
  {
    title: "a body that is too large, and never comes",
    scenario: bodies,
    methods: ["POST"],
    talk: async ({ send, until }) => {
      send(`${post}Expect: 100-continue\r\nContent-Length: 100000\r\n\r\n`)
      return until(never)
    },
    statuses: [413],
  },
  {
    title: "a request that comes byte by byte",
    scenario: shop,
    methods: ["GET"],
    talk: async ({ socket, send, until }) => {
      socket.setNoDelay(true)
      for (const byte of `GET /%70ublic HTTP/1.1\r\nHost: app.example\r\n${end}`) {
        send(byte)
        await new Promise((resolve) => setImmediate(resolve))
      }
      return until(never)
    },
    statuses: [200],
  },
  {
    title: "a head that ends in the middle",
    scenario: shop,
    methods: ["GET"],
    talk: async ({ socket, send, until }) => {
      send("GET /public HTTP/1.1\r\nHost: app.exam")
      socket.end()
      return until(never)
    },
    statuses: [400],
  },
  {
    title: "a body that ends in the middle",
    scenario: bodies,
    methods: ["POST"],
    talk: async ({ socket, send, until }) => {
      send(`${post}Content-Length: 100\r\n\r\n{"kind":`)
      socket.end()
      return until(never)
    },
    statuses: [400],
  },
  {
    title: "bytes that are no request, after an answer",
    scenario: shop,
    methods: ["GET", "GET"],
    talk: async ({ send, until }) => {
      send(`${get}\r\n`)
      await until(isWhole)
      send("get /public HTTP/1.1\r\nHost: app.example\r\n\r\n")
      return until(never)
    },
    statuses: [200, 400],
  },
  {
    title: "another caller's request, after an answer",
    scenario: shop,
    methods: ["GET", "GET"],
    talk: async ({ send, until }) => {
      send(smuggled)
      await until(isWhole)
      send(`GET /admin/users HTTP/1.1\r\nHost: app.example\r\n${end}`)
      return until(never)
    },
    statuses: [200, 401],
  },
  {
    title: "a request inside of a tunnel that nobody opened",
    scenario: shop,
    methods: ["CONNECT"],
    talk: async ({ send, until }) => {
      send("CONNECT app.example:443 HTTP/1.1\r\nHost: app.example\r\n\r\n")
      await until(isWhole)
      send(smuggled)
      return until(never)
    },
    statuses: [501],
  },
  {
    title: "frames on a socket that nobody upgraded",
    scenario: shop,
    methods: ["GET"],
    talk: async ({ send, until }) => {
      send(`${get}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
      await until(isWhole)
      send(`\u0081\u0085abcdabcde${smuggled}`)
      return until(never)
    },
    statuses: [403],
  },
]
