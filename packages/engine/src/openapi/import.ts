import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts"
import { format } from "../format/format.ts"
import type { Span } from "../text/span.ts"
import type { Mode } from "./access.ts"
import { commentText } from "./comment.ts"
import { type Document, readDocument } from "./document.ts"
import { groupRoutes } from "./group.ts"
import { ownObject, ownText } from "./json.ts"
import { slug } from "./names.ts"
import { type Operation, readOperations } from "./operations.ts"
import { readPath } from "./path.ts"
import { locate, type Problem, problem } from "./problem.ts"
import type { ImportedRoute } from "./route.ts"
import { makeRoutes } from "./routes.ts"
import { readSchemes, type Scheme } from "./schemes.ts"
import { separated, writeGroup } from "./write.ts"
import { writeHeader, writeSubject } from "./write-header.ts"

/** The policy that was made of a document, and how many of its operations became routes. */
export interface OpenApiImport {
  /** The name of the policy's file: `museum-api.edict`. */
  readonly path: string
  readonly text: string
  readonly operations: number
  readonly routes: number
}

/** Settings of an import. */
export interface ImportOptions {
  /** What stands before every path, in place of `basePath` of a 2.0 document: `/api`. */
  readonly basePath?: string | undefined
}

/**
 * Makes a policy of an OpenAPI document: 2.0, 3.0, 3.1 and later 3.x, in JSON or YAML.
 *
 * Each operation becomes a route that admits exactly whom the document admits. What the language, or this version of
 * it, cannot say is left out on the closed side, as a comment in the text and a warning. Never throws.
 *
 * ```ts
 * const { value, diagnostics } = importOpenApi({ path: "museum.yaml", text })
 * ```
 */
export function importOpenApi(
  source: { readonly path: string; readonly text: string },
  options: ImportOptions = {},
): { readonly value: OpenApiImport | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const reading = readDocument(source.text)
  if (reading.kind === "unreadable") {
    const span = spanOf(source, reading.start, reading.end)
    return { value: undefined, diagnostics: [diagnostic("E601", span, reading.message)] }
  }
  const problems: Problem[] = []
  const value = makePolicy(source.path, reading.document, options, problems)
  const diagnostics = problems.map(({ code, message, pointer, help }) => {
    const { start, end } = locate(source.text, pointer)
    return diagnostic(code, spanOf(source, start, end), message, { help })
  })
  return { value, diagnostics }
}

function makePolicy(
  path: string,
  document: Document,
  options: ImportOptions,
  problems: Problem[],
): OpenApiImport {
  const { root } = document
  const info = ownObject(root, "info")
  const title = ownText(info, "title") ?? "api"
  const operations = readOperations(document, basePathOf(document, options, problems), problems)
  const schemes = readSchemes(document)
  const mode = modeOf(operations, schemes, problems)
  const items = makeRoutes(operations, schemes, mode, problems)
  const routes = items.filter((item) => item.kind === "route")
  const used = usedSchemes(routes, schemes)
  reportOverall(document, operations, routes, used, problems)
  const lines = [
    ...writeHeader({ path, title, version: ownText(info, "version"), problems }),
    `package ${slug(title)}`,
    "",
    ...separated([...writeSubject(routes, used, mode), ...groupRoutes(items).map(writeGroup)]),
  ]
  const written = { path: `${slug(title)}.edict`, text: `${lines.join("\n").trimEnd()}\n` }
  const formatted = format(written)
  return {
    path: written.path,
    text: formatted.kind === "formatted" ? formatted.text : written.text,
    operations: operations.length,
    routes: routes.length,
  }
}

/** 2.0 serves every path under `basePath`; the servers of 3.x are deployments, and may lie behind what rewrites paths. */
function basePathOf({ generation, root }: Document, options: ImportOptions, problems: Problem[]): string {
  const written = options.basePath ?? (generation === 2 ? ownText(root, "basePath") : undefined)
  const base = written?.replace(/\/+$/, "") ?? ""
  if (base === "" || readPath(base).kind === "path") return base
  problems.push(
    problem("E602", `the base path \`${commentText(base)}\` is no template: it is left out`, ["basePath"]),
  )
  return ""
}

function modeOf(
  operations: readonly Operation[],
  schemes: ReadonlyMap<string, Scheme>,
  problems: Problem[],
): Mode {
  const keys = new Set(
    operations.flatMap(({ security }) => (security ?? []).flatMap((way) => [...way.keys()])),
  )
  const used = [...keys].flatMap((key) => schemes.get(key) ?? [])
  if (used.length === 0 || used.some(({ authenticator }) => authenticator)) return { kind: "authenticators" }
  for (const { key, what, pointer } of used) {
    const message = `\`${key}\` is ${what}: the policy leaves it to the host program to say who calls`
    problems.push(problem("E605", message, pointer, "give the guard a `subject` function that checks it"))
  }
  return { kind: "host", tellsApart: used.length > 1 }
}

function usedSchemes(
  routes: readonly ImportedRoute[],
  schemes: ReadonlyMap<string, Scheme>,
): readonly Scheme[] {
  const accepted = new Set(routes.flatMap(({ access }) => access.accept))
  return [...schemes.values()].filter(({ name }) => accepted.has(name))
}

/** What is said once for the whole document, not at every operation. */
function reportOverall(
  { root }: Document,
  operations: readonly Operation[],
  routes: readonly ImportedRoute[],
  used: readonly Scheme[],
  problems: Problem[],
): void {
  for (const { authenticator, key, pointer } of used) {
    if (authenticator?.method !== "jwt" || authenticator.note === undefined) continue
    problems.push(problem("E606", `\`${key}\`: ${authenticator.note}`, pointer))
  }
  const silent = routes.filter(({ operation }) => operation.security === undefined)
  const [first] = silent
  if (first !== undefined) {
    const message = `the document asks for no credentials at ${count(silent.length, "operation")}: anyone may call ${silent.length === 1 ? "it" : "them"}`
    problems.push(problem("E607", message, first.operation.pointer))
  }
  const withBody = operations.filter(({ body }) => body !== "none")
  const [bodied] = withBody
  if (bodied !== undefined) {
    const message = `bodies are not held to their schemas: ${count(withBody.length, "operation")} ${withBody.length === 1 ? "takes" : "take"} any`
    problems.push(
      problem(
        "E610",
        message,
        bodied.pointer,
        "the shapes of bodies, queries, headers and parameters are not in this version",
      ),
    )
  }
  if (ownObject(root, "webhooks")) {
    problems.push(
      problem("E611", "webhooks are requests that the API sends: they are left out", ["webhooks"]),
    )
  }
}

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? "" : "s"}`

function spanOf(
  { path, text }: { readonly path: string; readonly text: string },
  start: number,
  end: number,
): Span {
  const before = text.slice(0, start)
  const lineStart = before.lastIndexOf("\n") + 1
  const line = before.split("\n").length
  return { file: path, start, end: Math.max(start, end), line, column: start - lineStart + 1 }
}
