import { parse } from "yaml"

/** A caller of the test file: its members, and its roles. */
export interface Actor {
  readonly id: string
  readonly roles: readonly string[]
  readonly tenant?: string
  readonly mfa?: boolean
}

/** One request, and what it must be answered with. */
export interface Case {
  readonly name: string | undefined
  readonly method: string
  readonly path: string
  /** As the test file writes it: `sue+mfa`. */
  readonly as: string
  readonly actor: Actor | undefined
  readonly body: unknown
  readonly repeat: number
  readonly expected: Expected
}

interface Expected {
  /** `allow`: any status under 300. */
  readonly status: number | "allow"
  readonly body?: unknown
}

export interface TestFile {
  readonly actors: readonly Actor[]
  readonly data: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly cases: readonly Case[]
}

interface Written {
  readonly actors: Readonly<Record<string, Actor>>
  readonly data: TestFile["data"]
  readonly matrix: Readonly<Record<string, Readonly<Record<string, number | "allow">>>>
  readonly tests: readonly WrittenTest[]
}

interface WrittenTest {
  readonly name: string
  readonly as?: string
  readonly request: string | Readonly<Record<string, unknown>>
  readonly repeat?: number
  readonly expect: { readonly status?: number; readonly last?: number; readonly body?: unknown }
}

/** Reads a test file into the requests that it stands for: each row of the matrix for every actor, then its tests. */
export function readTestFile(text: string): TestFile {
  const written: Written = parse(text)
  const actors = Object.values(written.actors)
  const matrix = Object.entries(written.matrix).flatMap(([route, row]) => {
    const [method = "", path = ""] = route.split(" ")
    const named = Object.keys(row).filter((name) => name !== "else")
    const everybody = [...new Set(["anonymous", ...Object.keys(written.actors), ...named])]
    return everybody.flatMap((as): Case[] => {
      const status = row[as] ?? row["else"]
      if (status === undefined) return []
      const actor = actorOf(as, written)
      return [{ name: undefined, method, path, as, actor, body: undefined, repeat: 1, expected: { status } }]
    })
  })
  return {
    actors,
    data: written.data,
    cases: [...matrix, ...written.tests.map((one) => readTest(one, written))],
  }
}

function readTest(
  { name, as = "anonymous", request, repeat = 1, expect }: WrittenTest,
  written: Written,
): Case {
  const { status = expect.last ?? "allow" } = expect
  const expected: Expected = "body" in expect ? { status, body: expect.body } : { status }
  const [method = "", path] =
    typeof request === "string" ? request.split(" ") : (Object.entries(request)[0] ?? [])
  const body = typeof request === "string" ? undefined : request["body"]
  return {
    name,
    method,
    path: String(path),
    as,
    actor: actorOf(as, written),
    body,
    repeat,
    expected,
  }
}

/** `sue+mfa` is Sue with `mfa` set, `sue-mfa` with it cleared. */
function actorOf(as: string, { actors }: Written): Actor | undefined {
  if (as === "anonymous") return undefined
  const [, name = "", sign, flag = ""] = /^([^+-]+)(?:([+-])(.+))?$/.exec(as) ?? []
  const actor = actors[name]
  if (actor === undefined) throw new Error(`there is no actor \`${name}\``)
  return sign === undefined ? actor : { ...actor, [flag]: sign === "+" }
}
