import type { Request } from "@edict/engine"

/** A request as text gives it, or what is wrong with it. */
export type RequestReading =
  | { readonly kind: "request"; readonly request: Request }
  | { readonly kind: "bad"; readonly message: string }

const bad = (message: string): RequestReading => ({ kind: "bad", message })

/** Members that are objects where they are given. */
const objects = ["subject", "actor", "query", "headers", "context", "resources"] as const

/** Reads one request from JSON. Members of other names are left alone; null is as good as absent. */
export function readRequest(text: string): RequestReading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return bad(`this is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  return requestOf(value)
}

export function requestOf(value: unknown): RequestReading {
  if (!isObject(value)) return bad("a request is an object")
  const { method, path } = value
  if (typeof method !== "string") return bad("`method` is no text")
  if (typeof path !== "string") return bad("`path` is no text")
  for (const name of objects) {
    const member = value[name]
    if (member !== undefined && member !== null && !isObject(member)) return bad(`\`${name}\` is no object`)
  }
  return { kind: "request", request: withoutNulls(value as unknown as Request) }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function withoutNulls(request: Request): Request {
  const { method, path, subject, actor, query, headers, body, context, resources } = request
  return {
    method,
    path,
    body,
    subject: subject ?? undefined,
    actor: actor ?? undefined,
    query: query ?? undefined,
    headers: headers ?? undefined,
    context: context ?? undefined,
    resources: resources ?? undefined,
  }
}
