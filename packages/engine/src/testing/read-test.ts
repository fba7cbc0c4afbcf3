import { isScalar, type Node } from "yaml"
import { parseDuration } from "../values/duration.ts"
import { actorOf } from "./read-actors.ts"
import type { Cast } from "./read-file.ts"
import { readVerdict } from "./read-matrix.ts"
import { readRequest } from "./read-request.ts"
import type { Expectation, Reply, TestCase } from "./test-file.ts"
import {
  entriesOf,
  report,
  reportUnknown,
  resolved,
  spanAt,
  valueOf,
  type Entry,
  type Reading,
} from "./yaml-reader.ts"

/** The keys of one test. */
export const testKeys = [
  "name",
  "as",
  "after",
  "request",
  "reply",
  "replyStatus",
  "replyHeaders",
  "repeat",
  "expect",
] as const

/** The keys of what is expected. */
export const expectKeys = ["status", "first", "last", "body", "headers"] as const

const mostRepeats = 100_000

/** Reads one test; none, and told why, where it cannot be run. */
export function readTest(cast: Cast, node: Node | null, place: number): readonly TestCase[] {
  const { reading, actors, plan } = cast
  const entries = entriesOf(reading, node, "a test")
  if (entries === undefined) return []
  for (const { key, at } of entries.filter(({ key }) => !(testKeys as readonly string[]).includes(key)))
    reportUnknown(reading, "E502", at, `a test has no \`${key}\``, key, testKeys)
  const of = (name: string): Entry | undefined => entries.find(({ key }) => key === name)
  const span = spanAt(reading, entries[0]?.value ?? node)
  for (const missing of ["name", "request", "expect"])
    if (of(missing) === undefined) report(reading, "E503", span, `a test needs its \`${missing}\``)
  const as = of("as")
  const actor = actorOf(
    reading,
    as ? spanAt(reading, as.value) : span,
    as ? String(valueOf(reading, as.value)) : "anonymous",
    actors,
    plan.subject,
  )
  const request = of("request") && readRequest(reading, of("request")!.value)
  const expect = of("expect") && readExpectation(cast, of("expect")!)
  const name = of("name")
  if (name === undefined || actor === undefined || request === undefined || expect === undefined) return []
  return [
    {
      name: String(valueOf(reading, name.value)),
      kind: "test",
      span: spanAt(reading, name.value),
      actor,
      request,
      reply: readReply(reading, of),
      repeat: readCount(reading, of("repeat"), 1, mostRepeats) ?? 1,
      afterMilliseconds: readAfter(reading, of("after")),
      expect,
      place: ["tests", place, "expect"],
    },
  ]
}

function readReply(reading: Reading, of: (name: string) => Entry | undefined): Reply | undefined {
  const body = of("reply")
  const status = of("replyStatus")
  const headers = of("replyHeaders")
  if (body === undefined && status === undefined && headers === undefined) return undefined
  return {
    status: readCount(reading, status, 200, 599) ?? 200,
    headers: Object.fromEntries(
      (headers === undefined ? [] : (entriesOf(reading, headers.value, "`replyHeaders`") ?? [])).map(
        ({ key, value }) => [key.toLowerCase(), String(valueOf(reading, value))],
      ),
    ),
    body: body === undefined ? undefined : valueOf(reading, body.value),
  }
}

function readCount(
  reading: Reading,
  entry: Entry | undefined,
  least: number,
  most: number,
): number | undefined {
  if (entry === undefined) return undefined
  const count = valueOf(reading, entry.value)
  if (typeof count === "number" && Number.isInteger(count) && count >= least && count <= most) return count
  report(
    reading,
    "E503",
    spanAt(reading, entry.value),
    `\`${entry.key}\` is no whole number from ${least} to ${most}`,
  )
  return undefined
}

function readAfter(reading: Reading, entry: Entry | undefined): number | undefined {
  if (entry === undefined) return undefined
  const text = valueOf(reading, entry.value)
  const milliseconds = typeof text === "string" ? parseDuration(text) : undefined
  if (milliseconds === undefined)
    report(reading, "E503", spanAt(reading, entry.value), "`after` is no duration", {
      help: "such as `15min`",
    })
  return milliseconds
}

/** `allow`, a status, or what is expected of status, body and headers. */
function readExpectation(cast: Cast, entry: Entry): Expectation | undefined {
  const { reading } = cast
  const nothing = { status: undefined, first: undefined, last: undefined, body: undefined, headers: {} }
  if (isScalar(resolved(reading, entry.value))) {
    const status = readVerdict(cast, entry)
    return status === undefined ? undefined : { ...nothing, status }
  }
  const entries = entriesOf(reading, entry.value, "`expect`")
  if (entries === undefined) return undefined
  for (const { key, at } of entries.filter(({ key }) => !(expectKeys as readonly string[]).includes(key)))
    reportUnknown(reading, "E502", at, `\`expect\` has no \`${key}\``, key, expectKeys)
  if (entries.length === 0) report(reading, "E503", entry.at, "nothing is expected")
  const of = (name: string): Entry | undefined => entries.find(({ key }) => key === name)
  const verdict = (name: string) => of(name) && readVerdict(cast, of(name)!)
  const body = of("body")
  const headers = of("headers")
  return {
    status: verdict("status"),
    first: verdict("first"),
    last: verdict("last"),
    body: body && { value: valueOf(reading, body.value) },
    headers: headers === undefined ? {} : readHeaders(reading, headers),
  }
}

function readHeaders(reading: Reading, { value }: Entry): Expectation["headers"] {
  const entries = entriesOf(reading, value, "`headers`") ?? []
  return Object.fromEntries(
    entries.map(({ key, value: field }) => {
      const text = valueOf(reading, field)
      return [key.toLowerCase(), text === null ? null : String(text)]
    }),
  )
}
