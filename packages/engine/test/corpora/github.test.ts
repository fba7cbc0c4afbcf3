import { describe, expect, it } from "vitest"
import { compile, type CompiledPolicy } from "../../src/compile.ts"
import { corpus, hasCorpora, pathFor } from "./corpora.ts"

interface Row {
  readonly method: string
  readonly path: string
  readonly permission: string
  readonly access: "read" | "write"
}

/** A path of the table as a template: one of them is a regular expression, for a folder's readme. */
const templateOf = (path: string): string => path.replace("(?:/(.*))?", "/{rest**}")

/** Rows that name one route: parameter names aside, and with whatever permission. */
function routesOf(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const routes = new Map<string, Row[]>()
  for (const row of rows) {
    const key = `${row.method} ${templateOf(row.path).replaceAll(/\{[^}]*\}/g, "{}")}`
    routes.set(key, [...(routes.get(key) ?? []), row])
  }
  return routes
}

/** The table as a policy: an installation has permissions, and writing includes reading. */
function policyOf(routes: ReadonlyMap<string, readonly Row[]>): string {
  const permits = (rows: readonly Row[]): string =>
    [...new Set(rows.map(({ permission, access }) => `may("${permission}", "${access}")`))].join(" or ")
  return [
    "package github.apps",
    'type Permission { name: string  access: string("read", "write") }',
    "subject { id: string  permissions: list of Permission = [] }",
    "define may(permission: string, access: string) =",
    '  any p in subject.permissions: (p.name == permission and (p.access == access or p.access == "write"))',
    ...[...routes.values()].map(([first, ...others]) => {
      const rows = [first, ...others].filter((row) => row !== undefined)
      const { method, path } = rows[0]!
      return `${method} ${templateOf(path)} { allow authenticated when ${permits(rows)} }`
    }),
    "",
  ].join("\n")
}

function compiled(text: string): CompiledPolicy {
  const { policy, diagnostics } = compile([{ path: "github.edict", text }])
  expect(diagnostics.map(({ message, span }) => `${span.line}: ${message}`)).toEqual([])
  if (!policy) throw new Error("the policy does not compile")
  return policy
}

const readRows = (): readonly Row[] => JSON.parse(corpus("permissions/github_app_permissions.json")).routes

describe.each(hasCorpora ? [{ rows: readRows() }] : [])("the permissions of GitHub Apps", ({ rows }) => {
  const routes = routesOf(rows)
  const policy = compiled(policyOf(routes))
  const permissions = [...new Set(rows.map(({ permission }) => permission))].sort()

  it("makes a route of each that the table names", () => {
    process.stdout.write(
      `GitHub: ${rows.length} rows, ${routes.size} routes, ${permissions.length} permissions\n`,
    )
    expect([rows.length, routes.size, policy.plan.routes.length]).toEqual([440, 437, 437])
  })

  it("decides as the table says, for every permission and route", () => {
    const counts = { allowed: 0, refused: 0, "without credentials": 0 }
    const faults: string[] = []
    for (const named of routes.values()) {
      const { method, path } = named[0]!
      const target = pathFor(path.replace("(?:/(.*))?", "/docs"))
      const ask = (subject: object | undefined, status: number, what: keyof typeof counts): void => {
        counts[what]++
        const decided = policy.decide({
          method,
          path: target,
          ...(subject && { subject: { id: "app", ...subject } }),
        })
        if (decided.status !== status)
          faults.push(`${method} ${target} ${JSON.stringify(subject)}: ${decided.status}`)
      }
      ask(undefined, 401, "without credentials")
      ask({}, 403, "refused")
      for (const name of permissions) {
        for (const access of ["read", "write"] as const) {
          const opens = named.some(
            (row) => row.permission === name && (row.access === access || access === "write"),
          )
          ask({ permissions: [{ name, access }] }, opens ? 200 : 403, opens ? "allowed" : "refused")
        }
      }
    }
    process.stdout.write(`GitHub: ${JSON.stringify(counts)}\n`)
    expect(faults).toEqual([])
    expect(counts.allowed + counts.refused).toBe(437 * (1 + 2 * permissions.length))
    expect(counts.allowed).toBeGreaterThan(437)
  })

  it("takes a readme with and without a folder", () => {
    const subject = {
      id: "app",
      permissions: [
        { name: "single_file", access: "read" },
        { name: "contents", access: "read" },
      ],
    }
    for (const path of ["/repos/o/r/readme", "/repos/o/r/readme/docs/guide"]) {
      expect(policy.decide({ method: "GET", path, subject }).status).toBe(200)
    }
  })
})
it("makes one route of rows that differ by permission or by a parameter's name", () => {
  const row = (path: string, permission: string): Row => ({ method: "GET", path, permission, access: "read" })
  const routes = routesOf([row("/a/{x}", "one"), row("/a/{y}", "two"), row("/b", "one")])
  expect([...routes.keys()]).toEqual(["GET /a/{}", "GET /b"])
  expect(policyOf(routes)).toContain(
    'GET /a/{x} { allow authenticated when may("one", "read") or may("two", "read") }',
  )
})
