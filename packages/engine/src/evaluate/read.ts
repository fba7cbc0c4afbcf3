import { coerce, coerceText } from "../values/coerce.ts"
import type { Read } from "../values/expression.ts"
import { memberOf } from "../values/member.ts"
import type { Value } from "../values/type.ts"
import type { Attributes, Environment } from "./environment.ts"
import type { Scope } from "./scope.ts"

/** Values bound by `any` and `every`, by their names, which are unique within an expression. */
export type Variables = Readonly<Record<string, unknown>>

export type Reader = (environment: Environment, variables: Variables) => unknown

/** The raw value that a read finds, before it is read as its type; a path's text is read as its parameter's type at once. */
export function compileRawRead(read: Read, scope: Scope): Reader {
  const { name, members, ordinal, type } = read
  if (read.root === "path") return (environment) => coerceText(environment.parameters[ordinal] ?? "", type)
  if (read.root === "setting") {
    const value = scope.settings[name]
    return () => value
  }
  if (read.root === "header") return compileHeaderRead(members)
  return compileWalk(rootOf(read), members, read.default)
}

function rootOf({ root, name }: Read): Reader {
  switch (root) {
    case "subject":
      return (environment) => environment.subject
    case "actor":
      return (environment) => environment.actor
    case "query":
      return (environment) => environment.query
    case "body":
      return (environment) => environment.body
    case "context":
      return (environment) => environment.context
    case "resource":
      return (environment) => memberOf(environment.resources, name)
    case "variable":
      return (_, variables) => variables[name]
    case "credential":
      return (environment) => environment.resources
    case "path":
    case "setting":
    case "header":
      return () => undefined
  }
}

function compileWalk(root: Reader, members: readonly string[], fallback: Read["default"]): Reader {
  if (members.length === 1 && fallback === undefined) {
    const member = members[0]!
    return (environment, variables) => memberOf(root(environment, variables), member)
  }
  return (environment, variables) => walk(root(environment, variables), members, fallback)
}

/** The default is read where the last member is absent or null while what holds it is there. */
export function walk(from: unknown, members: readonly string[], fallback: Read["default"]): unknown {
  let value = from
  for (let index = 0; index < members.length; index++) {
    if (value === undefined || value === null) return undefined
    value = memberOf(value, members[index]!)
  }
  return members.length > 0 ? (value ?? fallback) : value
}

function compileHeaderRead(members: readonly string[]): Reader {
  const wanted = (members[0] ?? "").toLowerCase()
  return members.length === 1 ? (environment) => headerOf(environment.headers, wanted) : (environment) => environment.headers
}

/** A header by its lower-case name; names that differ only in case are one name given several times. */
export function headerOf(headers: Attributes | undefined, wanted: string): unknown {
  if (typeof headers !== "object" || headers === null) return undefined
  const found: unknown[] = []
  for (const name of Object.keys(headers)) if (name.toLowerCase() === wanted) found.push(headers[name])
  return found.length > 1 ? found.flat() : found[0]
}

export function compileRead(read: Read, scope: Scope): (environment: Environment, variables: Variables) => Value | undefined {
  const raw = compileRawRead(read, scope)
  const type = read.type
  if (read.root === "path") return raw as (environment: Environment, variables: Variables) => Value | undefined
  return (environment, variables) => coerce(raw(environment, variables), type)
}
