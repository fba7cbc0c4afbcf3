import { ask } from "../requests.ts"
import {
  bodies,
  conditions,
  overlap,
  overlapInOrder,
  proxied,
  shop,
  strangers,
  token,
  tokens,
} from "../scenarios.ts"
import type { Trait } from "../subject.ts"
import type { Advisory, Row } from "./case.ts"

const admin = { as: "admin" } as const
const users: Row = [ask("GET", "/admin/users", admin), 200]
const open: Row = ["GET /open/a", 200]

/** The handler runs; where the application has one of these, it has another handler for the target, and nobody answers. */
const unless =
  (others: readonly Trait[]) =>
  (traits: ReadonlySet<Trait>): number =>
    others.some((trait) => traits.has(trait)) ? 500 : 200

/** By order, the general route that was decided on stands first, whatever the case. */
const takesNoCase = (traits: ReadonlySet<Trait>): number =>
  traits.has("ignores case") && !traits.has("goes by order") ? 500 : unless(["has mounts"])(traits)

/** A guard read one path, its router another. */
const paths: readonly Advisory[] = [
  {
    name: "CVE-2026-22031 @fastify/middie, CVE-2026-22037 @fastify/express #174, CVE-2026-2293 NestJS, withastro/astro#14771: an escaped letter",
    scenario: shop,
    attacks: [
      ["GET /%61dmin/users", 401],
      ["GET /admin/%75sers", 401],
      ["GET /%61%64%6D%69%6E/%75%73%65%72%73", 401],
      ["GET /%2561dmin/users", 404],
    ],
    twins: [users, [ask("GET", "/%61dmin/users", admin), 200]],
  },
  {
    name: "MoonshotAI/kimi-code#1753, maximhq/bifrost#5765: decoding on one side, in either direction",
    scenario: shop,
    attacks: [
      ["GET /open/%2e%2e/admin/users", 400],
      ["GET /%61dmin/users/1", 401],
      ["GET /admin%2fusers", 400],
    ],
    twins: [open, ["GET /%6Fpen/a", 200]],
  },
  {
    name: "CVE-2026-2880 CVE-2026-33804 @fastify/middie, CVE-2026-33808 @fastify/express: doubled slashes and semicolons that the router takes off",
    scenario: shop,
    attacks: [
      ["GET //admin/users", 400],
      ["GET /admin//users", 400],
      ["GET /admin;bypass", 400],
      ["GET /admin;/users", 400],
      ["GET /admin/users/", 404],
      ["GET /admin/users;jsessionid=1", 400],
    ],
    twins: [users, [ask("GET", "/admin", admin), 200]],
  },
  {
    name: "CVE-2026-14198 @fastify/middie, CVE-2026-29087 @hono/node-server: an escaped slash",
    scenario: shop,
    attacks: [
      ["GET /admin%2Fusers", 400],
      ["GET /admin%2fusers", 400],
      ["GET /files%2Fa", 400],
      ["GET /admin%252Fusers", 404],
    ],
    twins: [users, [ask("GET", "/files/a", admin), 200]],
  },
  {
    name: "CVE-2026-6556 GHSA-3wf5-7852-vcfq @fastify/express, CVE-2026-22753 CVE-2026-22754 Spring: a guard that forgets the prefix",
    scenario: shop,
    attacks: [
      ["GET /admin/users", 401],
      ["GET /admin/users/1", 401],
      ["GET /users", 404],
    ],
    twins: [users, [ask("GET", "/admin/users/1", admin), 200]],
  },
  {
    name: "CVE-2026-9495 @koa/router: a guard under a prefix with parameters",
    scenario: overlap,
    attacks: [
      ["GET /b/private", 401],
      ["GET /%62/private", 401],
      ["GET /admin/private", 401],
    ],
    twins: [
      [ask("GET", "/b/private", admin), 200],
      // What stands at `/admin` was not decided on.
      [ask("GET", "/admin/private", admin), unless(["has mounts"])],
    ],
  },
  {
    name: "CVE-2026-112362 @fastify/express: the absolute form",
    scenario: shop,
    attacks: [
      ["GET http://app.example/admin/users", 401],
      ["GET HTTP://app.example/%61dmin/users", 401],
      ["GET http://public/admin/users", 400],
      ["GET http://app.example/open/../admin/users", 400],
    ],
    twins: [[ask("GET", "http://app.example/admin/users", admin), 200]],
  },
  {
    name: "express mounts: a general route that takes the escaped name of a guarded one",
    scenario: overlapInOrder,
    attacks: [
      ["GET /admin/users", 401],
      ["GET /%61dmin/users", 401],
      // Another template in the policy, the same route in a router that takes no notice of case: nobody's, then.
      ["GET /ADMIN/users", unless(["ignores case"])],
      ["GET /admin/users/", 404],
      ["GET /a/me", 500],
      ["GET /a/m.e", 500],
    ],
    twins: [
      ["GET /other/users", 200],
      // A router that stands at `/:section` was not decided on.
      [ask("GET", "/a/you", admin), unless(["mounts routers"])],
    ],
  },
  {
    name: "express mounts: the general route stands first",
    scenario: overlap,
    attacks: [
      ["GET /admin/users", 401],
      ["GET /%61dmin/users", 401],
      [ask("GET", "/admin/users", admin), unless(["goes by order"])],
      ["GET /ADMIN/users", takesNoCase],
    ],
    twins: [["GET /other/users", 200]],
  },
  {
    name: "CVE-2026-39406 @hono/node-server, CVE-2025-71399 GHSA-x732-6j76-qmhm rou3, GHSA-9f29-v6mm-pw6w opa-envoy-plugin, GHSA-r99w-jh2x-3mg9 Nuxt: doubled slashes",
    scenario: shop,
    attacks: [
      ["GET //admin/users", 400],
      ["GET //x/admin/users", 400],
      ["GET //open/admin/users", 400],
      ["GET /admin//users", 400],
      ["GET /files//a", 400],
      ["GET /open//admin/users", 400],
    ],
    twins: [users, open],
  },
  {
    name: "CVE-2021-31920 Istio, CVE-2021-29492 Envoy: slashes and backslashes, doubled or escaped",
    scenario: shop,
    attacks: [
      ["GET //admin/users", 400],
      ["GET /admin%2Fusers", 400],
      ["GET /admin%5Cusers", 400],
      ["GET /admin%5cusers", 400],
      ["GET /admin\\users", 400],
      ["GET /open/%2f..%2fadmin/users", 400],
    ],
    twins: [users, open],
  },
  {
    name: "CVE-2026-40912 CVE-2026-48020 Traefik: a prefix that is cut before dots are",
    scenario: shop,
    attacks: [
      ["GET /open../admin/users", 404],
      ["GET /open%2e%2e/admin/users", 404],
      ["GET /open%2e/admin/users", 404],
      ["GET /open%20/admin/users", 404],
      ["GET /open/../admin/users", 400],
      ["GET /open/%2e%2e/admin/users", 400],
    ],
    twins: [
      ["GET /open/a../admin/users", 200],
      ["GET /open/%2Eadmin/users", 200],
    ],
  },
  {
    name: "GHSA-xcx5-93pw-jw2w Envoy, GHSA-3q34-rx83-r6mq Heimdall, GHSA-8pvw-jcv7-9cmj @fastify/static: dot segments",
    scenario: shop,
    attacks: [
      ["GET /open/../admin/users", 400],
      ["GET /open/%2e%2e/admin/users", 400],
      ["GET /open/.%2e/admin/users", 400],
      ["GET /./admin/users", 400],
      ["GET /open/a/../../admin/users", 400],
      ["GET /files/%2e%2e/admin", 400],
      ["GET /files/%252e%252e/admin", 401],
    ],
    twins: [
      ["GET /open/%252e%252e/admin/users", 200],
      ["GET /open/..a", 200],
    ],
  },
  {
    name: "CVE-2026-73551 CVE-2026-73553 CVE-2026-73511 Envoy, istio/istio#27409: parameters after a semicolon",
    scenario: shop,
    attacks: [
      ["GET /open/..;x=1/admin/users", 400],
      ["GET /open/..;/admin/users", 400],
      ["GET /admin;a=b/users", 400],
      ["GET /admin/users;a=b", 400],
      ["GET /admin/users%3Ba=b", 404],
    ],
    twins: [users, ["GET /open/..%3Bx=1", 200]],
  },
  {
    name: "CVE-2026-15704 BaSyx, block-explorer#660, parse-server#10501: case, and a slash at the end",
    scenario: shop,
    attacks: [
      [ask("POST", "/LOGIN/", { body: "{}" }), 404],
      [ask("POST", "/login/", { body: "{}" }), 404],
      ["GET /Admin/users", 404],
      ["GET /admin/users/", 404],
      ["GET /ADMIN", 404],
    ],
    twins: [
      users,
      [ask("POST", "/login", { headers: { "Content-Type": "application/json" }, body: "{}" }), 200],
    ],
  },
  {
    name: "CVE-2026-33186 grpc-go, CVE-2023-20860 Spring: a target without a slash",
    scenario: shop,
    attacks: [
      ["GET admin/users", 400],
      ["GET ?x", 400],
      ["GET ./admin/users", 400],
      ["GET app.example/admin/users", 400],
    ],
    twins: [users],
  },
  {
    name: "CVE-2021-32779 CVE-2025-46821 Envoy: a fragment, a star in a path",
    scenario: shop,
    attacks: [
      ["GET /admin/users#/open", 400],
      ["GET /open#/../admin/users", 400],
      ["GET /admin/use*rs", 404],
      ["GET /admin*", 404],
      ["GET /ad*min/users", 404],
    ],
    twins: [users, ["GET /open/a*b", 200], ["GET /open/a%23b", 200]],
  },
  {
    name: "CVE-2026-45075 CVE-2026-118514 Symfony, pierreb-devkit/Node#3158, Cedar for Express: a verb that nobody listed",
    scenario: shop,
    attacks: [
      ["HEAD /admin/users", 401],
      ["PROPFIND /admin/users", 405],
      ["TRACE /admin/users", 405],
      ["OPTIONS /admin/users", 405],
      ["PUT /admin/users", 405],
      ["HEAD /admin/users/1", 401],
      ["get /admin/users", 400],
    ],
    twins: [users, [ask("HEAD", "/admin/users", admin), 200]],
  },
]

