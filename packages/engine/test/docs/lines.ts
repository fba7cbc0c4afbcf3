import { parse } from "yaml"
import type { Attributes, Request, Subject } from "@edict/engine"

/** A line of a `requests` block: a request, and the status of its decision. */
export interface RequestLine {
  readonly text: string
  readonly request: Request
  readonly status: number
}

/** A line of a `bodies` block: what a handler gives, who asks, and what leaves. */
export interface BodyLine {
  readonly text: string
  readonly subject: Subject | undefined
  readonly body: unknown
  readonly left: unknown
}

const arrow = " → "

/**
 * Reads lines such as
 * `GET /orders/o1 as customer{id: u1} with order{ownerId: u1} context{ip: 192.0.2.1} → 200`.
 * Braces hold YAML; `with` names a loaded thing; without `as` the caller has no credentials.
 */
export function requestLines(text: string): readonly RequestLine[] {
  return linesOf(text).map((line) => {
    const [said = "", status = ""] = line.split(arrow)
    const [method = "", path = ""] = said.split(" ", 2)
    const clauses = clausesOf(said.slice(method.length + path.length + 1))
    if (!/^\d{3}$/.test(status)) throw new Error(`no status: ${line}`)
    return { text: line, request: { method, path, ...requestOf(clauses) }, status: Number(status) }
  })
}

/** Reads lines such as `support: { id: o1, cost: 3 } → { id: o1 }`; `nobody` is a caller without credentials. */
export function bodyLines(text: string): readonly BodyLine[] {
  return linesOf(text).map((line) => {
    const who = /^([\w-]+)(\{.*?\})?: /.exec(line)
    const [body, left] = line.slice(who?.[0].length).split(arrow)
    if (who === null || body === undefined || left === undefined) throw new Error(`no body: ${line}`)
    return {
      text: line,
      subject: subjectOf(who[1]!, yaml(who[2] ?? "{}")),
      body: yaml(body),
      left: yaml(left),
    }
  })
}

interface Clause {
  readonly word: string
  readonly name: string
  readonly value: Attributes
}

function clausesOf(text: string): readonly Clause[] {
  const clauses: Clause[] = []
  let rest = text.trim()
  while (rest !== "") {
    const head = /^(as|with) ([\w:-]+)|^(context|headers|query|body)/.exec(rest)
    if (head === null) throw new Error(`not a clause: ${rest}`)
    rest = rest.slice(head[0].length)
    const braces = bracesOf(rest)
    rest = rest.slice(braces.length).trim()
    clauses.push({
      word: head[1] ?? head[3] ?? "",
      name: head[2] ?? "",
      value: yaml(braces || "{}") as Attributes,
    })
  }
  return clauses
}

function bracesOf(text: string): string {
  if (!text.startsWith("{")) return ""
  let depth = 0
  for (const [index, character] of [...text].entries()) {
    if (character === "{") depth += 1
    if (character === "}") depth -= 1
    if (depth === 0) return text.slice(0, index + 1)
  }
  throw new Error(`braces are left open: ${text}`)
}

function requestOf(clauses: readonly Clause[]): Partial<Request> {
  const things = clauses.filter(({ word }) => word === "with").map(({ name, value }) => [name, value])
  const caller = clauses.find(({ word }) => word === "as")
  const others = clauses.filter(({ name }) => name === "").map(({ word, value }) => [word, value])
  return {
    ...(caller === undefined ? {} : { subject: subjectOf(caller.name, caller.value) }),
    ...(things.length === 0 ? {} : { resources: Object.fromEntries(things) as Attributes }),
    ...(Object.fromEntries(others) as Partial<Request>),
  }
}

/** A subject with one role, or none where the name is `stranger`; `nobody` has no subject. */
function subjectOf(role: string, members: unknown): Subject | undefined {
  if (role === "nobody") return undefined
  return { id: "caller", ...(members as Attributes), roles: role === "stranger" ? [] : [role] }
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"))
}

function yaml(text: string): unknown {
  return parse(text)
}
