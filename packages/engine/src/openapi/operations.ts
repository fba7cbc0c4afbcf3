import type { Document } from "./document.ts"
import { type Json, isObject, own, ownList, ownObject, ownText, resolve } from "./json.ts"
import { type Problem, problem } from "./problem.ts"

/** An operation of the document, with what a policy can say of it. */
export interface Operation {
  readonly verb: string
  /** As the document writes it, the base path in front. */
  readonly path: string
  readonly summary: string | undefined
  readonly tags: readonly string[]
  readonly id: string | undefined
  readonly isDeprecated: boolean
  readonly body: "none" | "json" | "other"
  /** Any one of them admits; each maps the names of schemes to the scopes that they must carry. Undefined: nothing is said. */
  readonly security: readonly ReadonlyMap<string, readonly string[]>[] | undefined
  readonly pointer: readonly string[]
}

/** Members of a path item that are operations; `query` came with 3.2. */
const verbs = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const

/** Every operation of the document in its order. */
export function readOperations(
  { generation, root }: Document,
  basePath: string,
  problems: Problem[],
): readonly Operation[] {
  const paths = ownObject(root, "paths") ?? {}
  const general = readSecurity(own(root, "security"))
  return Object.entries(paths).flatMap(([path, written]) => {
    if (path.startsWith("x-")) return []
    const item = resolve(root, written)
    if (!isObject(item)) {
      problems.push(
        problem("E611", `the path \`${path}\` is described elsewhere: its operations are left out`, [
          "paths",
          path,
        ]),
      )
      return []
    }
    return operationsOf(item).map(([verb, operation, pointer]) => ({
      verb,
      path: basePath + path,
      summary: ownText(operation, "summary") ?? ownText(item, "summary"),
      tags: ownList(operation, "tags").filter((tag) => typeof tag === "string"),
      id: ownText(operation, "operationId"),
      isDeprecated: own(operation, "deprecated") === true,
      body: generation === 2 ? bodyOfSecond(root, item, operation) : bodyOfThird(root, operation),
      security: readSecurity(own(operation, "security")) ?? general,
      pointer: ["paths", path, ...pointer],
    }))
  })
}

function operationsOf(
  item: Json,
): readonly (readonly [verb: string, operation: Json, pointer: readonly string[]])[] {
  const usual = verbs.flatMap((verb) => {
    const operation = ownObject(item, verb)
    return operation ? [[verb.toUpperCase(), operation, [verb]] as const] : []
  })
  const additional = Object.entries(ownObject(item, "additionalOperations") ?? {}).flatMap(
    ([verb, operation]) =>
      isObject(operation) ? [[verb, operation, ["additionalOperations", verb]] as const] : [],
  )
  return [...usual, ...additional]
}

/** Undefined where nothing is said: then what the document says for all operations holds. */
function readSecurity(written: unknown): Operation["security"] {
  if (!Array.isArray(written)) return undefined
  return written.map((requirement: unknown) => {
    // What is no object asks for a scheme that no document can declare, and so is never met.
    if (!isObject(requirement)) return new Map([["", []]])
    return new Map(Object.entries(requirement).map(([scheme, scopes]) => [scheme, textsOf(scopes)]))
  })
}

function textsOf(written: unknown): readonly string[] {
  return Array.isArray(written) ? [...new Set(written.map(String))] : []
}

const isJson = (media: string): boolean =>
  /^(?:application\/(?:[\w.+-]+\+)?json|\*\/\*|application\/\*)\b/i.test(media)

function bodyOfThird(root: Json, operation: Json): Operation["body"] {
  const written = own(operation, "requestBody")
  if (written === undefined) return "none"
  const media = Object.keys(ownObject(resolve(root, written), "content") ?? {})
  return media.every(isJson) ? "json" : "other"
}

/** In 2.0 a body is a parameter, and the media types stand beside or above the operation. */
function bodyOfSecond(root: Json, item: Json, operation: Json): Operation["body"] {
  const parameters = [...ownList(item, "parameters"), ...ownList(operation, "parameters")]
  const places = new Set(parameters.map((parameter) => ownText(resolve(root, parameter), "in")))
  if (places.has("formData")) return "other"
  if (!places.has("body")) return "none"
  const consumes = own(operation, "consumes") ?? own(root, "consumes") ?? []
  return textsOf(consumes).every(isJson) ? "json" : "other"
}
