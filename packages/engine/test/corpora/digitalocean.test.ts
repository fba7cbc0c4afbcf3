import { describe, expect, it } from "vitest"
import { compile, type CompiledPolicy } from "../../src/compile.ts"
import { importOpenApi, type OpenApiImport } from "../../src/openapi/import.ts"
import { corpus, hasCorpora, pathFor } from "./corpora.ts"

interface Listed {
  readonly method: string
  readonly path: string
  /** Any one of them admits. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
}

const document = "openapi/digitalocean.bundled.json.gz"

function load(): {
  readonly made: OpenApiImport
  readonly policy: CompiledPolicy
  readonly listed: readonly Listed[]
} {
  const { value } = importOpenApi({ path: "digitalocean.json", text: corpus(document) })
  if (!value) throw new Error("the document does not import")
  const { policy, diagnostics } = compile([{ path: value.path, text: value.text }])
  expect(diagnostics).toEqual([])
  if (!policy) throw new Error("the policy does not compile")
  return { made: value, policy, listed: JSON.parse(corpus("permissions/digitalocean_scopes.json")).routes }
}

const scopesOf = ({ security }: Listed): readonly (readonly string[])[] =>
  security.map((requirement) => Object.values(requirement).flat())

describe.each(hasCorpora ? [load()] : [])(
  "the whole document of DigitalOcean",
  ({ made, policy, listed }) => {
    const statusOf = ({ method, path }: Listed, scopes: readonly string[] | undefined): number =>
      policy.decide({ method, path: pathFor(path), ...(scopes && { subject: { id: "u", scopes } }) }).status

    it("imports whole", () => {
      const scopes = new Set(listed.flatMap(scopesOf).flat())
      process.stdout.write(
        `DigitalOcean: ${made.routes} of ${made.operations} operations, ${scopes.size} scopes\n`,
      )
      expect([made.operations, made.routes, scopes.size, listed.length]).toEqual([659, 659, 142, 659])
      expect([...scopes].filter((scope) => !made.text.includes(JSON.stringify(scope)))).toEqual([])
    })

    it("finds each route by its own path", () => {
      const wrong = listed.filter(({ method, path }) => {
        const match = policy.match({ method, path: pathFor(path) })
        const segments = path.split("/").length
        return (
          match.kind !== "route" ||
          match.route.verb !== method ||
          match.route.template.segments.length !== segments - 1
        )
      })
      expect(wrong).toEqual([])
      expect(
        new Set(
          listed
            .map(({ method, path }) => policy.match({ method, path: pathFor(path) }))
            .map((match) => match.kind === "route" && match.place),
        ).size,
      ).toBe(659)
    })

    it("decides each route as it is listed", () => {
      const counts = { exactly: 0, "one less": 0, more: 0, alternatives: 0, "without credentials": 0 }
      const faults: string[] = []
      const expectStatus = (
        what: keyof typeof counts,
        route: Listed,
        scopes: readonly string[] | undefined,
        status: number,
      ): void => {
        counts[what]++
        const decided = statusOf(route, scopes)
        if (decided !== status)
          faults.push(
            `${what}: ${route.method} ${route.path} with ${String(scopes)}: ${decided}, not ${status}`,
          )
      }
      for (const route of listed) {
        const alternatives = scopesOf(route)
        const isOpen = alternatives.length === 0
        expectStatus("without credentials", route, undefined, isOpen ? 200 : 401)
        for (const scopes of alternatives) {
          expectStatus(alternatives.length > 1 ? "alternatives" : "exactly", route, scopes, 200)
          expectStatus("more", route, [...scopes, "another:scope"], 200)
          for (const missing of scopes) {
            const rest = scopes.filter((scope) => scope !== missing)
            // With one scope less, another alternative may still admit.
            const admits = alternatives.some((other) => other.every((scope) => rest.includes(scope)))
            expectStatus("one less", route, rest, admits ? 200 : 403)
          }
        }
      }
      process.stdout.write(`DigitalOcean: ${JSON.stringify(counts)}\n`)
      expect(faults).toEqual([])
      expect(counts).toMatchObject({ exactly: 656, alternatives: 4, "without credentials": 659 })
      expect(counts["one less"]).toBeGreaterThan(640)
    })
  },
)
it("takes each way in by itself", () => {
  const security = [{ token: ["a", "b"] }, { token: ["c"] }, {}]
  expect(scopesOf({ method: "GET", path: "/", security })).toEqual([["a", "b"], ["c"], []])
})