/** A header that only a friend should have been believed. */
const headers: readonly Advisory[] = [
  {
    name: "CVE-2025-29927 Next.js: a header of the framework's own",
    scenario: shop,
    attacks: [
      [
        ask("GET", "/admin/users", {
          headers: { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
        }),
        401,
      ],
      [ask("GET", "/admin/users", { headers: { "x-middleware-next": "1", "x-nextjs-data": "1" } }), 401],
    ],
    twins: [[ask("GET", "/open/a", { headers: { "x-middleware-subrequest": "middleware" } }), 200], users],
  },
  {
    name: "CVE-2026-40575 oauth2-proxy: the path in a header",
    scenario: shop,
    attacks: [
      [ask("GET", "/admin/users", { headers: { "X-Forwarded-Uri": "/open/a" } }), 401],
      [ask("GET", "/admin/users", { headers: { "X-Forwarded-Prefix": "/open" } }), 401],
      [ask("GET", "/admin/users", { headers: { "X-Auth-Request-Redirect": "/open/a" } }), 401],
    ],
    twins: [[ask("GET", "/open/a", { headers: { "X-Forwarded-Uri": "/admin/users" } }), 200]],
  },
  {
    name: "CVE-2025-64484 oauth2-proxy: a name with `_` for `-`",
    scenario: shop,
    attacks: [
      [ask("GET", "/admin/users", { headers: { X_User: "ann", X_Roles: "admin" } }), 401],
      [ask("GET", "/admin/users", { headers: { "X-User": "eve", X_Roles: "admin" } }), 403],
    ],
    twins: [users],
  },
  {
    name: "CVE-2022-31692 Spring: another route inside than the one that was asked for",
    scenario: shop,
    attacks: [
      [
        ask("GET", "/open/a", { headers: { "X-Original-URL": "/admin/users" } }),
        unless(["obeys headers", "rewrites targets"]),
      ],
      [
        ask("GET", "/open/a", { headers: { "X-Rewrite-URL": "/admin/users" } }),
        unless(["obeys headers", "rewrites targets"]),
      ],
      [
        ask("GET", "/public", { headers: { "X-Original-URL": "/open/a" } }),
        unless(["obeys headers", "rewrites targets"]),
      ],
      [
        ask("GET", "/admin/users", { headers: { "X-Original-URL": "/open/a" } }),
        (traits) => (traits.has("rewrites targets") ? 500 : 401),
      ],
    ],
    twins: [["GET /open/a", 200]],
  },
  {
    name: "CVE-2026-3635 Fastify: protocol and host from strangers",
    scenario: strangers,
    attacks: [
      [ask("GET", "/secure", { headers: { "X-Forwarded-Proto": "https" } }), 403],
      [ask("GET", "/secure", { headers: { Forwarded: "proto=https" } }), 403],
      [ask("GET", "/secure", { headers: { "X-Forwarded-Ssl": "on" } }), 403],
      [ask("GET", "https://app.example/secure", {}), 403],
      [ask("GET", "/host", { headers: { "X-Forwarded-Host": "internal.example" } }), 401],
      [ask("GET", "/host", { headers: { Forwarded: "host=internal.example" } }), 401],
    ],
    twins: [[ask("GET", "/host", { headers: { Host: "internal.example" } }), 200]],
  },
  {
    name: "CVE-2026-3635 Fastify: what the nearest proxy says, and nobody before it",
    scenario: proxied,
    attacks: [
      ["GET /secure", 403],
      [ask("GET", "/secure", { headers: { "X-Forwarded-Proto": "http" } }), 403],
      [ask("GET", "/secure", { headers: { "X-Forwarded-Proto": "https, http" } }), 403],
      [ask("GET", "/secure", { headers: { "X-Forwarded-Proto": ["https", "http"] } }), 403],
      [ask("GET", "/host", { headers: { "X-Forwarded-Host": "internal.example, evil.example" } }), 401],
    ],
    twins: [
      [ask("GET", "/secure", { headers: { "X-Forwarded-Proto": "https" } }), 200],
      [ask("GET", "/host", { headers: { "X-Forwarded-Host": "internal.example" } }), 200],
    ],
  },
  {
    name: "CVE-2026-27959 Koa: a host with user information",
    scenario: strangers,
    attacks: [
      [ask("GET", "/host", { headers: { Host: "internal.example:fake@evil.example" } }), 401],
      [ask("GET", "/host", { headers: { Host: "evil.example:fake@internal.example" } }), 401],
      [ask("GET", "/host", { headers: { Host: "internal.example@evil.example" } }), 401],
      [ask("GET", "/host", { headers: { Host: "internal.example/x" } }), 401],
      [ask("GET", "/host", { headers: { Host: "internal.example, evil.example" } }), 401],
      [ask("GET", "http://internal.example/host", {}), 400],
    ],
    twins: [
      [ask("GET", "/host", { headers: { Host: "internal.example" } }), 200],
      [ask("GET", "/host", { headers: { Host: "INTERNAL.example:8080" } }), 200],
    ],
  },
  {
    name: "CVE-2026-90711 proxy-addr, CVE-2026-92395 @fastify/proxy-addr: an address that a stranger writes",
    scenario: strangers,
    attacks: [
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "10.0.0.1" } }), 401],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "::ffff:10.0.0.1" } }), 401],
      [ask("GET", "/inside", { headers: { "X-Real-IP": "10.0.0.1", "CF-Connecting-IP": "10.0.0.1" } }), 401],
      [ask("GET", "/inside", { headers: { Forwarded: "for=10.0.0.1" } }), 401],
    ],
    twins: [["GET /local", 200]],
  },
  {
    name: "CVE-2026-90711 proxy-addr, CVE-2026-92395 @fastify/proxy-addr: an address left of the first that nobody trusts",
    scenario: proxied,
    attacks: [
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "10.0.0.1, 203.0.113.9" } }), 401],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "10.0.0.1, ::ffff:203.0.113.9" } }), 401],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": ["10.0.0.1", "203.0.113.9"] } }), 401],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "10.0.0.1, unknown" } }), 401],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "10.0.0.1, 0x7f.1" } }), 401],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "10.0.0.1, 192.0.2.0/24" } }), 401],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "::ffff:11.0.0.1" } }), 401],
    ],
    twins: [
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "10.0.0.1" } }), 200],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "::ffff:10.0.0.1" } }), 200],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "::ffff:a00:1" } }), 200],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "203.0.113.9, 10.0.0.1, 192.0.2.7" } }), 200],
      [ask("GET", "/inside", { headers: { "X-Forwarded-For": "10.0.0.1, ::ffff:192.0.2.7" } }), 200],
    ],
  },
]

