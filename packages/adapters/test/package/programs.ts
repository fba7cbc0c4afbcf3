import { createHash } from "node:crypto"
import { buildModule, compile, type CompiledPolicy } from "@edict/engine"
import { exportJWK, generateKeyPair, SignJWT } from "jose"

export type Kind = keyof typeof authenticators

const authenticators = {
  none: "",
  apikey: `authenticate apikey known {
    header "x-api-key"
    keys env.KEYS
    subject.id = key.id
    subject.roles = key.roles only user
  }`,
  jwt: `authenticate jwt known {
    issuer "https://id.shop.example"
    audience "things"
    keys env.KEYS
    subject.id = claims.sub
    subject.roles = claims.roles only user
  }`,
}

/** A built plan, as text: `/things` is for users, who are told by API key, by token, or by the host. */
export function planOf(kind: Kind): string {
  return JSON.stringify(policyOf(kind).plan)
}

/** The same as `edict build` writes it. */
export function moduleOf(kind: Kind): string {
  return buildModule(policyOf(kind)).code
}

function policyOf(kind: Kind): CompiledPolicy {
  const text = `package things
role user
subject { id: string }
${authenticators[kind]}
GET /things { ${kind === "none" ? "" : "accept auth known "}allow user }`
  const { policy, diagnostics } = compile([{ path: "things.edict", text }])
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  return policy
}

/** What a guard of such a plan reads its keys from, and the fields of a request that it lets pass. */
export interface Access {
  readonly keys: string
  readonly authorized: Readonly<Record<string, string>>
}

export async function accessFor(kind: Kind): Promise<Access> {
  switch (kind) {
    case "none":
      return { keys: "", authorized: { "x-user": "ann" } }
    case "apikey": {
      const hash = createHash("sha256").update("things_1").digest("hex")
      const entry = { id: "ann", hash: `sha256:${hash}`, roles: ["user"] }
      return { keys: JSON.stringify([entry]), authorized: { "x-api-key": "things_1" } }
    }
    case "jwt": {
      const { publicKey, privateKey } = await generateKeyPair("ES256")
      const token = await new SignJWT({ roles: ["user"] })
        .setProtectedHeader({ alg: "ES256", kid: "one" })
        .setSubject("ann")
        .setIssuer("https://id.shop.example")
        .setAudience("things")
        .setIssuedAt()
        .setExpirationTime("1h")
        .sign(privateKey)
      const key = { ...(await exportJWK(publicKey)), kid: "one", alg: "ES256" }
      return {
        keys: JSON.stringify({ keys: [key] }),
        authorized: { authorization: `Bearer ${token}` },
      }
    }
  }
}

/** A program that guards a plain server by a built plan, and fails unless it lets one request pass and refuses its like. */
export function guarded(kind: Kind, { keys, authorized }: Access): string {
  const subject = `({ headers: { "x-user": id } }) => (id === undefined ? undefined : { id, roles: ["user"] })`
  return `
import { createServer } from "node:http"
import { compilePlan } from "@edict/engine/decide"
import { createGuard } from "@edict/engine/guard"

const guard = await createGuard({
  policy: compilePlan(${planOf(kind)}),
  environment: { KEYS: ${JSON.stringify(keys)} },
  audit: { write: () => {} },
  ${kind === "none" ? `subject: ${subject},` : ""}
})
const server = createServer(async (message, response) => {
  const target = message.url
  const outcome = await guard.enter({ message, target, requestId: undefined, dispatched: undefined })
  if (outcome.kind === "passage") {
    outcome.seal(response)
    return response.end("things")
  }
  return response.writeHead(outcome.status, outcome.headers).end(outcome.body)
})
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
const ask = async (headers) => (await fetch("http://127.0.0.1:" + server.address().port + "/things", { headers })).status
const found = [await ask(${JSON.stringify(authorized)}), await ask({})]
server.close()
server.closeAllConnections()
if (String(found) !== "200,401") throw new Error("answered " + found)
`
}
