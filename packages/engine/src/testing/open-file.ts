import { isMap } from "yaml"
import type { Source } from "../text/source.ts"
import {
  entriesOf,
  placeOf,
  refuseOthers,
  report,
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

/** Parses a file of tests and finds its policy; the rest is read when that is known. */
function openTestFile(source: Source): OpenedFile {
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

/** The policy that a file of tests is about, relative to the folder of the file: `.` where it names none. */
export function testedPolicy(source: Source): string {
  return openOnce(source).policy
}

/** Which policy it is about is asked first, and to parse it takes longer than to run it. */
const opened = new WeakMap<Source, OpenedFile>()

export function openOnce(source: Source): OpenedFile {
  const known = opened.get(source)
  if (known !== undefined) return known
  const file = openTestFile(source)
  opened.set(source, file)
  return file
}
