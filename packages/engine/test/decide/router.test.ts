import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { routerTables } from "../../src/decide/flat-tree.ts"
import { makeRouter, type Router } from "../../src/decide/router.ts"
import { scanTarget } from "../../src/decide/scan.ts"
import type { PlannedRoute } from "../../src/plan/plan.ts"
import { matchTemplate } from "../../src/target/match.ts"
import { canOverlap, compareSpecificity, sameTemplate } from "../../src/target/specificity.ts"
import { accepts } from "../../src/target/verbs.ts"
import { template } from "../target/templates.ts"

type RouteLike = Pick<PlannedRoute, "verb" | "template" | "id">

function route(line: string): RouteLike {
  const [verb = "", ...path] = line.split(" ")
  return { id: line, verb, template: template(path.join(" ")) }
}

const routerOf = (routes: readonly RouteLike[]): Router =>
  makeRouter(routerTables(routes as readonly PlannedRoute[]), (place) => routes[place]!.template)

function find(routes: readonly RouteLike[], method: string, path: string): string | undefined {
  expect(scanTarget(path)).toBe(true)
  return routes[routerOf(routes).find(method)]?.id
}

describe("the router", () => {
  const api = [
    "GET /",
    "GET /orders",
    "POST /orders",
    "GET /orders/{id}",
    "ANY /orders/{id}",
    "GET /orders/{n: int}",
    "GET /orders/latest",
    "DELETE /orders/{id}",
    "GET /orders/v{n: int}",
    "GET /orders/{id}/items",
    "GET /files/**",
    "GET /files/{name}",
    "GET /slash/",
    "HEAD /orders/latest",
    "GET /compare/{base}...{head}",
  ].map(route)

  it.each([
    ["GET", "/", "GET /"],
    ["GET", "/orders", "GET /orders"],
    ["HEAD", "/orders", "GET /orders"],
    ["PUT", "/orders", undefined],
    ["GET", "/orders/", undefined],
    ["GET", "/orders/latest", "GET /orders/latest"],
    ["HEAD", "/orders/latest", "HEAD /orders/latest"],
    ["GET", "/orders/12", "GET /orders/{n: int}"],
    ["GET", "/orders/012", "GET /orders/{id}"],
    ["GET", "/orders/v12", "GET /orders/v{n: int}"],
    ["GET", "/orders/vx", "GET /orders/{id}"],
    ["DELETE", "/orders/latest", "DELETE /orders/{id}"],
    ["PATCH", "/orders/latest", "ANY /orders/{id}"],
    ["OPTIONS", "/orders/latest", undefined],
    ["CONNECT", "/orders/latest", undefined],
    ["get", "/orders/latest", "ANY /orders/{id}"],
    ["GET", "/orders/latest/items", "GET /orders/{id}/items"],
    ["GET", "/files", "GET /files/**"],
    ["GET", "/files/a", "GET /files/{name}"],
    ["GET", "/files/a/", "GET /files/**"],
    ["GET", "/files/a/b", "GET /files/**"],
    ["GET", "/slash/", "GET /slash/"],
    ["GET", "/slash", undefined],
    ["GET", "/compare/main...dev", "GET /compare/{base}...{head}"],
    ["GET", "/compare/main..dev", undefined],
    ["GET", "/%6Frders", "GET /orders"],
    ["GET", "/orders/%2525", "GET /orders/{id}"],
  ])("%s %s → %s", (method, path, expected) => {
    expect(find(api, method, path)).toBe(expected)
  })

  it.each([
    ["/orders", ["GET", "HEAD", "POST"]],
    ["/orders/12", ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]],
    ["/nowhere", []],
  ])("names the verbs that %s takes", (path, expected) => {
    expect(scanTarget(path)).toBe(true)
    expect(routerOf(api).allowed()).toEqual(expected)
  })

  it("lets what stands further right decide between segments of equal rank", () => {
    const routes = ["GET /{a}-x/{b}", "GET /x-{a}/fixed"].map(route)
    expect(find(routes, "GET", "/x-x/fixed")).toBe("GET /x-{a}/fixed")
    expect(find(routes, "GET", "/x-x/other")).toBe("GET /{a}-x/{b}")
  })

  it("walks paths of any depth", () => {
    const routes = ["GET /deep/**"].map(route)
    expect(find(routes, "GET", `/deep${"/a".repeat(5_000)}`)).toBe("GET /deep/**")
  })

  const segment = fc.constantFrom(
    "a",
    "b",
    "ab",
    "{x}",
    "{n: int}",
    "{u: uuid}",
    "a{x}",
    "{x}b",
    "{x}-{y}",
    "a-{n: int}",
  )
  // A name is bound once in a path: each segment numbers its own.
  const path = fc
    .array(segment, { maxLength: 4 })
    .map(
      (segments) => `/${segments.map((text, place) => text.replaceAll(/\{(\w)/g, `{$1${place}`)).join("/")}`,
    )
  const written = fc
    .tuple(path, fc.constantFrom("", "", "", "/", "/**"))
    .map(([text, end]) => (text === "/" ? (end === "/**" ? "/**" : "/") : text + end))
  const requested = fc
    .array(fc.constantFrom("a", "b", "ab", "12", "a-1", "a-b", "1b", "x"), { maxLength: 4 })
    .chain((segments) =>
      fc.constantFrom(`/${segments.join("/")}`, segments.length > 0 ? `/${segments.join("/")}/` : "/"),
    )
  const verb = fc.constantFrom("GET", "HEAD", "POST", "ANY")

  it("finds what a search of all routes by specificity finds", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(verb, written), { minLength: 1, maxLength: 12 }),
        fc.array(requested, { minLength: 8, maxLength: 8 }),
        (lines, paths) => {
          const routes = unambiguous(lines.map(([method, text]) => route(`${method} ${text}`)))
          const router = routerOf(routes)
          for (const method of ["GET", "HEAD", "POST", "PURGE", "OPTIONS"]) {
            for (const text of paths) {
              expect(scanTarget(text)).toBe(true)
              expect(routes[router.find(method)]?.id).toBe(searched(routes, method, text)?.id)
            }
          }
        },
      ),
      { numRuns: 400 },
    )
  })
})

/** As `check/` leaves them: no route twice, and none that one path can fit and that ranks the same. */
function unambiguous(routes: readonly RouteLike[]): readonly RouteLike[] {
  return routes.filter((one, place) =>
    routes.slice(0, place).every((other) => {
      if (sameTemplate(one.template, other.template)) return one.verb !== other.verb
      return (
        compareSpecificity(one.template, other.template) !== 0 || !canOverlap(one.template, other.template)
      )
    }),
  )
}

function searched(routes: readonly RouteLike[], method: string, path: string): RouteLike | undefined {
  const fitness = (verb: string): number => (verb === method ? 0 : verb === "ANY" ? 2 : 1)
  return routes
    .filter((one) => accepts(one.verb, method) && matchTemplate(one.template, path) !== undefined)
    .toSorted((a, b) => compareSpecificity(a.template, b.template) || fitness(a.verb) - fitness(b.verb))[0]
}
