import { expect, it } from "vitest"
import { importOpenApi } from "../../src/openapi/import.ts"
import { imported, routesIn } from "./policies.ts"

const only = (path: string, options: { readonly basePath?: string } = {}) =>
  imported({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: { [path]: { get: {} } } }, options)

it.each([
  ["/", "/"],
  ["/a", "/a"],
  ["/a/", "/a/"],
  ["/a/b/{id}", "/a/b/{id}"],
  ["/{id}", "/{id}"],
  ["/v1/{id}/", "/v1/{id}/"],
  ["/compare/{base}...{head}", "/compare/{base}...{head}"],
  ["/a/{user.id}", "/a/{user_id}"],
  ["/a/{list}", "/a/{list_}"],
  ["/a/{id}/{id}", "/a/{id}/{id_2}"],
  ["/a/{}", "/a/{value}"],
  ["/<upload_url>", "/%3Cupload_url%3E"],
  ["/café", "/caf%C3%A9"],
  ["/a:batch", "/a:batch"],
])("%s becomes %s", (path, template) => {
  const { text } = only(path)
  const [route] = routesIn(text)
  const prefix = /^api (\S+)/m.exec(text)?.[1] ?? ""
  const written = route?.path.text ?? ""
  // In a block, `/` is the block's own path.
  expect(prefix !== "" && written === "/" ? prefix : prefix + written).toBe(template)
})

it.each([
  "/a/%3C",
  "/a/{id}{name}",
  "/a//b",
  "/a/../b",
  "/a;v=1",
  "/a?x=1",
  "/a#x",
  "/a(b)",
  "/a/*",
  "/a/**",
  "/a b",
  "/a/{id",
  "/a/id}",
  "a",
])("%s is left out", (path) => {
  const { text, routes } = only(path)
  expect(routes).toBe(0)
  expect(text).toContain("# left out: ")
})

it("puts a base path in front", () => {
  expect(only("/a", { basePath: "/api" }).text).toContain("api /api/a {")
  expect(only("/a", { basePath: "/api/" }).text).toContain("api /api/a {")
  const { value, diagnostics } = importOpenApi(
    { path: "a.json", text: '{"swagger":"2.0","basePath":"/a;b","paths":{"/c":{"get":{}}}}' },
    {},
  )
  expect(value?.text).toContain("api /c {")
  expect(diagnostics).toContainEqual(expect.objectContaining({ code: "E602" }))
})

it("leaves out what another operation hides", () => {
  const paths = {
    "/a/{id}": { get: {} },
    "/a/{name}": { get: {}, put: {} },
    "/b/{x}.{y}": { get: {} },
    "/b/{x}-{y}": { get: {}, put: {} },
    "/b/{x}--{y}": { get: {} },
  }
  const text = JSON.stringify({ openapi: "3.1.0", paths })
  const { value, diagnostics } = importOpenApi({ path: "a.json", text })
  const hidden = diagnostics.filter(({ code }) => code === "E609").map(({ message }) => message)
  expect(hidden).toEqual([
    "`GET /a/{name}` is left out: `GET /a/{id}` takes the same requests",
    "`GET /b/{x}-{y}` is left out: `GET /b/{x}.{y}` takes the same requests",
  ])
  expect(value?.routes).toBe(5)
})

it("leaves out verbs that no route can have", () => {
  const item = {
    get: {},
    head: {},
    options: {},
    trace: {},
    query: {},
    additionalOperations: { COPY: {}, CONNECT: {}, x: {} },
  }
  const { value, diagnostics } = importOpenApi({
    path: "a.json",
    text: JSON.stringify({ openapi: "3.2.0", paths: { "/a": item } }),
  })
  expect(routesIn(value?.text ?? "").map(({ verbs }) => verbs[0]?.text)).toEqual([
    "GET",
    "HEAD",
    "TRACE",
    "QUERY",
    "COPY",
  ])
  expect(diagnostics.filter(({ code }) => code === "E608")).toHaveLength(3)
})

it("follows references inside the document, and says what lies outside", () => {
  const document = {
    openapi: "3.1.0",
    paths: {
      "/a": { $ref: "#/components/pathItems/A~1b" },
      "/b": { $ref: "b.yaml" },
      "/c": { $ref: "#/paths/~1c" },
    },
    components: {
      pathItems: { "A/b": { get: { requestBody: { $ref: "#/components/requestBodies/B" } } } },
      requestBodies: { B: { content: { "text/csv": {} } } },
    },
  }
  const { value, diagnostics } = importOpenApi({ path: "a.json", text: JSON.stringify(document) })
  expect(value?.text).toContain("body raw")
  expect(diagnostics.filter(({ code }) => code === "E611").map(({ message }) => message)).toEqual([
    "the path `/b` is described elsewhere: its operations are left out",
    "the path `/c` is described elsewhere: its operations are left out",
  ])
})
