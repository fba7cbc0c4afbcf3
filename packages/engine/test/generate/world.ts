import type { Random } from "./random.ts"

// The things that generated policies speak of. Values come from small domains, so that comparisons
// are true about as often as false.

export type Kind =
  | "string"
  | "int"
  | "number"
  | "bool"
  | "instant"
  | "date"
  | "time"
  | "duration"
  | "ip"
  | "uuid"
  | "url"
  | "json"
  | "strings"
  | "ints"
  | "Person"
  | "Grant"
  | "Line"
  | "grants"
  | "lines"

export interface MemberSketch {
  readonly name: string
  readonly kind: Kind
  /** As declared: `?: int(0..10)`. */
  readonly declared: string
  /** The only texts that it may be. */
  readonly values?: readonly string[]
  /** What its elements mostly are. */
  readonly among?: readonly string[]
}

const plans = ["free", "pro", "team"]
const states = ["draft", "open", "closed"]

export const subjectMembers: readonly MemberSketch[] = [
  { name: "id", kind: "string", declared: ": string" },
  { name: "tenant", kind: "string", declared: "?: string" },
  { name: "level", kind: "int", declared: ": int(0..10) = 1" },
  { name: "mfa", kind: "bool", declared: ": bool = false" },
  { name: "authTime", kind: "instant", declared: "?: instant" },
  { name: "scopes", kind: "strings", declared: ": set of string = []", among: ["a", "a", "b", "u1"] },
  { name: "site", kind: "url", declared: "?: url" },
  { name: "groups", kind: "strings", declared: "?: list of string" },
  { name: "plan", kind: "string", declared: ': string("free", "pro", "team") = "free"', values: plans },
  { name: "address", kind: "ip", declared: "?: ip" },
  { name: "born", kind: "date", declared: "?: date" },
  { name: "shift", kind: "time", declared: ": time = 09:30" },
  { name: "ref", kind: "uuid", declared: "?: uuid" },
  { name: "score", kind: "number", declared: "?: number" },
  { name: "grants", kind: "grants", declared: ": list of Grant = []" },
]

export const actorMembers: readonly MemberSketch[] = [
  { name: "id", kind: "string", declared: ": string" },
  { name: "kind", kind: "string", declared: "?: string" },
]

const grantMembers: readonly MemberSketch[] = [
  { name: "tenant", kind: "string", declared: ": string" },
  { name: "level", kind: "int", declared: ": int" },
  { name: "doc", kind: "string", declared: "?: string" },
]

const lineMembers: readonly MemberSketch[] = [
  { name: "sku", kind: "string", declared: ": string" },
  { name: "qty", kind: "int", declared: ": int" },
  { name: "price", kind: "number", declared: "?: number" },
]

const personMembers: readonly MemberSketch[] = [
  { name: "id", kind: "string", declared: ": string" },
  { name: "level", kind: "int", declared: "?: int" },
  { name: "mail", kind: "string", declared: "?: string" },
]

const docMembers: readonly MemberSketch[] = [
  { name: "ownerId", kind: "string", declared: ": string" },
  { name: "tenant", kind: "string", declared: "?: string" },
  {
    name: "state",
    kind: "string",
    declared: ': string("draft", "open", "closed") = "draft"',
    values: states,
  },
  { name: "total", kind: "number", declared: ": number" },
  { name: "count", kind: "int", declared: ": int" },
  { name: "secret", kind: "bool", declared: ": bool = false" },
  { name: "tags", kind: "strings", declared: ": list of string" },
  { name: "members", kind: "strings", declared: ": set of string = []" },
  { name: "due", kind: "instant", declared: "?: instant" },
  { name: "ref", kind: "uuid", declared: ": uuid" },
  { name: "from", kind: "ip", declared: "?: ip" },
  { name: "day", kind: "date", declared: "?: date" },
  { name: "at", kind: "time", declared: "?: time" },
  { name: "ttl", kind: "duration", declared: "?: duration" },
  { name: "grace", kind: "duration", declared: "?: duration" },
  { name: "link", kind: "url", declared: "?: url" },
  { name: "data", kind: "json", declared: "?: json" },
  { name: "meta", kind: "json", declared: "?: json" },
  { name: "source", kind: "url", declared: "?: url" },
  { name: "sizes", kind: "ints", declared: "?: list of int" },
  { name: "lines", kind: "lines", declared: "?: list of Line" },
  { name: "author", kind: "Person", declared: ": Person" },
]

