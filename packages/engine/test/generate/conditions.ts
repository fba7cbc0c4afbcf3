import type { Parameter } from "./paths.ts"
import type { Random } from "./random.ts"
import {
  actorMembers,
  addresses,
  cidrs,
  dates,
  durations,
  nowSeconds,
  records,
  subjectMembers,
  times,
  urls,
  uuids,
  words,
  type Kind,
  type MemberSketch,
} from "./world.ts"

/** What a condition may read where it stands. */
export interface Readable {
  readonly subject: boolean
  readonly actor: boolean
  readonly path: readonly Parameter[]
  readonly query: boolean
  readonly body: boolean
  readonly things: readonly { readonly name: string; readonly type: string }[]
  readonly settings: readonly { readonly name: string; readonly kind: Kind }[]
  /** Roles for `subject is`; empty where roles may not be read. */
  readonly roles: readonly string[]
  /** Definitions that the place may call, as texts of whole atoms. */
  readonly calls: readonly string[]
}

interface Reference {
  readonly text: string
  readonly kind: Kind
  readonly values?: readonly string[]
}

export function condition(readable: Readable, random: Random, depth = 2): string {
  const roll = depth === 0 ? 1 : random.below(100) / 100
  if (roll < 0.14) return `${group(readable, random, depth)} and ${group(readable, random, depth)}`
  if (roll < 0.3) return `${group(readable, random, depth)} or ${group(readable, random, depth)}`
  if (roll < 0.38) return `not ${group({ ...readable, roles: [] }, random, depth)}`
  return atom(readable, random)
}

function group(readable: Readable, random: Random, depth: number): string {
  return `(${condition(readable, random, depth - 1)})`
}

function members(prefix: string, list: readonly MemberSketch[]): Reference[] {
  return list.flatMap(({ name, kind, values }): Reference[] => {
    const text = `${prefix}.${name}`
    const own: Reference = values ? { text, kind, values } : { text, kind }
    return kind === "Person" ? [own, ...members(text, records["Person"] ?? [])] : [own]
  })
}

function references(readable: Readable): readonly Reference[] {
  const texts = (list: readonly string[]): Reference[] => list.map((text) => ({ text, kind: "string" }))
  return [
    ...(readable.subject ? members("subject", subjectMembers) : []),
    ...(readable.actor ? members("actor", actorMembers) : []),
    ...readable.things.flatMap(({ name, type }) => members(name, records[type] ?? [])),
    ...readable.path.map(({ name, ...rest }): Reference => ({ text: `path.${name}`, ...rest })),
    ...(readable.query ? texts(["query.q", "query.sort"]) : []),
    ...texts(["header.x-mode", "header.x-tenant", "context.host", "context.userAgent"]),
    ...(readable.body
      ? ["body.a", "body.n.b", "body.list"].map((text): Reference => ({ text, kind: "json" }))
      : []),
    { text: "context.ip", kind: "ip" },
    { text: "context.now", kind: "instant" },
    ...readable.settings.map(({ name, kind }): Reference => ({ text: name, kind })),
  ]
}

function literal(kind: Kind, random: Random): string | undefined {
  switch (kind) {
    case "string":
    case "json":
      return JSON.stringify(random.pick(words))
    case "int":
      return String(random.pick([0, 1, 2, 3, 5, 7, 10]))
    case "number":
      return random.pick(["1", "1.5", "5", "99.5", "1_000"])
    case "bool":
      return random.pick(["true", "false"])
    case "date":
      return random.pick(dates)
    case "time":
      return random.pick(times)
    case "duration":
      return random.pick(durations)
    case "ip":
      return random.pick(addresses)
    case "uuid":
      return JSON.stringify(random.pick(uuids))
    case "url":
      return JSON.stringify(random.pick(urls))
    default:
      return undefined
  }
}

const ordered: readonly Kind[] = ["string", "int", "number", "instant", "date", "time", "duration"]
const comparable: readonly Kind[] = [...ordered, "bool", "ip", "uuid", "url", "json"]

