import { capped } from "../values/bounds.ts"
import { coerce, coerceText } from "../values/coerce.ts"
import type { Read } from "../values/expression.ts"
import { memberOf } from "../values/member.ts"
import type { Type, Value } from "../values/type.ts"
import type { Attributes, Environment } from "./environment.ts"
import type { Scope } from "./scope.ts"

/** Values bound by `any` and `every`, by their names, which are unique within an expression. */
export type Variables = Readonly<Record<string, unknown>>

export type Reader = (environment: Environment, variables: Variables) => unknown
export type ValueReader = (environment: Environment, variables: Variables) => Value | undefined

/** What a walk finds where the last member is absent or null, but what holds it is there: the default is read. */
export const absentMember: unique symbol = Symbol("absent member")

/** A read as a value of `type`, which may be its own or the one that its operator compares under. */
export function compileRead(read: Read, type: Type, scope: Scope): ValueReader {
  if (read.root === "setting") {
    const value = inFormAs(scope.settings[read.name], read.type, type)
    return () => value
  }
  if (read.root === "path") {
    const { ordinal } = read
    const own = read.type
    return (environment) => pathValue(environment.parameters[ordinal], own, type)
  }
  const find = compileFind(read)
  const fallback = inFormAs(read.default, read.type, type)
  if (sameType(read.type, type)) {
    return (environment, variables) => {
      const raw = find(environment, variables)
      return raw === absentMember ? fallback : coerce(raw, type)
    }
  }
  return (environment, variables) => {
    const raw = find(environment, variables)
    return raw === absentMember ? fallback : coerceBoth(raw, read.type, type)
  }
}

/** A read in its raw form where it fits its type, else undefined: its operator asks what it is. */
export function compileRawRead(read: Read, scope: Scope): Reader {
  if (read.root === "setting" || read.root === "path") return compileRead(read, read.type, scope)
  const find = compileFind(read)
  return (environment, variables) => {
    const raw = find(environment, variables)
    return raw === absentMember ? read.default : fitting(raw, read.type)
  }
}

/** A parameter's text as its own type, and that as `type`. */
export function pathValue(text: string | undefined, own: Type, type: Type): Value | undefined {
  return text === undefined ? undefined : inFormAs(coerceText(text, own), own, type)
}

export const fitting = (raw: unknown, type: Type): unknown =>
  coerce(raw, type) === undefined ? undefined : raw

/** What does not fit the declared type is missing, whatever its operator would make of it. */
export const coerceBoth = (raw: unknown, own: Type, type: Type): Value | undefined =>
  coerce(raw, own) === undefined ? undefined : coerce(raw, type)

/** A value that stands in the form of its own type, as a value of another; what is kept as text is read once more. */
export function inFormAs(value: Value | undefined, own: Type, type: Type): Value | undefined {
  if (value === undefined) return undefined
  const isReady = own.kind === type.kind && typeof value !== "string"
  return isReady ? value : coerce(value, type)
}

/** A read whose type says no more than its operator's needs to be read once only. */
export function sameType(left: Type, right: Type): boolean {
  return (
    left === right ||
    (left.kind === right.kind && Object.keys(left).length === 1 && Object.keys(right).length === 1)
  )
}

function compileFind(read: Read): Reader {
  const { members } = read
  if (read.root === "header") {
    const wanted = (members[0] ?? "").toLowerCase()
    return members.length === 1
      ? (environment) => headerOf(environment.headers, wanted)
      : (environment) => environment.headers
  }
  const root = rootOf(read)
  if (read.most === undefined) return (environment, variables) => walk(root(environment, variables), members)
  return (environment, variables) => capped(walk(root(environment, variables), members), read.most)
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

/** Goes down members; `absentMember` where only the last one is not there. */
export function walk(from: unknown, members: readonly string[]): unknown {
  let value = from
  for (let index = 0; index < members.length; index++) {
    if (value === undefined || value === null) return undefined
    value = memberOf(value, members[index]!)
  }
  return members.length > 0 && (value === undefined || value === null) ? absentMember : value
}

/** A header by its lower-case name; names that differ only in case are one name given several times. */
export function headerOf(headers: Attributes | undefined, wanted: string): unknown {
  if (typeof headers !== "object" || headers === null) return undefined
  const found: unknown[] = []
  for (const name of Object.keys(headers)) if (name.toLowerCase() === wanted) found.push(headers[name])
  return found.length > 1 ? found.flat() : found[0]
}
