import type { Diagnostic } from "../diagnostics/diagnostic.ts"
import type { Plan } from "../plan/plan.ts"
import type { Source } from "../text/source.ts"
import { memberOf } from "../values/member.ts"
import { instantOf } from "../values/time.ts"
import { openOnce } from "./open-file.ts"
import { readActors, type Actors } from "./read-actors.ts"
import type { Members, TestFile } from "./test-file.ts"
import {
  entriesOf,
  isEmpty,
  placeOf,
  report,
  reportUnknown,
  valueOf,
  type Entry,
  type Reading,
} from "./yaml-reader.ts"

/** What files of tests say of the world around their cases. */
export interface World {
  readonly actors: Actors
  /** By the name that is loaded, then by key. */
  readonly data: TestFile["data"]
  /** Milliseconds since 1970; undefined where none is written. */
  readonly now: number | undefined
}

/** The world of files that are about one policy, with a time; of what stands in several, the first holds. */
export interface TestWorld extends World {
  readonly now: number
}

/**
 * Reads who calls, what there is to load, and the time, as tests would be run with them. Never throws: what is wrong is told, and the
 * cases themselves are not looked at.
 */
export function readTestWorld(
  sources: readonly Source[],
  plan: Plan,
): { readonly world: TestWorld; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const worlds = sources.map((source) => {
    const { reading: opened, entries } = openOnce(source)
    const reading: Reading = { ...opened, found: [...opened.found] }
    const world = readWorld(reading, entries, plan)
    diagnostics.push(...reading.found)
    return world
  })
  const backwards = worlds.toReversed()
  const names = new Set(worlds.flatMap(({ data }) => Object.keys(data)))
  const rowsOf = (name: string): Members =>
    Object.assign(Object.create(null), ...backwards.map(({ data }) => memberOf(data, name)))
  const world = {
    actors: new Map(backwards.flatMap(({ actors }) => [...actors])),
    data: Object.fromEntries([...names].map((name) => [name, rowsOf(name)])),
    now: worlds.find(({ now }) => now !== undefined)?.now ?? someTime,
  }
  return { world, diagnostics }
}

export function readWorld(reading: Reading, entries: readonly Entry[], plan: Plan): World {
  const of = (name: string): Entry | undefined => entries.find(({ key }) => key === name)
  return {
    actors: readActors(reading, of("actors"), plan),
    now: readNow(reading, of("now")),
    data: readData(reading, of("data"), plan),
  }
}

/** What is loaded by keys: things of several keys stand under these with `/` between. */
export function thingOf(data: TestFile["data"], name: string, keys: readonly unknown[]): unknown {
  return memberOf(memberOf(data, name), keys.map(String).join("/"))
}

/** The beginning of the year in which the language was written: a test has a time, and never that of its run. */
export const someTime: number = Date.UTC(2026, 0, 1)

function readNow(reading: Reading, entry: Entry | undefined): number | undefined {
  if (entry === undefined) return undefined
  const text = valueOf(reading, entry.value)
  const now = typeof text === "string" ? instantOf(text) : undefined
  if (now !== undefined) return now
  report(reading, "E503", placeOf(reading, entry), "`now` is no time", {
    help: "such as `2026-01-01T00:00:00Z`",
  })
  return undefined
}

function readData(reading: Reading, entry: Entry | undefined, plan: Plan): TestFile["data"] {
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
