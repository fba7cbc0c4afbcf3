import { createHash } from "node:crypto"
import { readSource, type Surroundings } from "./sources.ts"
import { problem, started, type Authenticator, type Started, type Verifier } from "./verifier.ts"

type KeyEntry = Readonly<Record<string, unknown>>

const hashForm = /^sha256:([0-9a-f]{64})$/

/**
 * Starts from a list of entries, YAML or JSON: `{ id, hash: "sha256:…", expires?, …whatever assignments read }`.
 * Only hashes stand in it. A key is looked up by its hash, so that how long the search takes says nothing about a key.
 */
export async function startApikey(
  authenticator: Extract<Authenticator, { kind: "apikey" }>,
  surroundings: Surroundings,
): Promise<Started<Verifier>> {
  const source = await readSource("keys", authenticator.keys, surroundings)
  if (source.kind === "problem") return source
  const entries = await readEntries(source.value)
  if (entries.kind === "problem") return entries
  const byHash = new Map<string, { readonly entry: KeyEntry; readonly expires: number }>()
  for (const [index, raw] of entries.value.entries()) {
    const read = readEntry(raw)
    if (read.kind === "problem") return problem(`key ${index + 1}: ${read.message}`)
    const { hash, entry, expires } = read.value
    if (byHash.has(hash)) return problem(`key ${index + 1}: its hash is listed twice`)
    byHash.set(hash, { entry, expires })
  }
  return started({
    claims: () => true,
    verify: (key, now) => {
      const found = byHash.get(createHash("sha256").update(key, "utf8").digest("hex"))
      if (found === undefined) return Promise.resolve({ kind: "rejected", why: "the API key is not known" })
      if (now >= found.expires) return Promise.resolve({ kind: "rejected", why: "the API key has expired" })
      const { entry, expires } = found
      return Promise.resolve({
        kind: "verified",
        credential: entry,
        notBefore: Number.NEGATIVE_INFINITY,
        expires,
      })
    },
  })
}

async function readEntries(text: string): Promise<Started<readonly unknown[]>> {
  const { parse } = await import("yaml")
  try {
    const list: unknown = parse(text)
    return Array.isArray(list) ? started(list) : problem("keys are no list of entries")
  } catch {
    return problem("keys are neither YAML nor JSON")
  }
}

function readEntry(
  raw: unknown,
): Started<{ readonly hash: string; readonly entry: KeyEntry; readonly expires: number }> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return problem("an entry is a record")
  const { hash, ...entry }: KeyEntry = Object.fromEntries(Object.entries(raw))
  if ("key" in entry || "secret" in entry)
    return problem("the key itself stands in the file: only its hash may")
  if (typeof entry["id"] !== "string" || entry["id"] === "") return problem("`id` is missing")
  const digest = typeof hash === "string" ? hashForm.exec(hash)?.[1] : undefined
  if (digest === undefined) return problem("`hash` is not `sha256:` and 64 hexadecimal digits")
  const expires = expiryOf(entry["expires"])
  if (Number.isNaN(expires)) return problem("`expires` is no instant such as `2027-01-31T00:00:00Z`")
  return started({ hash: digest, entry, expires })
}

function expiryOf(raw: unknown): number {
  if (raw === undefined) return Number.POSITIVE_INFINITY
  return typeof raw === "string" ? Date.parse(raw) : Number.NaN
}
