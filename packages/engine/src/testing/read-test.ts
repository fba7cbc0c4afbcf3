import { isScalar, type Node } from "yaml"
import { parseDuration } from "../values/duration.ts"
import { actorOf } from "./read-actors.ts"
import type { Cast } from "./read-file.ts"
import { readVerdict } from "./read-matrix.ts"
import { headersOf, readRequest } from "./read-request.ts"
import type { Expectation, Reply, TestCase } from "./test-file.ts"
import {
  entriesOf,
  placeOf,
  refuseOthers,
  report,
  resolved,
  spanAt,
  textOf,
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
  refuseOthers(reading, entries, testKeys, "a test")
  const of = (name: string): Entry | undefined => entries.find(({ key }) => key === name)
  const [first] = entries
  const span = first === undefined ? spanAt(reading, node) : placeOf(reading, first)
  for (const missing of ["name", "request", "expect"])
    if (of(missing) === undefined) report(reading, "E503", span, `a test needs its \`${missing}\``)
  const as = of("as")
  const who = as === undefined ? "anonymous" : textOf(reading, as)
  const at = as === undefined ? span : placeOf(reading, as)
  const actor = who === undefined ? undefined : actorOf(reading, at, who, actors, plan.subject)
  const request = of("request") && readRequest(reading, of("request")!)
  const expect = of("expect") && readExpectation(cast, of("expect")!)
  const name = readName(reading, of("name"))
  const repeat = readCount(reading, of("repeat"), 1, mostRepeats) ?? 1
  const reply = readReply(reading, of)
  const afterMilliseconds = readAfter(reading, of("after"))
  if (expect !== undefined && of("repeat") === undefined) refuseOrder(reading, of("expect")!, expect)
  if (name === undefined || actor === undefined || request === undefined || expect === undefined) return []
  return [
    {
      name,
      kind: "test",
      span: placeOf(reading, of("name")!),
      actor,
      request,
      reply,
      repeat,
      afterMilliseconds,
      expect,
      place: ["tests", place, "expect"],
    },
  ]
}

function readName(reading: Reading, entry: Entry | undefined): string | undefined {
  const name = textOf(reading, entry)
  if (entry === undefined || name?.trim() !== "") return name
  report(reading, "E503", placeOf(reading, entry), "a test has an empty name")
  return undefined
}

/** One request has neither a first nor a last answer that is not the only one. */
function refuseOrder(reading: Reading, entry: Entry, { first, last }: Expectation): void {
  if (first === undefined && last === undefined) return
  const key = first === undefined ? "last" : "first"
  report(reading, "E503", placeOf(reading, entry), `\`${key}\` speaks of a repeated request`, {
    help: "add `repeat`, or expect a `status`",
  })
}

function readReply(reading: Reading, of: (name: string) => Entry | undefined): Reply | undefined {
  const body = of("reply")
  const status = of("replyStatus")
  const headers = of("replyHeaders")
  if (body === undefined && status === undefined && headers === undefined) return undefined
  return {
    status: readCount(reading, status, 200, 599) ?? 200,
    headers: Object.fromEntries(
      headersOf(reading, headers).map(([name, value]) => [name.toLowerCase(), value]),
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
  const words = `\`${entry.key}\` is no whole number from ${least} to ${most}`
  report(reading, "E503", placeOf(reading, entry), words)
  return undefined
}

function readAfter(reading: Reading, entry: Entry | undefined): number | undefined {
  if (entry === undefined) return undefined
  const text = valueOf(reading, entry.value)
  const milliseconds = typeof text === "string" ? parseDuration(text) : undefined
  if (milliseconds === undefined)
    report(reading, "E503", placeOf(reading, entry), "`after` is no duration", { help: "such as `15min`" })
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
  refuseOthers(reading, entries, expectKeys, "`expect`")
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
    entries.map((entry) => {
      const field = valueOf(reading, entry.value)
      if (field === null || typeof field === "string") return [entry.key.toLowerCase(), field]
      if (typeof field === "number" || typeof field === "boolean")
        return [entry.key.toLowerCase(), String(field)]
      report(reading, "E503", placeOf(reading, entry), `\`${entry.key}\` is no text`)
      return [entry.key.toLowerCase(), null]
    }),
  )
}
