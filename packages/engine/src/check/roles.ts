import type { Role } from "../model/policy.ts"
import type { Name, RoleDeclaration } from "../syntax/ast.ts"
import type { Expression } from "../values/expression.ts"
import { quoted, report, type Checking } from "./checking.ts"
import { checkCondition, placeIn } from "./expression.ts"
import { builtInRoles, type Entry, type Package } from "./packages.ts"
import { bareBindings, type Seen } from "./place.ts"
import { resolveRole } from "./references.ts"
import { nominalOf, resolveType } from "./types.ts"

/** The checked roles, and what rules ask about them. */
export interface RoleTable {
  readonly roles: readonly Role[]
  readonly byName: ReadonlyMap<string, Role>
  /** Every role whose holders have this one: itself, and all that include it. */
  readonly holdersOf: (name: string) => readonly Role[]
  /** A caller without a subject can never hold it. */
  readonly needsSubject: (name: string) => boolean
}

interface Draft {
  readonly entry: Entry<RoleDeclaration>
  readonly includes: readonly string[]
  readonly role: { -readonly [Key in keyof Role]: Role[Key] }
  readonly seen: readonly Seen[]
}

export function checkRoles(checking: Checking, packages: Iterable<Package>): RoleTable {
  const drafts = [...packages].flatMap((home) =>
    [...home.roles.values()]
      .filter((entry) => entry.home === home)
      .map((entry) => checkRole(checking, entry)),
  )
  checkAliases(checking, drafts)
  findCircles(checking, drafts)
  settleReadsSubject(drafts)
  const roles = drafts.map(({ role }) => role)
  const byName = new Map(roles.map((role) => [role.name, role]))
  const holdersOf = holdersIn(roles)
  return { roles, byName, holdersOf, needsSubject: (name) => needsSubject(name, byName, holdersOf) }
}

function checkRole(checking: Checking, entry: Entry<RoleDeclaration>): Draft {
  const { node, home } = entry
  const includes = checkIncludes(checking, home, node)
  const of = node.of && checkOf(checking, home, node)
  let when: Expression | undefined
  let seen: readonly Seen[] = []
  if (node.when) {
    const type = node.of && resolveType(checking, home, node.of.type)
    const bound = node.of?.name.text
    const bindings = bareBindings(`role ${quoted(node.name.text)}`, {
      resource: (_, name) => (name === bound ? type : undefined),
      resourceNames: () => (bound === undefined ? [] : [bound]),
      refused: new Map([["path", "a role holds on many routes, and their parameters differ"]]),
    })
    const place = placeIn(checking, home, bindings)
    when = checkCondition(place, node.when)
    seen = place.work.seen
  } else if (node.of) {
    report(
      checking,
      "E314",
      node.of.name.span,
      `role ${quoted(node.name.text)} is relative, and says not when it is held`,
      {
        why: "a relative role is never assigned",
        help: `write \`when\` and a condition on ${quoted(node.of.name.text)}`,
      },
    )
  }
  if (node.aliases[0] && (node.of || node.when)) {
    report(
      checking,
      "E407",
      node.aliases[0].span,
      `role ${quoted(node.name.text)} is never assigned, by any name`,
      {
        why: "a role with `when` or `of` is held by its condition alone",
        help: "remove `as`",
      },
    )
  }
  const role = {
    name: node.name.text,
    aliases: node.aliases.map((alias) => alias.value),
    includes,
    of,
    when,
    readsSubject: false,
    span: node.name.span,
  }
  return { entry, includes, role, seen }
}

function checkIncludes(checking: Checking, home: Package, node: RoleDeclaration): readonly string[] {
  const names = new Set<string>()
  for (const included of node.includes) {
    if (builtInRoles.includes(included.text)) {
      report(checking, "E316", included.span, `${quoted(included.text)} cannot be included`, {
        why: "who has it is settled for every request, whatever the roles",
        help: "remove it",
      })
      continue
    }
    const name = resolveRole(checking, home, included)
    if (name === undefined) continue
    if (names.has(name))
      report(checking, "E114", included.span, `${quoted(name)} is included twice`, {
        help: "remove one of them",
      })
    names.add(name)
  }
  return [...names]
}

function checkOf(checking: Checking, home: Package, node: RoleDeclaration): Role["of"] {
  if (!node.of) return undefined
  const { name, type } = node.of
  const nominal = nominalOf(home, type)
  if (nominal !== undefined) return { name: name.text, type: nominal }
  const before = checking.found.length
  resolveType(checking, home, type)
  const isKnown =
    type.kind !== "named" || (checking.found.length === before && home.types.has(type.name.text))
  if (isKnown) {
    report(checking, "E206", type.span, "a role is relative to a thing of a named type", {
      why: "it is held where a thing of that name and type is bound",
      help: "declare the type with `type`, or import it with `import schema`",
    })
  }
  return undefined
}

