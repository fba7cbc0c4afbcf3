import { ask, type Sent } from "../requests.ts"

/**
 * Requests in one write, and what each is answered with; from a `0` on the connection may have ended. Last, how often at most
 * the handler for administrators may run: not at all where nobody has asked for it but inside of something else.
 */
export type Pipeline = readonly [
  title: string,
  requests: readonly Sent[],
  statuses: readonly number[],
  admins?: number,
]

const admin = { as: "admin" } as const
const users = ask("GET", "/admin/users", admin)
const smuggled = "GET /admin/users HTTP/1.1\r\nHost: app.example\r\nX-User: u\r\nX-Roles: admin\r\n\r\n"
const json = "Content-Type: application/json\r\n"
const head = (line: string): string => `${line} HTTP/1.1\r\nHost: app.example\r\n`

export const pipelines: readonly Pipeline[] = [
  ["three that are fine", ["GET /public", "GET /open/a", "GET /public"], [200, 200, 200]],
  ["one that is refused in the middle", ["GET /public", "GET /admin/users", "GET /public"], [200, 401, 200]],
  [
    "one by an administrator in the middle",
    ["GET /admin/users", users, "GET /admin/users"],
    [401, 200, 401],
    1,
  ],
  [
    "twenty, every other by an administrator",
    Array.from({ length: 20 }, (_, place) => (place % 2 === 0 ? users : "GET /admin/users")),
    Array.from({ length: 20 }, (_, place) => (place % 2 === 0 ? 200 : 401)),
    10,
  ],
  [
    "different handlers, one after the other",
    [users, "GET /open/a", ask("GET", "/things/a", admin), "GET /public"],
    [200, 200, 200, 200],
    1,
  ],
  [
    "targets of two meanings between others",
    ["GET /public", "GET //admin/users", "GET /open/a", "GET /admin%2Fusers", "GET /public"],
    [200, 400, 200, 400, 200],
  ],
  [
    "without a body, and its answer too",
    ["HEAD /public", "GET /public", "HEAD /admin/users", "GET /public"],
    [200, 200, 401, 200],
  ],
  [
    "a body, and another request after it",
    [`${head("POST /login")}${json}Content-Length: 2\r\n\r\n{}`, "GET /public"],
    [200, 200],
  ],
  [
    "chunks, and another request after them",
    [`${head("POST /login")}${json}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`, "GET /public"],
    [200, 200],
  ],
  [
    "a body that is a request",
    [`${head("POST /login")}${json}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`, "GET /public"],
    [400, 200],
  ],
  [
    "a body that nobody takes and that is a request",
    [`${head("POST /public")}${json}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`],
    [415],
  ],
  [
    "a body that nobody takes, with a request after it",
    [`${head("POST /public")}${json}Content-Length: 2\r\n\r\n{}`, users],
    [415, 0],
    1,
  ],
  [
    "a body of a kind that is not taken, which is a request",
    [
      `${head("POST /login")}Content-Type: text/plain\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    ],
    [415],
  ],
  [
    "a body where there is no route, which is a request",
    [`${head("POST /nowhere")}${json}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`],
    [404],
  ],
  [
    "a body of a GET, which is a request",
    [`${head("GET /public")}${json}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`],
    [415],
  ],
  [
    "a body of a HEAD, which is a request",
    [`${head("HEAD /public")}${json}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`],
    [415],
  ],
  [
    "chunks and a length, with a request in them",
    [
      `${head("POST /login")}${json}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    ],
    [0],
  ],
  [
    "a request after one with a bad head",
    ["GET /public", `${head("GET /public")}X-A : b\r\n\r\n`, users],
    [0, 0, 0],
  ],
  [
    "a request after a verb in lower case",
    [`get /public HTTP/1.1\r\nHost: app.example\r\n\r\n`, users],
    [400, 0],
  ],
  ["a request after a bare line feed", [`GET /public HTTP/1.1\nHost: app.example\n\n`, users], [0, 0]],
  [
    "a request after a tunnel",
    ["CONNECT app.example:443 HTTP/1.1\r\nHost: app.example\r\n\r\n", users],
    [501, 0],
  ],
  [
    "a tunnel after a request",
    ["GET /public", "CONNECT app.example:443 HTTP/1.1\r\nHost: app.example\r\n\r\n", users],
    [0, 0, 0],
  ],
  [
    "a request after an upgrade",
    [`${head("GET /public")}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, users],
    [403, 0],
  ],
  [
    "a request after an offer of HTTP/2",
    [`${head("GET /public")}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`, users],
    [200, 0],
  ],
  [
    "a request after an expectation that nobody meets",
    [`${head("GET /public")}Expect: x\r\n\r\n`, users],
    [417, 0],
    1,
  ],
  ["a request after the last one", [`${head("GET /public")}Connection: close\r\n\r\n`, users], [0, 0], 1],
  [
    "a request after one of HTTP/1.0",
    ["GET /public HTTP/1.0\r\nHost: app.example\r\n\r\n", users],
    [0, 0],
    1,
  ],
  ["HTTP/2's beginning after a request", ["GET /public", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"], [0, 0]],
]
