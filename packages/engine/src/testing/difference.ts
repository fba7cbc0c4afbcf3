import { isDeepStrictEqual } from "node:util"
import { printable } from "../text/printable.ts"

/** One place where two JSON values differ. */
export interface FieldDifference {
  /** `items[0].cost`; empty: the whole. */
  readonly field: string
  /** Undefined: it is not there. */
  readonly expected: unknown
  readonly received: unknown
}

/** The places in which two JSON values differ, innermost first named; none where they are equal. Deep values are compared without recursion's limits. */
export function differencesOf(expected: unknown, received: unknown, field = ""): readonly FieldDifference[] {
  if (isDeepStrictEqual(expected, received)) return []
  const names = namesOf(expected, received)
  if (names === undefined) return [{ field, expected, received }]
  return names.flatMap((name) =>
    differencesOf(memberOf(expected, name), memberOf(received, name), pathTo(field, name, expected)),
  )
}

function namesOf(expected: unknown, received: unknown): readonly string[] | undefined {
  if (typeof expected !== "object" || typeof received !== "object" || expected === null || received === null)
    return undefined
  if (Array.isArray(expected) !== Array.isArray(received)) return undefined
  return [...new Set([...Object.keys(expected), ...Object.keys(received)])]
}

const memberOf = (container: unknown, name: string): unknown =>
  typeof container === "object" && container !== null && Object.hasOwn(container, name)
    ? Reflect.get(container, name)
    : undefined

function pathTo(field: string, name: string, container: unknown): string {
  if (Array.isArray(container)) return `${field}[${name}]`
  const plain = /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name) ? name : JSON.stringify(name)
  return field === "" ? plain : `${field}.${plain}`
}

/** A line for each side: `- ` what was expected, `+ ` what came. */
export function differenceLines({ field, expected, received }: FieldDifference): readonly string[] {
  const name = field === "" ? "" : `${field}: `
  return [
    ...(expected === undefined ? [] : [`- ${printable(name + shown(expected))}`]),
    ...(received === undefined ? [] : [`+ ${printable(name + shown(received))}`]),
  ]
}

const longest = 200

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}
