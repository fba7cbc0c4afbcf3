import { condition, type Readable } from "./conditions.ts"
import { settings } from "./declarations.ts"
import type { Random } from "./random.ts"

export interface Roles {
  readonly plain: readonly string[]
  readonly derived: readonly string[]
  readonly relative: readonly { readonly name: string; readonly of: string; readonly type: string }[]
  /** Those that a caller without a subject may hold: by a condition that does not read it, or included by such a role. */
  readonly open: ReadonlySet<string>
  readonly declarations: readonly string[]
  readonly aliases: readonly string[]
}

const nothing: Readable = {
  subject: false,
  actor: false,
  path: [],
  query: false,
  body: false,
  things: [],
  settings: [],
  roles: [],
  calls: [],
}

export function makeRoles(random: Random): Roles {
  const plain = Array.from({ length: 3 + random.below(4) }, (_, at) => `r${at}`)
  const aliases: string[] = []
  const base: Readable = { ...nothing, subject: true, query: true, settings }
  const declarations = plain.map((name, at) => {
    const includes = random.some(plain.slice(at + 1), 0.4)
    const alias = random.chance(0.25) ? [`idp:${name}`] : []
    aliases.push(...alias)
    const as = alias.length > 0 ? ` as ${alias.map((text) => JSON.stringify(text)).join(", ")}` : ""
    return `role ${name}${as}${includes.length > 0 ? ` includes ${includes.join(", ")}` : ""}`
  })
  const derived: string[] = []
  for (const at of [0, 1]) {
    if (!random.chance(0.75)) continue
    const name = `d${at}`
    // INVARIANT (no circles): a role that includes others asks for none.
    const includes = random.chance(0.35) ? ` includes ${random.pick([...plain, ...derived])}` : ""
    const asked = includes === "" ? [...plain, ...derived] : []
    const readable = { ...base, subject: random.chance(0.7), actor: true, roles: asked }
    declarations.push(`role ${name}${includes} when ${condition(readable, random, 1)}`)
    derived.push(name)
  }
  const relative: { name: string; of: string; type: string }[] = []
  for (const [name, of, type] of [
    ["owner", "doc", "Doc"],
    ["viewer", "doc", "Doc"],
    ["drafter", "draft", "Doc"],
    ["lead", "team", "Team"],
    ["rower", "row", "Doc"],
  ] as const) {
    const sameThing = relative.filter((other) => other.of === of).map((other) => other.name)
    const includes = random.chance(0.4) ? ` includes ${random.pick([...plain, ...sameThing])}` : ""
    const asked = includes === "" && random.chance(0.4) ? [...plain, ...derived] : []
    const readable = { ...base, subject: random.chance(0.75), roles: asked, things: [{ name: of, type }] }
    const likely = { owner: "doc.ownerId == subject.id", lead: "subject.id in team.members" }[name as "owner"]
    const when = likely !== undefined && random.chance(0.4) ? likely : condition(readable, random, 1)
    declarations.push(`role ${name}${includes} of ${of}: ${type} when ${when}`)
    relative.push({ name, of, type })
  }
  if (random.chance(0.5)) {
    declarations.push(
      `role chief when (subject is ${random.pick(relative).name}) or (${condition(base, random, 0)})`,
    )
    derived.push("chief")
  }
  if (random.chance(0.4)) {
    const included = [random.pick(relative).name, ...random.some(derived, 0.3)].filter(
      (name) => name !== "chief",
    )
    declarations.push(`role boss includes ${included.join(", ")}`)
    plain.push("boss")
  }
  return { plain, derived, relative, open: openRoles(declarations), declarations, aliases }
}

function openRoles(declarations: readonly string[]): ReadonlySet<string> {
  const includes = new Map<string, readonly string[]>()
  const open = new Set<string>()
  for (const declaration of declarations) {
    const [head = "", when] = declaration.split(" when ", 2)
    const [, name = "", included] = /^role (\w+).*?(?: includes ([^"]+?))?(?: of .*)?$/.exec(head) ?? []
    includes.set(name, included?.split(", ") ?? [])
    if (when !== undefined && !declaration.slice(head.length).includes("subject")) open.add(name)
  }
  // A set may grow while it is walked.
  for (const name of open) for (const included of includes.get(name) ?? []) open.add(included)
  return open
}