/** Contents: what is compared, and with what. */
const contents: readonly Advisory[] = [
  {
    name: "CVE-2025-32442 CVE-2026-25223 Fastify: a media type that two readers read differently",
    scenario: bodies,
    attacks: [
      ...[
        "application/json\t; charset=utf-8",
        "application/json\ta",
        "application/json\u00a0; x=1",
        "application/json, text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "",
      ].map((type): Row => [json({ kind: "forbidden" }, type), 415]),
      ...["APPLICATION/JSON", "application/json ;charset=utf-8", "Application/Json;a=b"].map((type): Row => [
        json({ kind: "forbidden" }, type),
        401,
      ]),
    ],
    twins: [
      [json({ kind: "fine" }, "application/json"), 200],
      [json({ kind: "fine" }, "application/json; charset=utf-8"), 200],
      [json({ kind: "fine" }, "APPLICATION/JSON ; charset=UTF-8"), 200],
    ],
  },
  {
    name: "CVE-2025-46569 OPA, CVE-2026-55773 CVE-2026-55772 CedarJava: text that would be policy",
    scenario: conditions,
    attacks: [
      ["GET /own/mine%22%20or%20%22%22==%22", 401],
      ["GET /own/%22%7D%20allow%20anyone%20%7B%22", 401],
      ["GET /own/mine%0Aallow%20anyone", 401],
      ["GET /own/$%7Bpath.id%7D", 401],
      ["GET /own/__entity", 401],
      ["GET /own/__proto__", 401],
      ["GET /search?q=fine%22%20or%20true", 401],
      ["GET /search?q=other&q=fine", 401],
      ["GET /search?__proto__[q]=fine", 401],
      ["GET /search?q[]=fine", 401],
      [entity('{"owner":{"__entity":{"type":"User","id":"me"}}}'), 401],
      [entity('{"__proto__":{"owner":"me"}}'), 401],
      [entity('{"constructor":{"prototype":{"owner":"me"}}}'), 401],
      [entity('{"owner":["me"]}'), 401],
      [entity('{"owner":"eve","owner":"me"}'), 400],
      [entity('{"owner":"eve","\\u006fwner":"me"}'), 400],
    ],
    twins: [
      ["GET /own/mine", 200],
      ["GET /own/%6Dine", 200],
      ["GET /search?q=fine", 200],
      [entity('{"owner":"me"}'), 200],
      [entity('{"\\u006fwner":"\\u006de"}'), 200],
    ],
  },
  {
    name: "CVE-2026-73552 Envoy: bytes in a header that are no ASCII",
    scenario: conditions,
    attacks: [
      [ask("GET", "/kind", { headers: { "X-Kind": "\u00ffbad" } }), 401],
      [ask("GET", "/kind", { headers: { "X-Kind": "bad\u0080" } }), 401],
      [ask("GET", "/kind", { headers: { "X-Kind": "\u00e2\u0082bad\u00ff" } }), 401],
      [ask("GET", "/kind", { headers: { "X-Kind": ["fine", "bad"] } }), 401],
      ["GET /patterns", 401],
    ],
    twins: [
      [ask("GET", "/kind", { headers: { "X-Kind": "\u00ff" } }), 200],
      [ask("GET", "/kind", { headers: { "X-Kind": "fine" } }), 200],
      [ask("GET", "/patterns", { headers: { "X-Kind": "a\u00ffz" } }), 200],
    ],
  },
  {
    name: "CVE-2026-27588 Caddy: a host in another case, in a list of more than a hundred",
    scenario: conditions,
    attacks: [
      [ask("GET", "/hosts", { headers: { Host: "h0.example" } }), 401],
      [ask("GET", "/hosts", { headers: { Host: "H100.EXAMPLE" } }), 401],
      [ask("GET", "/hosts", { headers: { Host: "h50.Example:8080" } }), 401],
    ],
    twins: [[ask("GET", "/hosts", { headers: { Host: "h101.example" } }), 200]],
  },
]

