import type { Diagnostic } from "../diagnostics/diagnostic.ts"
import type { Plan } from "../plan/plan.ts"
import type { Span } from "../text/span.ts"
import type { OpenedFile } from "./open-file.ts"
import { readMatrix } from "./read-matrix.ts"
import { readTest } from "./read-test.ts"
import { readWorld, someTime, type World } from "./read-world.ts"
import type { TestCase, TestFile } from "./test-file.ts"
import { elementsOf, isEmpty, report, type Entry, type Reading } from "./yaml-reader.ts"

/** What cases are read against. */
export interface Cast {
  readonly reading: Reading
  readonly actors: World["actors"]
  readonly plan: Plan
}

/** Reads the cases of a file against its policy. Never throws; faults are told, and what is right is read all the same. */
export function readTestFile(
  { reading: opened, policy, entries }: OpenedFile,
  plan: Plan,
): { readonly file: TestFile; readonly diagnostics: readonly Diagnostic[] } {
  const reading: Reading = { ...opened, found: [...opened.found] }
  const of = (name: string): Entry | undefined => entries.find(({ key }) => key === name)
  const { actors, data, now } = readWorld(reading, entries, plan)
  const cast: Cast = { reading, actors, plan }
  const cells = readMatrix(cast, of("matrix"))
  const list = of("tests")
  const isListed = list !== undefined && !isEmpty(reading, list.value)
  const tests = (isListed ? elementsOf(reading, list.value, "`tests`") : undefined) ?? []
  const cases = [...cells, ...tests.flatMap((node, place) => readTest(cast, node, place))]
  refuseTwins(reading, cases)
  const file = {
    path: reading.source.path,
    policy,
    now: now ?? someTime,
    data,
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
