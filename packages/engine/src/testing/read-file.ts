import { isMap } from "yaml"
import type { Diagnostic } from "../diagnostics/diagnostic.ts"
import type { Plan } from "../plan/plan.ts"
import type { Source } from "../text/source.ts"
import type { Span } from "../text/span.ts"
import { instantOf } from "../values/time.ts"
import { readActors, type Actors } from "./read-actors.ts"
import { readMatrix } from "./read-matrix.ts"
import { readTest } from "./read-test.ts"
import type { Members, TestCase, TestFile } from "./test-file.ts"
import {
  elementsOf,
  entriesOf,
  isEmpty,
  placeOf,
  refuseOthers,
  report,
  reportUnknown,
  resolved,
  spanAt,
  startReading,
  valueOf,
  type Entry,
  type Reading,
} from "./yaml-reader.ts"

/** The keys of a file of tests. */
export const fileKeys = ["policy", "now", "actors", "data", "matrix", "tests"] as const

/** What a file of tests says of itself before its policy is known. */
export interface OpenedFile {
  readonly reading: Reading
  /** Relative to the folder of the file. */
  readonly policy: string
  readonly entries: readonly Entry[]
}

/** What cases are read against. */
export interface Cast {
  readonly reading: Reading
  readonly actors: Actors
  readonly plan: Plan
}

/** Parses a file of tests and finds its policy; the rest is read when that is known. */
export function openTestFile(source: Source): OpenedFile {
  const reading = startReading(source)
  const root = resolved(reading, reading.document.contents)
  if (reading.found.length > 0 || !isMap(root)) {
    if (reading.found.length === 0)
      report(reading, "E501", spanAt(reading, root), "a file of tests is a mapping", {
        help: `its keys are ${fileKeys.join(", ")}`,
      })
    return { reading, policy: ".", entries: [] }
  }
  const entries = entriesOf(reading, root, "a file of tests") ?? []
  refuseOthers(reading, entries, fileKeys, "a file of tests")
  const policy = entries.find(({ key }) => key === "policy")
  const path = policy === undefined ? "." : valueOf(reading, policy.value)
  if (typeof path === "string") return { reading, policy: path, entries }
  report(
    reading,
    "E503",
    policy === undefined ? spanAt(reading, root) : placeOf(reading, policy),
    "`policy` is no path",
  )
  return { reading, policy: ".", entries }
}

/** Reads the cases of a file against its policy. Never throws; faults are told, and what is right is read all the same. */
export function readTestFile(
  { reading: opened, policy, entries }: OpenedFile,
  plan: Plan,
): { readonly file: TestFile; readonly diagnostics: readonly Diagnostic[] } {
  const reading: Reading = { ...opened, found: [...opened.found] }
  const of = (name: string): Entry | undefined => entries.find(({ key }) => key === name)
  const cast: Cast = { reading, actors: readActors(reading, of("actors"), plan), plan }
  const cells = readMatrix(cast, of("matrix"))
  const list = of("tests")
  const isListed = list !== undefined && !isEmpty(reading, list.value)
  const tests = (isListed ? elementsOf(reading, list.value, "`tests`") : undefined) ?? []
  const cases = [...cells, ...tests.flatMap((node, place) => readTest(cast, node, place))]
  refuseTwins(reading, cases)
  const file = {
    path: reading.source.path,
    policy,
    now: readNow(reading, of("now")),
    data: readData(cast, of("data")),
    cases,
  }
  return { file, diagnostics: reading.found }
}

function refuseTwins(reading: Reading, cases: readonly TestCase[]): void {
  const seen = new Map<string, Span>()
  for (const { kind, name, span } of cases) {
    const first = seen.get(name)
    if (kind === "test" && first !== undefined)
      report(reading, "E507", span, `two tests are called \`${name}\``, {
        labels: [{ span: first, text: "the other" }],
      })
    seen.set(name, first ?? span)
  }
}

/** The beginning of the year in which the language was written: a test has a time, and never that of its run. */
const someTime = Date.UTC(2026, 0, 1)

function readNow(reading: Reading, entry: Entry | undefined): number {
  if (entry === undefined) return someTime
  const text = valueOf(reading, entry.value)
  const now = typeof text === "string" ? instantOf(text) : undefined
  if (now !== undefined) return now
  report(reading, "E503", placeOf(reading, entry), "`now` is no time", {
    help: "such as `2026-01-01T00:00:00Z`",
  })
  return someTime
}

function readData({ reading, plan }: Cast, entry: Entry | undefined): TestFile["data"] {
  if (entry === undefined || isEmpty(reading, entry.value)) return {}
  const loaded = [...new Set(plan.routes.flatMap(({ loads }) => loads.map(({ name }) => name)))]
  const data = (entriesOf(reading, entry.value, "`data`") ?? []).flatMap(({ key, at, value }) => {
    if (!loaded.includes(key))
      reportUnknown(reading, "E508", at, `the policy loads no \`${key}\``, key, loaded)
    const things = isEmpty(reading, value) ? [] : (entriesOf(reading, value, `\`${key}\``) ?? [])
    const byKey: Members = Object.fromEntries(
      things.map((thing) => [thing.key, valueOf(reading, thing.value)]),
    )
    return [[key, byKey] as const]
  })
  return Object.fromEntries(data)
}