function atom(readable: Readable, random: Random): string {
  const all = references(readable)
  const makers = [
    ...Array.from({ length: 5 }, () => compare),
    has,
    inLiteral,
    inList,
    inCidr,
    inRange,
    like,
    affix,
    contains,
    within,
    between,
    size,
    quantified,
    bool,
    isRole,
    call,
  ]
  for (;;) {
    const text = random.pick(makers)(all, random, readable)
    if (text !== undefined) return text
  }
}

type Maker = (all: readonly Reference[], random: Random, readable: Readable) => string | undefined

function one(all: readonly Reference[], random: Random, kinds: readonly Kind[]): Reference | undefined {
  const fitting = all.filter(({ kind }) => kinds.includes(kind))
  return fitting.length > 0 ? random.pick(fitting) : undefined
}

const compare: Maker = (all, random) => {
  // By kind first, so that rare kinds are compared as often as texts.
  const left = one(all, random, random.chance(0.6) ? [random.pick(comparable)] : comparable)
  if (!left) return undefined
  const operator = random.pick(
    ordered.includes(left.kind) ? ["==", "==", "!=", "<", "<=", ">", ">="] : ["==", "!="],
  )
  if (left.values)
    return `${left.text} ${random.pick(["==", "!="])} ${JSON.stringify(random.pick(left.values))}`
  const others = all.filter(
    ({ kind, text, values }) => text !== left.text && values === undefined && fits(left.kind, kind),
  )
  const other = literal(left.kind, random)
  const isWithOther = random.chance(["json", "url"].includes(left.kind) ? 0.8 : 0.5)
  if (other === undefined || (others.length > 0 && isWithOther)) {
    return others.length > 0 ? `${left.text} ${operator} ${random.pick(others).text}` : undefined
  }
  return random.chance(0.15) && left.kind !== "json"
    ? `${other} ${operator} ${left.text}`
    : `${left.text} ${operator} ${other}`
}

function fits(left: Kind, right: Kind): boolean {
  return left === right || (left === "int" && right === "number")
}

const has: Maker = (all, random) => `has ${random.pick(all).text}`

const inLiteral: Maker = (all, random) => {
  const item = one(all, random, ["string", "int"])
  if (!item) return undefined
  const list = item.values
    ? random.some(item.values, 0.6).map((value) => JSON.stringify(value))
    : [1, 2, 3].map(() => literal(item.kind, random) ?? "")
  return `${item.text} ${random.pick(["in", "in", "not in"])} [${list.join(", ")}]`
}

const inList: Maker = (all, random) => {
  const list = one(all, random, ["strings", "ints"])
  if (!list) return undefined
  const kind = list.kind === "strings" ? "string" : "int"
  const item = one(
    all.filter(({ values }) => values === undefined),
    random,
    [kind],
  )
  const text = item && random.chance(0.6) ? item.text : literal(kind, random)
  return `${text} ${random.pick(["in", "in", "not in"])} ${list.text}`
}

const inCidr: Maker = (all, random) => {
  const item = one(all, random, ["ip"])
  const blocks = random.chance(0.5) ? random.pick(cidrs) : `[${random.pick(cidrs)}, ${random.pick(cidrs)}]`
  return item && `${item.text} ${random.pick(["in", "in", "not in"])} ${blocks}`
}

const inRange: Maker = (all, random) => {
  const item = one(all, random, ["int", "number", "date", "time"])
  if (!item) return undefined
  const ends: Partial<Record<Kind, string>> = { date: "2026-01-01 .. 2026-02-28", time: "08:00 .. 18:00" }
  return `${item.text} ${random.pick(["in", "in", "not in"])} ${ends[item.kind] ?? random.pick(["1 .. 5", "0 .. 100", "2 .. 2"])}`
}

