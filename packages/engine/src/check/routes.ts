import type { Allow, Cors, Load, Policy, Route, Scope } from "../model/policy.ts"
import type * as ast from "../syntax/ast.ts"
import type { Expression } from "../values/expression.ts"
import type { Block, Loaded, RouteDraft } from "./blocks.ts"
import { quoted, report, reportUnknown, ruleOf } from "./checking.ts"
import { checkCors } from "./cors.ts"
import { bindingsOf, checkReach, checkSubjectKnown } from "./ground.ts"
import { placeIn } from "./expression.ts"
import type { Bindings } from "./place.ts"
import { checkRead } from "./references.ts"
import { checkGrant, type Ground } from "./rules.ts"
import { checkTightenings, noTightening, type CheckedStatements } from "./tightenings.ts"
import { refuseStatement } from "./unsupported.ts"

interface CheckedBlock extends CheckedStatements {
  readonly allows: readonly Allow[]
  /** By the names that its own `load`s bind. */
  readonly by: ReadonlyMap<Loaded, readonly Expression[]>
  readonly accept: readonly string[] | undefined
  readonly cors: Cors | undefined
}

const noAllows: readonly Allow[] = []
const noBy: CheckedBlock["by"] = new Map()
const emptyBlock: CheckedBlock = {
  tightening: noTightening,
  shows: [],
  isEmpty: true,
  allows: noAllows,
  by: noBy,
  accept: undefined,
  cors: undefined,
}

/** Checks every line of every block, and makes scopes and routes of them. */
export function checkBlocks(
  common: Omit<Ground, "block" | "bindings" | "home">,
  blocks: readonly Block[],
  routes: readonly RouteDraft[],
): Pick<Policy, "scopes" | "routes"> {
  const checked = new Map<Block, CheckedBlock>()
  const scopes: Scope[] = []
  for (const block of blocks) {
    const made =
      block.statements.length > 0 || block.kind === "guardrail" ? checkBlock(common, block) : emptyBlock
    checked.set(block, made)
    if (made.isEmpty || block.kind === "route") continue
    const kind = block.kind === "file" ? "policy" : block.kind
    scopes.push({ kind, path: block.template, span: block.head, ...made.tightening })
  }
  return { scopes, routes: routes.map((route) => makeRoute(route, checked)) }
}

function checkBlock(common: Omit<Ground, "block" | "bindings" | "home">, block: Block): CheckedBlock {
  const { checking, index, roles, isPartial } = common
  const { home } = block
  // Written out: spreading costs more than all else that a block needs, and there may be a hundred thousand.
  const groundWith = (bindings: Bindings): Ground => ({
    checking,
    roles,
    index,
    isPartial,
    block,
    home,
    bindings,
  })
  const ground = groundWith(bindingsOf(block, () => index.governed(block)))
  // What widens holds for the routes in the block; a route has no others anyway.
  const isOwn = block.kind === "route" || block.kind === "guardrail"
  let inner: Ground | undefined
  const lexical = (): Ground => (inner ??= isOwn ? ground : groundWith(bindingsOf(block, () => block.routes)))
  let allows: Allow[] | undefined
  let accept: readonly string[] | undefined
  let cors: Cors | undefined
  let by: Map<Loaded, readonly Expression[]> | undefined
  for (const node of block.statements) {
    refuseStatement(checking, node)
    if (node.kind === "allow") (allows ??= []).push(checkAllow(lexical(), node))
    else if (node.kind === "accept-auth") accept = checkAccept(ground, node)
    else if (node.kind === "cors") cors = checkCors(ground, node)
    else if (node.kind === "load") {
      const loaded = block.loads.get(node.name.text)
      if (loaded?.node === node) (by ??= new Map()).set(loaded, checkBy(lexical(), loaded))
    }
  }
  const made = checkTightenings(ground)
  if (
    block.kind === "guardrail" &&
    index.all.length > 0 &&
    index.governed(block).length === 0 &&
    !ground.isPartial
  ) {
    report(checking, "E305", block.head, `no route takes a request under ${quoted(block.template.text)}`, {
      why: "the guardrail would hold for nothing",
      help: "correct its path",
    })
  }
  const { tightening, shows, isEmpty } = made
  return { tightening, shows, isEmpty, allows: allows ?? noAllows, by: by ?? noBy, accept, cors }
}

function checkAllow(ground: Ground, node: ast.AllowStatement): Allow {
  const { grant, seen } = checkGrant(ground, node.grant)
  const { block, checking } = ground
  const reach = { routes: () => block.routes, except: [], what: "this `allow`", span: node.span }
  checkReach(ground, reach, seen)
  // Whoever holds a role that needs a subject has one: the condition is asked of nobody else.
  if (grant.roles.some((role) => !ground.roles.needsSubject(role))) {
    checkSubjectKnown(ground, reach, seen, "allow who has a subject on a line of its own: `authenticated`")
  }
  const whole = grant.roles.length === node.grant.names.length
  const idle = whole
    ? block.routes.find((route) => !grant.roles.some((role) => canBeHeld(ground, role, route)))
    : undefined
  if (idle) {
    const [name = ""] = grant.roles
    const of = ground.roles.holdersOf(name)[0]?.of
    report(
      checking,
      "E304",
      node.grant.span,
      `nobody can hold ${grant.roles.map(quoted).join(" or ")} on ${quoted(idle.id)}`,
      {
        why: of
          ? `role ${quoted(name)} is relative, and no ${quoted(`${of.name}: ${of.type}`)} is bound there`
          : "the line would grant nothing",
        help: of ? `load it: \`load ${of.name}: ${of.type} by …\`` : undefined,
      },
    )
  }
  return ruleOf(checking, { id: "", span: node.span, grant })
}

