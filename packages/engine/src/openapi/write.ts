import { commentText } from "./comment.ts"
import type { Group } from "./group.ts"
import type { ImportedRoute, LeftOut } from "./route.ts"

const widest = 100

/** One `api` block, or the routes of a group that has none. */
export function writeGroup(group: Group): readonly string[] {
  const routes = group.items.filter((item) => item.kind === "route")
  if (group.prefix.length === 0 || routes.length === 0) {
    return separated(group.items.map((item) => writeItem(item, [], undefined, undefined)))
  }
  const tags = sharedBy(routes, (route) => route.operation.tags.join(", "))
  const accept = sharedBy(routes, (route) => route.access.accept.join(", "))
  return [
    ...(tags ? [`## ${commentText(tags)}`] : []),
    `api /${group.prefix.join("/")} {`,
    ...indented([
      ...(accept ? [`accept auth ${accept}`, ""] : []),
      ...separated(group.items.map((item) => writeItem(item, group.prefix, tags, accept))),
    ]),
    "}",
  ]
}

function writeItem(
  item: ImportedRoute | LeftOut,
  prefix: readonly string[],
  sharedTags: string | undefined,
  sharedAccept: string | undefined,
): readonly string[] {
  if (item.kind === "left-out") {
    const { verb, path } = item.operation
    return [`# left out: ${commentText(`${verb} ${path}: ${item.why}`, 400)}`]
  }
  const head = `${item.operation.verb} ${pathIn(item, prefix)}${item.name === undefined ? "" : ` as ${item.name}`}`
  const body = statementsOf(item, sharedAccept)
  const notes = notesOf(item).map((note) => `# ${commentText(note, 400)}`)
  return [...documentationOf(item, sharedTags), ...block(head, [...notes, ...body])]
}

/** A route's `/` is its block's own path. */
function pathIn({ segments, endsInSlash }: ImportedRoute, prefix: readonly string[]): string {
  const rest = segments.slice(prefix.length).join("/")
  return endsInSlash && rest !== "" ? `/${rest}/` : `/${rest}`
}

function documentationOf({ operation }: ImportedRoute, sharedTags: string | undefined): readonly string[] {
  const tags = operation.tags.join(", ")
  const own = tags === "" || tags === sharedTags ? "" : tags
  const summary = commentText(operation.summary ?? "")
  if (summary === "") return own === "" ? [] : [`## ${commentText(own)}`]
  return [`## ${summary}${own === "" ? "" : ` (${commentText(own)})`}`]
}

function statementsOf(
  { access, operation }: ImportedRoute,
  sharedAccept: string | undefined,
): readonly string[] {
  const accept = access.accept.join(", ")
  return [
    ...(accept === "" || accept === sharedAccept ? [] : [`accept auth ${accept}`]),
    `allow ${access.kind === "open" ? "anyone" : "authenticated"}`,
    ...(access.require === undefined ? [] : [access.require]),
    ...(operation.body === "none" ? [] : [operation.body === "json" ? "body any" : "body raw"]),
  ]
}

function notesOf({ access, operation }: ImportedRoute): readonly string[] {
  return [
    ...(operation.isDeprecated ? ["deprecated in the document"] : []),
    ...(access.kind === "open" ? [] : access.dropped.map((way) => `left out as a way in: ${way}`)),
  ]
}

/** On one line what is one statement and fits, else line by line. */
export function block(head: string, body: readonly string[]): readonly string[] {
  const [only] = body
  const line = `${head} { ${only ?? ""} }`
  if (only !== undefined && body.length === 1 && !only.startsWith("#") && line.length <= widest) return [line]
  return [`${head} {`, ...indented(body), "}"]
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`))
}

/** Pieces of several lines stand apart from their neighbours. */
export function separated(pieces: readonly (readonly string[])[]): readonly string[] {
  return pieces.flatMap((piece, place) => {
    const before = pieces[place - 1]
    const stands = before !== undefined && (piece.length > 1 || before.length > 1)
    return stands ? ["", ...piece] : piece
  })
}

function sharedBy(
  routes: readonly ImportedRoute[],
  textOf: (route: ImportedRoute) => string,
): string | undefined {
  const texts = new Set(routes.map(textOf))
  const [text] = texts
  return texts.size === 1 && text !== "" ? text : undefined
}