function json(body: object, type: string) {
  return ask("POST", "/json", { headers: { "Content-Type": type }, body: JSON.stringify(body) })
}

function entity(body: string) {
  return ask("POST", "/entity", { headers: { "Content-Type": "application/json" }, body })
}

/** Who a credential speaks for, by the one scheme that it was made for. */
const credentials: readonly Advisory[] = [
  {
    name: "CVE-2026-47673 Hono: a token under any scheme",
    scenario: tokens,
    attacks: [
      ...[
        `Basic ${token}`,
        `Token ${token}`,
        `JWT ${token}`,
        `DPoP ${token}`,
        `Digest ${token}`,
        token,
        `Bearer${token}`,
        `Bearer: ${token}`,
        `Bearer ${token}, Bearer ${token}`,
        `Bearer ${token} ${token}`,
        `Bearer "${token}"`,
        `Bearer ${token}=`,
        `Bearer ${token.slice(0, -1)}`,
        `Bearer ${token.slice(0, token.lastIndexOf("."))}.`,
        "Bearer",
        "",
      ].map((authorization): Row => [credential("/mine", authorization), 401]),
      [ask("GET", "/mine", { headers: { Authorization: [`Bearer ${token}`, `Bearer ${token}`] } }), 400],
      [ask("GET", "/mine", { headers: { "Proxy-Authorization": `Bearer ${token}` } }), 401],
      [ask("GET", "/mine", { headers: { Cookie: `token=${token}` } }), 401],
      [`GET /mine?access_token=${token}`, 401],
      // Credentials of no kind that is accepted are refused even where anyone may.
      [credential("/open", `Basic ${token}`), 401],
      [credential("/open", `Bearer ${token}`), 401],
    ],
    twins: [
      [credential("/mine", `Bearer ${token}`), 200],
      [credential("/mine", `bearer ${token}`), 200],
      ["GET /open", 200],
    ],
  },
]

function credential(target: string, authorization: string) {
  return ask("GET", target, { headers: { Authorization: authorization } })
}

export const advisories: readonly Advisory[] = [...paths, ...headers, ...contents, ...credentials]
