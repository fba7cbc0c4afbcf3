import { isIP } from "node:net"
import type { Request } from "@edict/engine"
import { Failure } from "./exit.ts"
import { readWhole } from "./input.ts"
import { requestOf } from "./request.ts"
import type { Terminal } from "./terminal.ts"

/** Flags that make a request. */
export interface RequestFlags {
  readonly request?: string
  readonly header?: readonly string[]
  readonly query?: readonly string[]
  readonly body?: string
  readonly resource?: readonly string[]
  readonly ip?: string
  readonly tls?: string
  readonly now?: string
}

/** A request, and what of its context nobody has given. */
export interface FlaggedRequest {
  readonly request: Request
  readonly assumed: readonly string[]
}

/** The address and connection of a request on this machine, where flags say nothing else; the time is given or the clock's. */
export async function requestFromFlags(
  method: string,
  path: string,
  flags: RequestFlags,
  now: string | undefined,
  terminal: Terminal,
): Promise<FlaggedRequest> {
  const file =
    flags.request === undefined ? undefined : parseJson(await readWhole(flags.request, terminal), "--request")
  if (file !== undefined && !isObject(file)) throw new Failure("--request is no object")
  const usual = { ip: "127.0.0.1", tls: 1.3, now: now ?? new Date().toISOString() }
  const given = contextOf(flags)
  // A request from a file is whole: what it does not say is missing, as for `decide`.
  const context = file === undefined ? { ...usual, ...given } : { ...membersOf(file["context"]), ...given }
  const reading = requestOf({
    ...file,
    method,
    path: withQuery(path, flags.query ?? []),
    headers: headersOf(membersOf(file?.["headers"]), flags.header ?? []),
    body: flags.body === undefined ? file?.["body"] : await readBody(flags.body, terminal),
    resources: resourcesOf(membersOf(file?.["resources"]), flags.resource ?? []),
    context,
  })
  if (reading.kind === "bad") throw new Failure(reading.message)
  const assumed = Object.entries(file === undefined ? usual : {})
    .filter(([name]) => !(name in given))
    .map(([name, value]) => `context.${name} = ${value}`)
  return { request: reading.request, assumed }
}

export function parseJson(text: string, flag: string, hint?: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure(`${flag} is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      hint,
    })
  }
}

type Members = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

const membersOf = (value: unknown): Members => (isObject(value) ? value : {})

function contextOf({ ip, tls, now }: RequestFlags): Members {
  if (tls !== undefined && tls !== "none" && !/^\d\.\d$/.test(tls))
    throw new Failure(`--tls is a version such as 1.3, or \`none\`, and not \`${tls}\``)
  if (now !== undefined && Number.isNaN(Date.parse(now)))
    throw new Failure(`--now is a time such as 2026-01-01T12:00:00Z, and not \`${now}\``)
  if (ip !== undefined && isIP(ip) === 0)
    throw new Failure(`--ip is an address such as 192.0.2.1 or 2001:db8::1, and not \`${ip}\``)
  return {
    ...(ip === undefined ? {} : { ip }),
    ...(tls === undefined ? {} : { tls: tls === "none" ? null : Number(tls) }),
    ...(now === undefined ? {} : { now }),
  }
}

/** Put behind the path as a client would write it, and read as the guard reads it. */
function withQuery(path: string, pairs: readonly string[]): string {
  if (pairs.length === 0) return path
  const text = pairs.map((pair) => splitAt(pair, "=", "--query").map(encodeURIComponent).join("=")).join("&")
  return `${path}${path.includes("?") ? "&" : "?"}${text}`
}

function headersOf(given: Members, fields: readonly string[]): Members {
  const headers: Record<string, unknown> = { ...given }
  for (const field of fields) {
    const [name, value] = splitAt(field, ":", "--header")
    const key = name.trim().toLowerCase()
    const known = headers[key]
    headers[key] = known === undefined ? value.trim() : [known, value.trim()].flat()
  }
  return headers
}

function resourcesOf(given: Members, things: readonly string[]): Members {
  const loaded = things.map((thing) => {
    const [name, json] = splitAt(thing, "=", "--resource")
    return [name, parseJson(json, "--resource")] as const
  })
  return { ...given, ...Object.fromEntries(loaded) }
}

async function readBody(text: string, terminal: Terminal): Promise<unknown> {
  return parseJson(text.startsWith("@") ? await readWhole(text.slice(1), terminal) : text, "--body")
}

function splitAt(text: string, mark: string, flag: string): readonly [string, string] {
  const place = text.indexOf(mark)
  if (place < 1)
    throw new Failure(
      `${flag} is a name and a value, such as \`${mark === ":" ? "x-reason: audit" : flag === "--query" ? "limit=5" : 'order={"total":12}'}\``,
    )
  return [text.slice(0, place), text.slice(place + 1)]
}