const teamMembers: readonly MemberSketch[] = [
  { name: "tenant", kind: "string", declared: ": string" },
  { name: "leadId", kind: "string", declared: ": string" },
  { name: "members", kind: "strings", declared: ": set of string" },
  { name: "size", kind: "int", declared: "?: int" },
  { name: "open", kind: "bool", declared: ": bool = false" },
]

export const records: Readonly<Record<string, readonly MemberSketch[]>> = {
  Grant: grantMembers,
  Line: lineMembers,
  Person: personMembers,
  Doc: docMembers,
  Team: teamMembers,
}

/** Things that are loaded, by name: two of one type, so that a name alone never decides. */
export const things: readonly { readonly name: string; readonly type: "Doc" | "Team" }[] = [
  { name: "doc", type: "Doc" },
  { name: "draft", type: "Doc" },
  { name: "team", type: "Team" },
]

export function declaration(head: string, members: readonly MemberSketch[]): string {
  return `${head} { ${members.map(({ name, declared }) => name + declared).join("  ")} }`
}

export const words: readonly string[] = ["a", "b", "u1", "u2", "t1", "t2", "a-1", "x*y", "", "é\u{1F600}"]
export const addresses: readonly string[] = [
  "10.0.0.1",
  "10.9.8.7",
  "192.0.2.1",
  "::1",
  "fd00::7",
  "::ffff:10.0.0.1",
]
export const cidrs: readonly string[] = ["10.0.0.0/8", "192.0.2.0/24", "fd00::/8", "10.0.0.1/32"]
export const uuids: readonly string[] = [
  "123e4567-e89b-12d3-a456-426614174000",
  "00000000-0000-4000-8000-00000000000a",
]
export const dates: readonly string[] = ["2026-01-01", "2026-02-28", "2025-12-31"]
export const times: readonly string[] = ["08:00", "09:30", "18:00", "23:59"]
export const durations: readonly string[] = ["500ms", "30s", "15min", "1h"]
export const urls: readonly string[] = ["https://a.example/x", "http://b.example/"]
/** A Thursday, 10:00 in Berlin. */
export const nowSeconds = 1_767_258_000
const instants: readonly unknown[] = [
  nowSeconds,
  nowSeconds - 120,
  nowSeconds - 86_400,
  nowSeconds + 60,
  "2026-01-01T09:00:00Z",
  "2025-12-31T23:00:00+01:00",
]

const scalars: Readonly<Record<string, readonly unknown[]>> = {
  string: words,
  int: [0, 1, 2, 3, 5, 7, 10, -1, 9_007_199_254_740_991],
  number: [0, 1, 1.5, 2, 5, 99.5, 100, 1000],
  bool: [true, false],
  instant: instants,
  date: dates,
  time: times,
  duration: durations,
  ip: addresses,
  uuid: [...uuids, uuids[1]!.toUpperCase()],
  url: urls,
}

const wrong: readonly unknown[] = [null, "wrong", 12, 0.5, -3, true, [], ["a"], {}, { id: "u1" }, "", 1e300]

/** A value of the kind; now and then one of another kind. */
export function valueOf(kind: Kind, random: Random, faults = 0.04, values?: readonly string[]): unknown {
  if (random.chance(faults)) return random.pick(wrong)
  if (values) return random.pick(values)
  const scalar = scalars[kind]
  if (scalar) return random.pick(scalar)
  const many = (make: () => unknown): unknown[] => Array.from({ length: random.below(4) }, make)
  switch (kind) {
    case "strings":
      return many(() => valueOf("string", random, faults))
    case "ints":
      return many(() => valueOf("int", random, faults))
    case "grants":
      return many(() => recordOf(grantMembers, random, faults))
    case "lines":
      return many(() => recordOf(lineMembers, random, faults))
    case "Person":
      return recordOf(personMembers, random, faults)
    case "Grant":
      return recordOf(grantMembers, random, faults)
    case "Line":
      return recordOf(lineMembers, random, faults)
    default:
      return jsonOf(random)
  }
}

function jsonOf(random: Random): unknown {
  return random.pick<unknown>([
    "a",
    "a",
    "a",
    "t1",
    1,
    5,
    2.5,
    true,
    ["a", 1],
    { a: "t1", n: 2 },
    "2026-01-01T09:00:00Z",
    "10.0.0.1",
  ])
}

/** A record with most of its members. */
export function recordOf(
  members: readonly MemberSketch[],
  random: Random,
  faults = 0.04,
): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  for (const { name, kind, values, among } of members) {
    if (random.chance(0.07)) continue
    if (random.chance(0.03)) record[name] = null
    else if (among) record[name] = random.chance(0.12) ? random.pick(wrong) : random.some(among, 0.45)
    else record[name] = valueOf(kind, random, faults, values)
  }
  return record
}