const like: Maker = (all, random) => {
  const item = one(
    all.filter(({ values }) => values === undefined),
    random,
    ["string"],
  )
  return (
    item &&
    `${item.text} like ${JSON.stringify(random.pick(["*", "?", "u?", "a*", "*1", "x\\*y", "?\u{1F600}"]))}`
  )
}

const affix: Maker = (all, random) => {
  const item = one(
    all.filter(({ values }) => values === undefined),
    random,
    ["string"],
  )
  const other = one(
    all.filter(({ values }) => values === undefined),
    random,
    ["string"],
  )
  if (!item || !other) return undefined
  return `${item.text} ${random.pick(["starts", "ends"])} with ${random.chance(0.7) ? JSON.stringify(random.pick(["a", "1", "t", ""])) : other.text}`
}

const contains: Maker = (all, random) => {
  const plain = all.filter(({ values }) => values === undefined)
  const whole = one(plain, random, ["string", "strings", "ints"])
  if (!whole) return undefined
  const kind = whole.kind === "ints" ? "int" : "string"
  const literals = kind === "int" ? ["1", "2", "5"] : ['"a"', '"1"', '"u1"', '""']
  const others = plain.filter((other) => other.kind === kind && other.text !== whole.text)
  return `${whole.text} contains ${random.pick([...literals, ...others.slice(0, 3).map(({ text }) => text)])}`
}

const within: Maker = (all, random) => {
  const item = one(
    all.filter(({ text }) => text !== "context.now"),
    random,
    ["instant"],
  )
  return item && `${item.text} within ${random.pick(["5min", "1h", "2d"])}`
}

const between: Maker = (_, random) => {
  const [from, to] = random.pick([
    ["08:00", "18:00"],
    ["22:00", "06:00"],
    ["09:00", "09:30"],
    ["00:00", "12:00"],
  ])
  const zone = random.pick(["", ' in "Europe/Berlin"', ' in "America/New_York"', ' in "UTC"'])
  return `context.time between ${from} and ${to}${zone}${random.pick(["", " on mon..fri", " on thu", " on sat..sun"])}`
}

const size: Maker = (all, random) => {
  const item = one(
    all.filter(({ values }) => values === undefined),
    random,
    ["string", "strings", "grants", "lines"],
  )
  return item && `size(${item.text}) ${random.pick(["==", "<", ">=", "!="])} ${random.below(4)}`
}

const quantified: Maker = (all, random, readable) => {
  const list = one(all, random, ["strings", "ints", "grants", "lines"])
  if (!list) return undefined
  const variable = `v${random.below(3)}`
  const element = ({ strings: "string", ints: "int", grants: "Grant", lines: "Line" } as const)[
    list.kind as "strings"
  ]
  const inner: readonly Reference[] = [
    ...all,
    ...(records[element] ? members(variable, records[element]) : [{ text: variable, kind: element as Kind }]),
  ]
  const about = inner.filter(({ text }) => text === variable || text.startsWith(`${variable}.`))
  const left = random.pick(about)
  const others = all.filter(({ kind, values }) => kind === left.kind && values === undefined)
  const value = literal(left.kind, random)
  const right =
    value !== undefined && (others.length === 0 || random.chance(0.4))
      ? value
      : others.length > 0
        ? random.pick(others).text
        : "1"
  const first = `${left.text} ${random.pick(["==", "==", "!="])} ${right}`
  const body = random.chance(0.7)
    ? first
    : `${first} and ${atom({ ...readable, roles: [], calls: [] }, random)}`
  return `(${random.pick(["any", "every"])} ${variable} in ${list.text}: (${body}))`
}

const bool: Maker = (all, random) => one(all, random, ["bool"])?.text

const isRole: Maker = (_, random, { roles }) =>
  roles.length > 0 ? `subject is ${random.pick(roles)}` : undefined

const call: Maker = (_, random, { calls }) => (calls.length > 0 ? random.pick(calls) : undefined)

export const now: number = nowSeconds