/** A name under which two roles are assigned would give both. */
function checkAliases(checking: Checking, drafts: readonly Draft[]): void {
  const names = new Map<string, Name | { readonly span: Role["span"] }>(
    drafts.map(({ entry }) => [entry.name.text, entry.name]),
  )
  for (const { entry } of drafts) {
    for (const alias of entry.node.aliases) {
      const first = names.get(alias.value)
      if (first) {
        report(checking, "E109", alias.span, `${quoted(alias.value)} is the name of another role already`, {
          why: "whoever is assigned it would have both",
          related: [{ span: first.span, message: "it stands here" }],
        })
      } else names.set(alias.value, alias)
    }
  }
}

/**
 * A role leads to those that its condition reads, and to those that include it: whether they are held decides whether it is.
 */
function findCircles(checking: Checking, drafts: readonly Draft[]): void {
  const byName = new Map(drafts.map((draft) => [draft.role.name, draft]))
  const leads = new Map<Draft, { readonly to: Draft; readonly how: string }[]>(
    drafts.map((draft) => [draft, []]),
  )
  for (const draft of drafts) {
    for (const name of draft.includes) {
      const included = byName.get(name)
      if (included) leads.get(included)?.push({ to: draft, how: "includes" })
    }
    for (const { name } of draft.seen) {
      const read = name.startsWith("is ") ? byName.get(name.slice(3)) : undefined
      if (read) leads.get(draft)?.push({ to: read, how: "reads" })
    }
  }
  const state = new Map<Draft, "open" | "done">()
  for (const start of drafts) {
    if (state.has(start)) continue
    const path: { readonly draft: Draft; readonly next: { readonly to: Draft }[] }[] = []
    const enter = (draft: Draft): void => {
      state.set(draft, "open")
      path.push({ draft, next: [...(leads.get(draft) ?? [])] })
    }
    enter(start)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const step = top.next.pop()
      if (step === undefined) {
        state.set(top.draft, "done")
        path.pop()
      } else if (!state.has(step.to)) enter(step.to)
      else if (state.get(step.to) === "open")
        reportCircle(
          checking,
          path.map(({ draft }) => draft),
          step.to,
        )
    }
  }
}

const reportedCircles = new WeakMap<Checking, Set<Draft>>()

function reportCircle(checking: Checking, path: readonly Draft[], from: Draft): void {
  const circle = path.slice(path.indexOf(from))
  const reported = reportedCircles.get(checking) ?? new Set()
  reportedCircles.set(checking, reported)
  if (circle.some((draft) => reported.has(draft))) return
  for (const draft of circle) reported.add(draft)
  // Named from the one that stands first, whichever the walk met first.
  const [first = from] = [...circle].sort((a, b) =>
    a.role.span.file < b.role.span.file
      ? -1
      : a.role.span.file > b.role.span.file
        ? 1
        : a.role.span.start - b.role.span.start,
  )
  report(checking, "E307", first.role.span, `role ${quoted(first.role.name)} leads back to itself`, {
    why: "whether it is held would depend on whether it is held",
    related: circle
      .filter((draft) => draft !== first)
      .map((draft) => ({ span: draft.role.span, message: `by way of ${quoted(draft.role.name)}` })),
    help: "remove one of the `includes`, or one `subject is`",
  })
}

/** Reading a role whose condition reads the subject reads the subject. */
function settleReadsSubject(drafts: readonly Draft[]): void {
  const byName = new Map(drafts.map((draft) => [draft.role.name, draft]))
  const reads = ({ name, root }: Seen): boolean => {
    if (root !== "subject") return false
    if (!name.startsWith("is ")) return true
    if (name === "is anyone") return false
    const role = byName.get(name.slice(3))?.role
    return role === undefined || role.when === undefined || role.readsSubject
  }
  for (let isChanged = true; isChanged;) {
    isChanged = false
    for (const { role, seen } of drafts) {
      if (role.readsSubject || !seen.some(reads)) continue
      role.readsSubject = true
      isChanged = true
    }
  }
}

function holdersIn(roles: readonly Role[]): (name: string) => readonly Role[] {
  const includedBy = new Map<string, Role[]>()
  for (const role of roles) {
    for (const name of role.includes) {
      const found = includedBy.get(name)
      if (found) found.push(role)
      else includedBy.set(name, [role])
    }
  }
  const known = new Map<string, readonly Role[]>()
  return (name) => {
    const found = known.get(name)
    if (found) return found
    const holders = new Set(roles.filter((role) => role.name === name))
    // A set may grow while it is walked.
    for (const role of holders) for (const holder of includedBy.get(role.name) ?? []) holders.add(holder)
    known.set(name, [...holders])
    return [...holders]
  }
}

function needsSubject(
  name: string,
  byName: ReadonlyMap<string, Role>,
  holdersOf: RoleTable["holdersOf"],
): boolean {
  if (name === "anyone") return false
  if (name === "authenticated" || !byName.has(name)) return true
  return holdersOf(name).every((role) => role.when === undefined || role.readsSubject)
}

/** Why a role is never assigned; undefined where it can be. */
export function neverAssigned(name: string, table: RoleTable): string | undefined {
  if (builtInRoles.includes(name)) return "who has it is settled for every request"
  const role = table.byName.get(name)
  return role && (role.when || role.of)
    ? "a role with `when` or `of` is held by its condition alone"
    : undefined
}
