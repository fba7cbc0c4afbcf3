import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { now, type Scenario } from "./site.ts"

/** An application as there are many: most of it for administrators, something for everybody. */
export const shop: Scenario = {
  policy: `package app
role admin
role user
subject { id: string }
api /admin {
  GET / { allow admin }
  GET /users { allow admin }
  GET /users/{id} { allow admin }
  DELETE /users/{id} { allow admin }
}
api /public { GET / { allow anyone }  POST / { allow anyone } }
api /login { POST / { allow anyone  body any } }
api /open { GET /{rest**} { allow anyone } }
api /files { GET /{rest**} { allow admin } }
api /things {
  GET /{id} { allow admin }
  POST /{id} { allow admin  body any }
  GET /{a}-{b} { allow admin }
}
`,
  routes: [
    "GET /admin",
    "GET /admin/users",
    "GET /admin/users/{id}",
    "DELETE /admin/users/{id}",
    "GET /public",
    "POST /public",
    "POST /login",
    "GET /open/{rest**}",
    "GET /files/{rest**}",
    "GET /things/{a}-{b}",
    "GET /things/{id}",
    "POST /things/{id}",
  ],
}

/** Templates that overlap, the general one registered first: a framework that goes by order picks another than the policy. */
export const overlap: Scenario = {
  policy: `package app
role admin
subject { id: string }
api /admin { GET /users { allow admin } }
api /{section} { GET /users { allow anyone }  GET /private { allow admin } }
api /a { GET /me { allow anyone }  GET /{x} { allow admin }  GET /{x}.{y} { allow anyone } }
`,
  routes: ["GET /{section}/users", "GET /{section}/private", "GET /admin/users", "GET /a/{x}"],
}

/** The one before, in the order in which the policy decides. */
export const overlapInOrder: Scenario = {
  ...overlap,
  routes: ["GET /admin/users", "GET /{section}/users", "GET /{section}/private", "GET /a/{x}"],
}

const who = `package app
role admin
subject { id: string }
api /secure { GET / { allow anyone  require tls >= 1.2 } }
api /inside { GET / { allow anyone when context.ip in 10.0.0.0/8 } }
api /local { GET / { allow anyone when context.ip == 127.0.0.1 } }
api /host { GET / { allow anyone when context.host == "internal.example" } }
api /limited { GET / { allow anyone  limit 2/min per context.ip } }
`

/** Nobody is trusted to say who somebody else is. */
export const strangers: Scenario = {
  policy: who,
  routes: ["GET /secure", "GET /inside", "GET /local", "GET /host", "GET /limited"],
}

/** Whoever connects from this machine is a proxy, and so is its neighbour. */
export const proxied: Scenario = {
  ...strangers,
  policy: `${who}trust proxy 127.0.0.1, 192.0.2.0/24\n`,
}

export const bodies: Scenario = {
  policy: `package app
role admin
subject { id: string }
api /none { POST / { allow anyone } }
api /json { POST / { allow anyone  deny anyone when has body.kind and body.kind == "forbidden"  body any max 1kb } }
api /raw { POST / { allow anyone  body raw max 1kb } }
api /mine { POST / { allow admin  body any } }
`,
  routes: ["POST /none", "POST /json", "POST /raw", "POST /mine"],
}

/** Conditions on what the caller writes: text, and nothing else. */
export const conditions: Scenario = {
  policy: `package app
role admin
subject { id: string }
api /own { GET /{id} { allow anyone when path.id == "mine" } }
api /search { GET / { allow anyone when query.q == "fine" } }
api /kind { GET / { allow anyone  deny anyone when header.x-kind like "*bad*" } }
api /patterns { GET / { allow anyone when header.x-kind like "a*z" } }
api /hosts { GET / { allow anyone  deny anyone when context.host in [${hosts(101)}] } }
api /entity { POST / { allow anyone when body.owner == "me"  body any } }
`,
  routes: ["GET /own/{id}", "GET /search", "GET /kind", "GET /patterns", "GET /hosts", "POST /entity"],
}

/** As many names as no list is searched one by one. */
function hosts(count: number): string {
  return Array.from({ length: count }, (_, place) => `"h${place}.example"`).join(", ")
}

/** What handlers answer is filtered. */
export const rules: Scenario = {
  policy: `package app
role admin
subject { id: string }
api /account { GET / { allow anyone  response { hide secret, nested.secret unless admin } } }
`,
  routes: ["GET /account"],
  answer: JSON.parse(
    '{"__proto__":{"secret":"s"},"nested":{"secret":"s","constructor":{"prototype":1}},"secret":"s"}',
  ),
}

/** Parameters, one and several in a segment. */
export const values: Scenario = {
  policy: `package app
role admin
subject { id: string }
api /one { GET /{id} { allow anyone } }
api /two { GET /{a}-{b} { allow anyone when path.a == "a" } }
api /mixed { GET /{id}/{a}-{b}/{last} { allow anyone when path.b == "b-c" } }
api /dots { GET /{a}.{b} { allow anyone when path.b == "b.c" } }
api /rest { GET /{rest**} { allow anyone } }
`,
  routes: [
    "GET /one/{id}",
    "GET /two/{a}-{b}",
    "GET /mixed/{id}/{a}-{b}/{last}",
    "GET /dots/{a}.{b}",
    "GET /rest/{rest**}",
  ],
}

/** Pages of one origin may ask. */
export const origins: Scenario = {
  policy: `package app
role admin
subject { id: string }
api /shared {
  cors { origins "https://app.example"  methods GET, DELETE  headers "x-trace" }
  GET /{id} { allow anyone }
  DELETE /{id} { allow admin }
  PUT /{id} { allow admin }
}
api /own { GET / { allow anyone } }
`,
  routes: ["GET /shared/{id}", "DELETE /shared/{id}", "PUT /shared/{id}", "GET /own"],
}

const issuer = { alg: "ES256", iss: "https://id.example", aud: "api" }
const { privateKey, publicKey } = await generateKeyPair(issuer.alg, { extractable: true })

/** A token of a customer, good for an hour after the clock of the guards. */
export const token: string = await new SignJWT({ roles: ["customer"] })
  .setProtectedHeader({ alg: issuer.alg })
  .setSubject("u1")
  .setIssuer(issuer.iss)
  .setAudience(issuer.aud)
  .setExpirationTime(now / 1000 + 3600)
  .sign(privateKey)

export const tokens: Scenario = {
  policy: `package app
role customer
subject { id: string }
authenticate jwt shop {
  issuer "${issuer.iss}"
  audience "${issuer.aud}"
  keys env.KEYS
  subject.id = claims.sub
  subject.roles = claims.roles only customer
}
api /mine { accept auth shop  GET / { allow customer } }
api /open { GET / { allow anyone } }
`,
  routes: ["GET /mine", "GET /open"],
  guard: { environment: { KEYS: JSON.stringify({ keys: [await exportJWK(publicKey)] }) } },
}
