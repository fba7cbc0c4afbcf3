import { parse } from "yaml"

// Reads files of tests by docs/language.md, apart from the engine's own reader: what a table says is proved twice.

export interface Actor {
  readonly id: string
  readonly roles: readonly string[]
  readonly [member: string]: unknown
}

type Verdict = "allow" | number

export interface Reply {
  readonly status: number
  readonly body?: unknown
}

/** One request, or the same one several times, and what must come of it. */
export interface Case {
  readonly name: string
  readonly actor: Actor | undefined
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly ip: string
  readonly tls: string
  /** What the handler answers in place of its own. */
  readonly reply: Reply | undefined
  readonly repeat: number
  /** Undefined: time and counters begin anew. */
  readonly afterMilliseconds: number | undefined
  readonly expect: Expectation
}

export interface Expectation {
  readonly status?: Verdict
  readonly first?: Verdict
  readonly last?: Verdict
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | null>>
}

export interface TestFile {
  readonly now: number
  readonly actors: readonly Actor[]
  readonly data: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly cases: readonly Case[]
}

interface Written {
  readonly now: string
  readonly actors: Readonly<Record<string, Actor>>
  readonly data: TestFile["data"]
  readonly matrix: Readonly<Record<string, Readonly<Record<string, Verdict>>>>
  readonly tests: readonly WrittenTest[]
}

interface WrittenTest {
  readonly name: string
  readonly as?: string
  readonly after?: string
  readonly request: string | Readonly<Record<string, unknown>>
  readonly reply?: unknown
  readonly replyStatus?: number
  readonly repeat?: number
  readonly expect: Expectation
}

const plain = { headers: {}, body: undefined, ip: "127.0.0.1", tls: "1.3" } as const

export function readTestFile(text: string): TestFile {
  const written: Written = parse(text)
  const names = ["anonymous", ...Object.keys(written.actors)]
  const cells = Object.entries(written.matrix).flatMap(([route, row]) => {
    const everybody = [...new Set([...names, ...Object.keys(row).filter((name) => name !== "else")])]
    return everybody.flatMap((as): Case[] => {
      const status = row[as] ?? row["else"]
      if (status === undefined) return []
      const test = { name: `${route} by ${as}`, as, request: route, expect: { status } }
      return [caseOf(test, written)]
    })
  })
  return {
    now: Date.parse(written.now),
    actors: Object.values(written.actors),
    data: written.data,
    cases: [...cells, ...written.tests.map((one) => caseOf(one, written))],
  }
}

function caseOf(test: WrittenTest, written: Written): Case {
  const { name, as = "anonymous", request, repeat = 1, expect } = test
  return {
    name,
    actor: actorOf(as, written.actors),
    ...(typeof request === "string" ? { ...plain, ...lineOf(request) } : requestOf(request)),
    reply: test.reply === undefined ? undefined : { status: test.replyStatus ?? 200, body: test.reply },
    repeat,
    afterMilliseconds: test.after === undefined ? undefined : millisecondsOf(test.after),
    expect,
  }
}

function lineOf(line: string): Pick<Case, "method" | "target"> {
  const [method = "", target = ""] = line.split(" ")
  return { method, target }
}

type Sent = Pick<Case, "method" | "target" | "headers" | "body" | "ip" | "tls">

function requestOf(request: Readonly<Record<string, unknown>>): Sent {
  const { body, headers, ip = plain.ip, tls = plain.tls, ...line } = request
  const [[method, target] = []] = Object.entries(line)
  return {
    ...lineOf(`${method} ${String(target)}`),
    headers: (headers ?? {}) as Case["headers"],
    body: body === undefined ? undefined : JSON.stringify(body),
    ip: String(ip),
    tls: String(tls),
  }
}

/** `sue+mfa` is Sue with `mfa` set, `sue-mfa` with it cleared. */
function actorOf(as: string, actors: Written["actors"]): Actor | undefined {
  if (as === "anonymous") return undefined
  const [, name = "", sign, flag = ""] = /^([^+-]+)(?:([+-])(.+))?$/.exec(as) ?? []
  const actor = actors[name]
  if (actor === undefined) throw new Error(`there is no actor \`${name}\``)
  return sign === undefined ? actor : { ...actor, [flag]: sign === "+" }
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }

function millisecondsOf(duration: string): number {
  const [, count, unit = ""] = /^(\d+)(ms|s|min|h|d)$/.exec(duration) ?? []
  const milliseconds = units[unit]
  if (milliseconds === undefined) throw new Error(`\`${duration}\` is no duration`)
  return Number(count) * milliseconds
}
