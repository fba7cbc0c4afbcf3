import { condition, type Readable } from "./conditions.ts"
import type { Random } from "./random.ts"
import type { Item } from "./sketch.ts"

/** What rules may say where they stand. */
export interface Ground {
  readonly readable: Readable
  /** Roles for WHO: plain, derived, and relative ones, bound here or not. */
  readonly roles: readonly string[]
  /** Roles that can be held here. */
  readonly holdable: readonly string[]
  /** Roles that a caller without a subject may hold. */
  readonly open: ReadonlySet<string>
  /** Templates that `except` may name: `GET /a/{p1}`. */
  readonly targets: () => readonly string[]
  readonly quotas: readonly string[]
}

export function withoutRoles(readable: Readable): Readable {
  return { ...readable, roles: [], calls: readable.calls.filter((call) => !call.startsWith("may")) }
}

function some(list: readonly string[], random: Random): string {
  const first = random.pick(list)
  const second = random.pick(list)
  return first !== second && random.chance(0.4) ? `${first}, ${second}` : first
}

function whenClause(ground: Ground, random: Random, probability: number): string {
  return random.chance(probability) ? ` when ${condition(ground.readable, random)}` : ""
}

function unlessClause(ground: Ground, random: Random): string {
  return random.chance(0.35) ? ` unless ${some(ground.roles, random)}${whenClause(ground, random, 0.3)}` : ""
}

function elseClause(random: Random): string {
  if (!random.chance(0.3)) return ""
  return ` else ${random.pick([400, 401, 403, 404, 422, 422, 428, 451, 451])}${random.chance(0.6) ? ` ${JSON.stringify(random.pick(["no", "outside hours", 'é " \\']))}` : ""}`
}

function exceptClause(ground: Ground, random: Random): string {
  if (!random.chance(0.3)) return ""
  const targets = ground.targets()
  if (targets.length === 0) return ""
  return ` except ${random.pick(targets)}${random.chance(0.3) ? `, ${random.pick(targets)}` : ""}`
}

/** `known`: of callers who have a subject, also where anyone is allowed. */
export function allow(ground: Ground, known: Ground, random: Random, isPublic: boolean): string {
  if (isPublic && random.chance(0.5)) return `allow anyone${whenClause(ground, random, 0.35)}`
  if (random.chance(0.4)) return `allow authenticated${whenClause(known, random, 0.3)}`
  const others = random.chance(0.3) ? [random.pick(ground.roles)] : []
  const names = [...new Set([random.pick(ground.holdable), random.pick(ground.holdable), ...others])]
  const asked = names.some((name) => ground.open.has(name)) ? ground : known
  return `allow ${names.join(", ")}${whenClause(asked, random, 0.4)}`
}

function deny(ground: Ground, random: Random): string {
  const who = random.pick([
    "anyone",
    "authenticated",
    some(ground.roles, random),
    some(ground.roles, random),
    some(ground.roles, random),
  ])
  // A deny without a condition is seldom left, or nothing would be allowed.
  const isBare = !["anyone", "authenticated"].includes(who) && random.chance(0.25)
  const both = (): string =>
    `(${condition(ground.readable, random, 1)}) and (${condition(ground.readable, random, 0)})`
  const when = isBare ? "" : ` when ${random.chance(0.5) ? both() : condition(ground.readable, random)}`
  return `deny ${who}${when}${unlessClause(ground, random)}${elseClause(random)}${exceptClause(ground, random)}`
}

function require(ground: Ground, random: Random): string {
  const kinds = [
    "tls",
    "condition",
    "condition",
    "condition",
    ...(ground.readable.subject ? ["mfa", "mfa within", "scope", "scope"] : []),
  ]
  const rest = `${unlessClause(ground, random)}${elseClause(random)}${exceptClause(ground, random)}`
  switch (random.pick(kinds)) {
    case "tls":
      return `require tls >= ${random.pick(["1.2", "1.2", "1.3"])}${elseClause(random)}${exceptClause(ground, random)}`
    case "mfa":
      return `require mfa${rest}`
    case "mfa within":
      return `require mfa within ${random.pick(["5min", "1h"])}${rest}`
    case "scope":
      return `require scope ${random.pick(['"a"', '"a"', '"a", "b"', '"u1"'])}${rest}`
    default:
      return `require (${condition(ground.readable, random, 1)}) or (${random.pick(["has context.ip", "has context.now", condition(ground.readable, random, 1)])})${rest}`
  }
}

function audit(ground: Ground, random: Random): string {
  const note = random.chance(0.3)
    ? ` note ${random.pick(["header.x-mode", "context.ip", "context.host"])}`
    : ""
  return `audit ${random.pick(["none", "summary", "full"])}${note}${whenClause(ground, random, 0.4)}`
}

