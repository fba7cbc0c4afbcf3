import { importOpenApi, type OpenApiImport } from "../../src/openapi/import.ts"
import { parse } from "../../src/syntax/parse.ts"
import type { ApiBlock, RouteBlock } from "../../src/syntax/ast.ts"

/** Imports a document given as an object, and fails the test where it is none. */
export function imported(document: object, options: { readonly basePath?: string } = {}): OpenApiImport {
  const { value, diagnostics } = importOpenApi({ path: "api.json", text: JSON.stringify(document) }, options)
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  return value
}

/** A 3.1 document of one operation, with its members and those of the document. */
export function oneOperation(operation: object, document: object = {}): object {
  return {
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/things": { get: operation } },
    ...document,
  }
}

/** Every route that the text of a policy declares; throws where the text does not parse. */
export function routesIn(text: string): readonly RouteBlock[] {
  const { value, diagnostics } = parse({ path: "t.edict", text })
  if (diagnostics.length > 0) throw new Error(`${diagnostics[0]?.message ?? ""}\n${text}`)
  const below = (items: readonly { readonly kind: string }[]): readonly RouteBlock[] =>
    items.flatMap((item) => {
      if (item.kind === "route") return [item as RouteBlock]
      return item.kind === "api" ? below((item as ApiBlock).items) : []
    })
  return below(value.declarations)
}

/** The lines inside the one route of a policy, without comments. */
export function statementsOf(text: string): readonly string[] {
  const [route] = routesIn(text)
  const inside =
    route === undefined ? "" : text.slice(text.indexOf("{", route.head.end) + 1, route.span.end - 1)
  return inside
    .replaceAll(/\n +(?=(?:and|or) )/g, " ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
}
