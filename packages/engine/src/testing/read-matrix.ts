import { actorOf } from "./read-actors.ts"
import type { Cast } from "./read-file.ts"
import { readRequestLine } from "./read-request.ts"
import type { Actor, TestCase, TestRequest, Verdict } from "./test-file.ts"
import { entriesOf, isEmpty, placeOf, report, valueOf, type Entry } from "./yaml-reader.ts"

/** Each row of the matrix for every actor, in the order in which they are written. */
export function readMatrix(cast: Cast, entry: Entry | undefined): readonly TestCase[] {
  if (entry === undefined || isEmpty(cast.reading, entry.value)) return []
  const rows = entriesOf(cast.reading, entry.value, "`matrix`") ?? []
  const seen = new Set<string>()
  return rows.flatMap((row) => {
    const request = readRequestLine(cast.reading, row.at, row.key)
    if (request === undefined) return []
    // A mapping holds a key once, and a request can be written with more than one space.
    const name = `${request.method} ${request.target}`
    if (seen.has(name)) report(cast.reading, "E507", row.at, `the matrix has \`${name}\` twice`)
    seen.add(name)
    return readRow(cast, row, request)
  })
}

function readRow(cast: Cast, { key, at, value }: Entry, request: TestRequest): readonly TestCase[] {
  const { reading, actors } = cast
  const cells = entriesOf(reading, value, `\`${key}\``)
  if (cells === undefined) return []
  const rest = cells.find((cell) => cell.key === "else")
  const named = cells.filter((cell) => cell !== rest)
  const unnamed = [...actors.keys()].filter((name) => !named.some((cell) => cell.key === name))
  if (rest === undefined && unnamed.length > 0)
    report(reading, "E509", at, `nothing is said of ${unnamed.map((name) => `\`${name}\``).join(", ")}`, {
      help: "`else` speaks of everybody whom the row does not name",
    })
  const others = rest === undefined ? [] : unnamed.map((name) => ({ name, cell: rest }))
  return [...named.map((cell) => ({ name: cell.key, cell })), ...others].flatMap(({ name, cell }) => {
    const actor = actorOf(reading, cell.at, name, actors, cast.plan.subject)
    const status = readVerdict(cast, cell)
    return actor === undefined || status === undefined
      ? []
      : [cellOf(key, request, actor, status, cell, cast)]
  })
}

function cellOf(
  row: string,
  request: TestRequest,
  actor: Actor,
  status: Verdict,
  cell: Entry,
  { reading }: Cast,
): TestCase {
  return {
    name: `${row} by ${actor.name}`,
    kind: "cell",
    span: placeOf(reading, cell),
    actor,
    request,
    reply: undefined,
    repeat: 1,
    afterMilliseconds: undefined,
    expect: { status, first: undefined, last: undefined, body: undefined, headers: {} },
    place: ["matrix", row, cell.key],
  }
}

/** `allow`, or a status. */
export function readVerdict({ reading }: Cast, entry: Entry): Verdict | undefined {
  const verdict = valueOf(reading, entry.value)
  if (verdict === "allow") return verdict
  if (typeof verdict === "number" && Number.isInteger(verdict) && verdict >= 100 && verdict <= 599)
    return verdict
  report(reading, "E503", placeOf(reading, entry), `\`${entry.key}\` is neither \`allow\` nor a status`)
  return undefined
}
