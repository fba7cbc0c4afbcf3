import type { Matched } from "../decide/compile.ts"
import type { Template, TemplateSegment } from "../target/template.ts"
import { memberOf } from "../values/member.ts"
import { isSecretName } from "../values/secret.ts"

/** Stands in place of a value that is not for the eyes of whoever reads an explanation. */
export const withheld = "withheld"

/** A request's target as it came, but for values in its query and its path whose names say that they are secrets. */
export function shownTarget(target: string, templates: readonly Template[] = []): string {
  const mark = target.indexOf("?")
  if (mark === -1) return shownPath(target, templates)
  const fields = target.slice(mark + 1).split("&")
  return `${shownPath(target.slice(0, mark), templates)}?${fields.map(shownField).join("&")}`
}

/** A path that fits the templates, without what these take as a secret; of several, each withholds its own. */
export function shownPath(path: string, templates: readonly Template[]): string {
  return templates.reduce(withholding, path)
}

function withholding(path: string, { segments, parameters }: Template): string {
  const isSecret = (parameter: number): boolean => isSecretName(parameters[parameter]?.name ?? "")
  const origin = /^https?:\/\/[^/]*/i.exec(path)?.[0] ?? ""
  const given = path.slice(origin.length + 1).split("/")
  const shown = given.flatMap((text, place) => {
    const segment = segments[place] ?? segments.at(-1)
    if (segment === undefined || !parametersIn(segment).some(isSecret)) return [text]
    // All that `**` takes is one value.
    return place < segments.length ? [withheld] : []
  })
  return `${origin}/${shown.join("/")}`
}

function parametersIn(segment: TemplateSegment): readonly number[] {
  if (segment.kind === "literal") return []
  return segment.kind === "mixed"
    ? segment.parts.filter((part) => typeof part === "number")
    : [segment.parameter]
}

/** The values of a path's parameters, without secrets. */
export function shownParameters({ parameters }: Pick<Matched, "parameters">): readonly string[] {
  return Object.entries(parameters).map(
    ([name, value]) => `path.${name} = ${isSecretName(name) ? withheld : JSON.stringify(value)}`,
  )
}

function shownField(field: string): string {
  const [name = ""] = field.split("=", 1)
  return field.length > name.length && isSecretName(decoded(name)) ? `${name}=${withheld}` : field
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "))
  } catch {
    return name
  }
}

const longestText = 500
const mostMembers = 20
const deepest = 4

/** A value as explanations hold it: plain, bounded, and without what its members' names say is secret. */
export function shownValue(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return cut(value)
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value
  if (value === undefined) return null
  if (typeof value === "bigint") return cut(String(value))
  if (typeof value !== "object") return "not readable"
  try {
    if (value instanceof Date) return value.toISOString()
    if (depth === deepest) return "…"
    return Array.isArray(value) ? shownList(value, depth) : shownMembers(value, depth)
  } catch {
    return "not readable"
  }
}

function shownList(list: readonly unknown[], depth: number): readonly unknown[] {
  const shown = list.slice(0, mostMembers).map((element) => shownValue(element, depth + 1))
  return list.length > mostMembers ? [...shown, `… ${list.length - mostMembers} more`] : shown
}

function shownMembers(value: object, depth: number): object {
  const names = Object.keys(value)
  const shown = names
    .slice(0, mostMembers)
    .map((name) => [cut(name), isSecretName(name) ? withheld : shownValue(memberOf(value, name), depth + 1)])
  if (names.length > mostMembers) shown.push(["…", `${names.length - mostMembers} more`])
  return Object.fromEntries(shown)
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`
}