function canBeHeld(ground: Ground, name: string, route: RouteDraft): boolean {
  const holders = ground.roles.holdersOf(name)
  if (holders.length === 0) return true
  return holders.some(({ of }) => {
    const load = of && route.block.loads.get(of.name)
    return of === undefined || (load !== undefined && (load.isBroken || load.nominal === of.type))
  })
}

function checkAccept(ground: Ground, node: ast.AcceptAuthStatement): readonly string[] {
  const { checking, home, block } = ground
  const names = new Set<string>()
  for (const { text, span } of node.names) {
    if (names.has(text))
      report(checking, "E114", span, `${quoted(text)} is accepted twice`, { help: "remove one of them" })
    names.add(text)
    if (home.authenticators.has(text)) continue
    reportUnknown(checking, {
      code: "E105",
      what: "authenticator",
      name: text,
      span,
      candidates: home.authenticators.keys(),
      help: "declare it with `authenticate`, or import it",
    })
  }
  return block.kind === "guardrail" ? [] : [...names]
}

/** `by` reads what stands around, and things that are loaded before. */
function checkBy(ground: Ground, loaded: Loaded): readonly Expression[] {
  const { checking, home, block } = ground
  const isOfPath = loaded.node.by.every(({ root }) => root.text === "path")
  const bindings = isOfPath ? ground.bindings : bindingsBefore(ground, loaded)
  return loaded.node.by.flatMap((reference) => {
    const place = placeIn(checking, home, bindings)
    const read = checkRead(place, reference)
    checkReach(
      { ...ground, bindings },
      { routes: () => block.routes, except: [], what: "this `load`", span: reference.span },
      place.work.seen,
    )
    return read.broken ? [] : [read.expression]
  })
}

function bindingsBefore({ block, bindings }: Ground, loaded: Loaded): Bindings {
  const order = [...block.loads.keys()]
  const before = new Set(order.slice(0, order.indexOf(loaded.name)))
  const outer = block.parent?.loads
  return {
    ...bindings,
    resource: (_, name) =>
      (before.has(name) ? block.loads.get(name)?.type : undefined) ??
      (name === loaded.name ? undefined : outer?.get(name)?.type),
    resourceNames: () => [...before],
  }
}

function makeRoute(draft: RouteDraft, checked: ReadonlyMap<Block, CheckedBlock>): Route {
  const { block } = draft
  const own = checked.get(block)
  const around = blocksAround(block, checked)
  const allows =
    around.length > 0
      ? [...around.flatMap((outer) => outer.allows), ...(own?.allows ?? [])]
      : (own?.allows ?? noAllows)
  const shows =
    around.length > 0
      ? [...around.flatMap((outer) => outer.shows), ...(own?.shows ?? [])]
      : (own?.shows ?? [])
  const node = block.node?.kind === "route" ? block.node : undefined
  return {
    id: draft.id,
    verb: draft.verb,
    template: draft.template,
    name: node?.name?.text,
    documentation: node?.documentation,
    span: block.head,
    allows,
    accept: block.accept?.names.map((name) => name.text),
    loads: loadsOf(block, checked),
    body: block.body.mode,
    own: own?.tightening ?? noTightening,
    shows,
    conceal: { existence: block.concealExistence },
    revealErrors: block.revealErrors,
    pass: block.pass,
    cors: block.cors && corsOf(block, checked),
  }
}

function corsOf(block: Block, checked: ReadonlyMap<Block, CheckedBlock>): Cors | undefined {
  for (let at: Block | undefined = block; at; at = at.parent) {
    const cors = checked.get(at)?.cors
    if (cors) return cors
  }
  return undefined
}

/** Blocks around that widen, outer first; most have none. */
function blocksAround(block: Block, checked: ReadonlyMap<Block, CheckedBlock>): readonly CheckedBlock[] {
  const around: CheckedBlock[] = []
  for (let at = block.parent; at; at = at.parent) {
    const outer = checked.get(at)
    if (outer && (outer.allows.length > 0 || outer.shows.length > 0)) around.unshift(outer)
  }
  return around
}

function loadsOf(block: Block, checked: ReadonlyMap<Block, CheckedBlock>): readonly Load[] {
  if (block.loads.size === 0) return []
  return [...block.loads.values()].map((loaded) => ({
    name: loaded.name,
    type: loaded.nominal,
    by: byOf(block, loaded, checked),
    span: loaded.node.span,
  }))
}

function byOf(
  block: Block,
  loaded: Loaded,
  checked: ReadonlyMap<Block, CheckedBlock>,
): readonly Expression[] {
  for (let at: Block | undefined = block; at; at = at.parent) {
    const by = checked.get(at)?.by.get(loaded)
    if (by) return by
  }
  return []
}
