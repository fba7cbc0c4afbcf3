import type { LimitUse } from "../model/policy.ts"
import type { UseStatement } from "../syntax/ast.ts"
import type { Block } from "./blocks.ts"
import { quoted, report, reportUnknown, ruleOf } from "./checking.ts"
import { bindingsOf, checkReach, checkSubjectKnown } from "./ground.ts"
import { checkLimit, type CheckedLimit } from "./limits.ts"
import type { Package, QuotaEntry } from "./packages.ts"
import { bareBindings, type Bindings } from "./place.ts"
import type { Ground } from "./rules.ts"
import type { RouteIndex } from "./route-index.ts"

const checkedQuotas = new WeakMap<QuotaEntry, CheckedLimit>()

/** Checks each quota once, as the first block that uses it can read it: its counter is one everywhere. */
export function checkQuotas(
  ground: Omit<Ground, "block" | "bindings" | "home">,
  packages: Iterable<Package>,
  blocks: readonly Block[],
): void {
  const users = usersOf(blocks)
  for (const home of packages) {
    for (const quota of home.quotas.values()) {
      if (quota.home !== home) continue
      const using = users.get(quota) ?? []
      const bindings = bindingsAmong(using, ground.index)
      const [block] = using
      const isUsed = block !== undefined
      const place = block ?? blocks[0]
      if (place === undefined) continue
      const checked = checkLimit(
        { ...ground, block: place, home, bindings },
        quota.node.rate,
        quota.node.name.span,
        quota.name.text,
      )
      checkedQuotas.set(quota, checked)
      if (isUsed) quota.limit = checked.place
    }
  }
}

function usersOf(blocks: readonly Block[]): Map<QuotaEntry, Block[]> {
  const users = new Map<QuotaEntry, Block[]>()
  for (const block of blocks)
    for (const statement of block.statements) if (statement.kind === "use") enterUses(users, block, statement)
  return users
}

function enterUses(users: Map<QuotaEntry, Block[]>, block: Block, statement: UseStatement): void {
  for (const name of statement.names) {
    const quota = block.home.quotas.get(name.text)
    if (!quota) continue
    const known = users.get(quota)
    if (known) known.push(block)
    else users.set(quota, [block])
  }
}

/** What the first block that binds a name makes of it; a quota that nothing uses reads any parameter. */
function bindingsAmong(blocks: readonly Block[], index: RouteIndex): Bindings {
  if (blocks.length === 0)
    return bareBindings("a quota", { parameter: () => ({ ordinal: 0, type: { kind: "json" } }) })
  const all = (): readonly Bindings[] => blocks.map((block) => bindingsOf(block, () => index.governed(block)))
  let made: readonly Bindings[] | undefined
  const first = <Found>(find: (bindings: Bindings) => Found | undefined): Found | undefined => {
    made ??= all()
    for (const bindings of made) {
      const found = find(bindings)
      if (found !== undefined) return found
    }
    return undefined
  }
  return bareBindings("any route that uses this quota", {
    parameter: (_, name) => first((bindings) => bindings.parameter(bindings, name)),
    resource: (_, name) => first((bindings) => bindings.resource(bindings, name)),
    body: { kind: "json" },
  })
}

export function useQuotas(ground: Ground, node: UseStatement): readonly LimitUse[] {
  const { checking, home } = ground
  return node.names.flatMap((name) => {
    const quota = home.quotas.get(name.text)
    if (quota === undefined) {
      reportUnknown(checking, {
        code: "E103",
        what: "quota",
        name: name.text,
        span: name.span,
        candidates: home.quotas.keys(),
        help: "declare it with `quota`, or import it",
      })
      return []
    }
    const checked = checkedQuotas.get(quota)
    if (checked === undefined || quota.limit === undefined) return []
    checkUse(ground, quota, name.span, checked)
    return [ruleOf(checking, { id: "", span: name.span, limit: quota.limit })]
  })
}

/** The counter was checked as its first user reads it: every other must read the same. */
function checkUse(
  ground: Ground,
  quota: QuotaEntry,
  span: UseStatement["span"],
  { seen, asked }: CheckedLimit,
): void {
  const { checking, block, bindings, index } = ground
  const expected = new Map<string, number>()
  for (const read of checking.limits[quota.limit ?? -1]?.per ?? [])
    if (read.kind === "read" && read.root === "path") expected.set(read.name, read.ordinal)
  for (const read of seen) {
    const why = bindings.refused.get(read.root)
    if (why !== undefined) {
      report(
        checking,
        "E215",
        span,
        `quota ${quoted(quota.name.text)} reads what ${bindings.where} does not`,
        { why, related: [{ span: read.span, message: "read here" }] },
      )
      return
    }
    if (read.root !== "path" && read.root !== "resource") continue
    const found =
      read.root === "path"
        ? bindings.parameter(bindings, read.name)?.ordinal
        : bindings.resource(bindings, read.name)
    const wanted = read.root === "path" ? expected.get(read.name) : undefined
    if (found !== undefined && (wanted === undefined || found === wanted)) continue
    const name = read.root === "path" ? `path.${read.name}` : read.name
    const isElsewhere = found !== undefined
    report(
      checking,
      "E306",
      span,
      `quota ${quoted(quota.name.text)} reads ${quoted(name)}, which ${isElsewhere ? "stands elsewhere in the path here" : "is not bound here"}`,
      {
        why: isElsewhere
          ? "a quota has one counter everywhere, and reads one place of the path"
          : "its key would be missing",
        help: "use a quota of its own here",
        related: [{ span: read.span, message: "read here" }],
      },
    )
    return
  }
  const here = (read: (typeof seen)[number]): typeof read => ({ ...read, span })
  const what = `quota ${quoted(quota.name.text)}`
  const reach = { routes: () => index.governed(block), except: [], what, span }
  checkReach(ground, reach, seen.map(here))
  checkSubjectKnown(ground, reach, asked.map(here))
}