function limit(ground: Ground, random: Random): string {
  const roles = withoutRoles(ground.readable)
  const per = random.pick([
    "context.ip",
    "context.ip",
    ...(roles.subject ? ["subject.id", "subject.tenant, context.ip"] : []),
  ])
  const parts = [
    random.chance(0.3) ? ` burst ${1 + random.below(5)}` : "",
    random.chance(0.3) ? ` when ${condition(roles, random, 1)}` : "",
    random.chance(0.3) ? ` unless ${some(ground.roles, random)}` : "",
    random.chance(0.2) ? " count refused" : "",
    random.chance(0.2) ? " then block 1min" : "",
    random.chance(0.2) ? ` outage ${random.pick(["local", "allow", "deny"])}` : "",
  ]
  return `limit ${random.pick(["10/min", "100/h", "5/15min"])} per ${per}${parts.join("")}`
}

const fields = [
  "id",
  "total",
  "author.mail",
  "lines[*].price",
  "**.secret",
  "*",
  "tags[*]",
  "ownerId",
  '"odd name"',
  "[*].id",
  "lines[*]",
  "data.*",
]

/** Fields of a `Doc`, whose members are known. */
const docFields = [
  "total",
  "author.mail",
  "lines[*].price",
  "**.secret",
  "*",
  "tags[*]",
  "ownerId",
  "lines[*]",
  "data.*",
  "data.x",
]

function fieldList(from: readonly string[], random: Random): string {
  return random.chance(0.5) ? `${random.pick(from)}, ${random.pick(from)}` : random.pick(from)
}

/** A `response` block; `show` only where it may stand. */
export function response(ground: Ground, random: Random, isWidening: boolean, row?: "Doc" | "untyped"): Item {
  const inEach = row !== undefined
  const named = row === "Doc" ? docFields : fields
  const hidden: Ground = { ...ground, readable: withoutRoles(ground.readable) }
  const tail = (): string =>
    `${random.chance(0.4) ? ` when ${condition(hidden.readable, random, 1)}` : ""}${random.chance(0.5) ? ` unless ${some(ground.roles, random)}${whenClause(ground, random, 0.3)}` : ""}`
  const to = (): string =>
    random.chance(0.6) ? ` to ${some(ground.holdable, random)}${whenClause(ground, random, 0.3)}` : ""
  const makers: (() => Item)[] = [
    () => `hide ${fieldList(named, random)}${tail()}`,
    () => `hash ${random.pick(named)}${tail()}`,
    () =>
      `mask ${random.pick(named)} ${random.chance(0.5) ? `keep ${random.below(5)}` : `with ${JSON.stringify("hidden")}`}${tail()}`,
    ...(isWidening
      ? [() => `show ${fieldList(named, random)}${to()}`, () => `show ${fieldList(named, random)}${to()}`]
      : []),
    ...(inEach ? [() => `only to ${some(ground.holdable, random)}${whenClause(ground, random, 0.4)}`] : []),
    ...(inEach ? [] : [() => each(ground, random, isWidening)]),
  ]
  const items = Array.from({ length: 1 + random.below(3) }, () => random.pick(makers)())
  return { head: "response", items }
}

function each(ground: Ground, random: Random, isWidening: boolean): Item {
  const isTyped = random.chance(0.8)
  const name = random.pick(["row", "draft"])
  const isBound = ground.readable.things.some((thing) => thing.name === name)
  const bound = isBound ? "entry" : name
  const things = isTyped ? [...ground.readable.things, { name: bound, type: "Doc" }] : ground.readable.things
  const inner = response(
    { ...ground, readable: { ...ground.readable, things } },
    random,
    isWidening,
    isTyped ? "Doc" : "untyped",
  )
  const head = `each ${random.pick(["[*]", "lines[*]", "**.row", "data"])} as ${bound}${isTyped ? ": Doc" : ""}`
  return { head, items: typeof inner === "string" ? [inner] : inner.items }
}

/** Lines that tighten; which kinds depends on what may stand there. */
export function tightenings(ground: Ground, random: Random, density: number): Item[] {
  const makers: readonly (readonly [number, () => Item])[] = [
    [0.35, () => deny(ground, random)],
    [0.3, () => require(ground, random)],
    [0.2, () => audit(ground, random)],
    [0.12, () => `timeout ${random.pick(["500ms", "5s", "10s", "1min"])}`],
    [0.12, () => limit(ground, random)],
    [0.12, () => response(ground, random, false)],
    [0.1, () => (ground.quotas.length > 0 ? `use ${random.pick(ground.quotas)}` : "timeout 30s")],
  ]
  return makers.flatMap(([probability, make]) => (random.chance(probability * density) ? [make()] : []))
}
