import { condition, type Readable } from "./conditions.ts"
import { ancestry, coversOthers, makeTree, nodesOf, parametersOf, type PathNode } from "./paths.ts"
import { makeRandom, type Random } from "./random.ts"
import { allow, response, tightenings, withoutRoles, type Ground } from "./rules.ts"
import { render, type Item, type PolicyFile, type SketchFile } from "./sketch.ts"
import { actorMembers, declaration, records, subjectMembers, things } from "./world.ts"

export interface RouteSketch {
  readonly node: PathNode
  readonly verb: string
}

export interface GeneratedPolicy {
  readonly seed: number
  readonly sketch: readonly SketchFile[]
  readonly files: readonly PolicyFile[]
  readonly routes: readonly RouteSketch[]
  /** Names that can be assigned, aliases included. */
  readonly assignable: readonly string[]
  /** Names that cannot: conditional, relative, unknown. */
  readonly unassignable: readonly string[]
}

export interface GenerateOptions {
  /** About so many routes; left out: 4 to 16. */
  readonly routes?: number
  /** No `HEAD` is written anywhere. */
  readonly withoutHead?: boolean
}

interface Roles {
  readonly plain: readonly string[]
  readonly derived: readonly string[]
  readonly relative: readonly { readonly name: string; readonly of: string; readonly type: string }[]
  readonly declarations: readonly string[]
  readonly aliases: readonly string[]
}

interface World {
  readonly random: Random
  readonly roles: Roles
  readonly settings: Readable["settings"]
  readonly hasAuthenticators: boolean
  readonly quotas: readonly string[]
  /** Nodes under which anybody may be allowed: there nothing that tightens reads the subject. */
  readonly isPublic: (node: PathNode) => boolean
  readonly hasPublic: boolean
  readonly hasHead: boolean
  readonly routesOf: ReadonlyMap<PathNode, readonly RouteSketch[]>
}

const settings: Readable["settings"] = [
  { name: "most", kind: "int" },
  { name: "home", kind: "string" },
  { name: "strict", kind: "bool" },
  { name: "opening", kind: "time" },
]

const settingLines = [
  "setting most: int = 5 from env.MOST",
  'setting home: string = "t1"',
  "setting strict: bool = true from env.STRICT",
  "setting opening: time = 09:30",
]

/** A random policy that compiles, as text; the same for the same seed. */
export function generatePolicy(seed: number, options: GenerateOptions = {}): GeneratedPolicy {
  const random = makeRandom(seed)
  const wanted = options.routes ?? 4 + random.below(13)
  const tree = makeTree(random, Math.ceil(wanted * 0.9) + 3)
  const topPublic = new Set(random.some(tree.children, 0.35))
  const isPublic = (node: PathNode): boolean => {
    const top = ancestry(node)[1]
    return top !== undefined && topPublic.has(top)
  }
  const roles = makeRoles(random)
  const hasHead = options.withoutHead !== true
  const routes = makeRoutes(tree, random, wanted, hasHead)
  const world: World = {
    random,
    roles,
    settings,
    hasAuthenticators: random.chance(0.3),
    quotas: ["perCaller", "perHost"],
    isPublic,
    hasPublic: topPublic.size > 0,
    hasHead,
    routesOf: byNode(routes),
  }
  const sketch = makeFiles(tree, routes, world)
  const derivedNames = [...roles.derived, ...roles.relative.map(({ name }) => name)]
  return {
    seed,
    sketch,
    files: render(sketch),
    routes,
    assignable: [...roles.plain, ...roles.aliases],
    unassignable: [...derivedNames, "nobody", "anyone", "authenticated", "constructor"],
  }
}

function byNode(routes: readonly RouteSketch[]): ReadonlyMap<PathNode, readonly RouteSketch[]> {
  const found = new Map<PathNode, RouteSketch[]>()
  for (const route of routes) {
    const known = found.get(route.node)
    if (known) known.push(route)
    else found.set(route.node, [route])
  }
  return found
}

const verbs = ["GET", "GET", "GET", "POST", "PUT", "DELETE", "PATCH", "ANY", "PURGE"]

function makeRoutes(
  tree: PathNode,
  random: Random,
  wanted: number,
  hasHead: boolean,
): readonly RouteSketch[] {
  const routes: RouteSketch[] = []
  const taken = new Map<PathNode, string[]>()
  const nodes = nodesOf(tree)
  for (let tries = 0; routes.length < wanted && tries < wanted * 8; tries++) {
    const node = random.pick(nodes)
    const verb = random.pick(hasHead ? [...verbs, "HEAD"] : verbs)
    const others = taken.get(node) ?? []
    if (others.includes(verb)) continue
    taken.set(node, [...others, verb])
    routes.push({ node, verb })
  }
  return routes
}

function makeRoles(random: Random): Roles {
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
  return { plain, derived, relative, declarations, aliases }
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

const defineLines = [
  "define big(d: Doc) = d.total > 100",
  'define over(d: Doc, n: int) = (d.count > n) or (d.state == "closed")',
  "define inside() = context.ip in 10.0.0.0/8",
  "define mine(d: Doc) = d.ownerId == subject.id",
  'define trusted() = (inside()) or (header.x-mode == "a")',
]

function callsFor(readable: Pick<Readable, "subject" | "things">): readonly string[] {
  const docs = readable.things.filter(({ type }) => type === "Doc")
  return [
    "inside()",
    "trusted()",
    ...docs.flatMap(({ name }) => [
      `big(${name})`,
      `over(${name}, 3)`,
      ...(readable.subject ? [`mine(${name})`] : []),
    ]),
  ]
}

interface Standing {
  readonly subject: boolean
  readonly path: Readable["path"]
  readonly body: boolean
  readonly things: Readable["things"]
  readonly targets: () => readonly string[]
}

function groundFor(world: World, standing: Standing): Ground {
  const { roles } = world
  const isBound = (role: Roles["relative"][number]): boolean =>
    standing.things.some(({ name, type }) => name === role.of && type === role.type)
  const bound = roles.relative.filter(isBound).map(({ name }) => name)
  const names = [...roles.plain, ...roles.derived, ...roles.relative.map(({ name }) => name)]
  const holdable = [...roles.plain, ...roles.derived, ...bound, ...bound]
  const readable: Readable = {
    subject: standing.subject,
    actor: true,
    path: standing.path,
    query: true,
    body: standing.body,
    things: standing.things,
    settings: world.settings,
    roles: standing.subject ? [...roles.plain, ...roles.derived, ...bound] : [],
    calls: [],
  }
  return {
    readable: { ...readable, calls: callsFor(readable) },
    roles: names,
    holdable,
    targets: standing.targets,
    quotas: world.quotas,
  }
}

function makeFiles(tree: PathNode, routes: readonly RouteSketch[], world: World): readonly SketchFile[] {
  const { random, roles } = world
  const declarations: Item[] = [
    ...Object.entries(records).map(([name, members]) => declaration(`type ${name}`, members)),
    declaration("subject", subjectMembers),
    declaration("actor", actorMembers),
    ...settingLines,
    ...defineLines,
    ...roles.declarations,
    "trust proxy 10.0.0.0/8",
    "quota perCaller = 100/min per context.ip burst 20",
    "quota perHost = 1_000/day per context.host",
    ...(world.hasAuthenticators
      ? [
          {
            head: "authenticate apikey partners",
            items: [
              'header "x-api-key"',
              'keys file "./partners.yaml"',
              "subject.id = key.id",
              "subject.roles = key.roles",
            ],
          },
        ]
      : []),
  ]
  const files: Item[][] = Array.from({ length: 1 + random.below(3) }, () => [])
  for (const item of declarations) random.pick(files).push(item)
  if (world.hasAuthenticators) for (const file of files) file.push("accept auth partners")

  const everywhere: Standing = {
    subject: !world.hasPublic,
    path: [],
    body: false,
    things: [],
    targets: () => targetsUnder(tree, world),
  }
  random.pick(files).push(...tightenings(groundFor(world, everywhere), random, 0.25))
  for (const rail of guardrails(tree, routes, world, everywhere)) random.pick(files).push(rail)

  const placed = place(tree, { world, loaded: [], isWhole: false })
  for (const item of [...placed.inside, ...placed.apart]) random.pick(files).push(item)
  return files.map((items, at) => ({ path: `f${at}.edict`, package: "generated.policy", items }))
}

function targetsUnder(node: PathNode, { routesOf, hasHead }: World): readonly string[] {
  return nodesOf(node).flatMap((under) => {
    const path = under.path || "/"
    return (routesOf.get(under) ?? []).flatMap(({ verb }) => [
      `${verb} ${path}`,
      `ANY ${path}`,
      ...(verb === "GET" && hasHead ? [`HEAD ${path}`] : []),
    ])
  })
}

function guardrails(
  tree: PathNode,
  routes: readonly RouteSketch[],
  world: World,
  everywhere: Standing,
): readonly Item[] {
  const { random } = world
  if (!random.chance(0.5)) return []
  const used = routes.map(({ node }) => node).filter((node) => node !== tree)
  if (used.length === 0) return []
  return Array.from({ length: 1 + random.below(2) }, (): Item => {
    const node = random.pick(ancestry(random.pick(used)).slice(1))
    const isRest = node.rank === "rest"
    const literal = `/${ancestry(node)
      .slice(1)
      .map((one) => one.fitting(random))
      .join("/")}`
    // Sometimes of one concrete path: then it governs some requests of a route only.
    const isConcrete = random.chance(0.3) && !isRest && !literal.includes("%")
    const path = isConcrete ? literal : `${node.path}${isRest ? "" : random.pick(["", "/**"])}`
    const parameters = isConcrete ? [] : parametersOf(node)
    const ground = groundFor(world, {
      ...everywhere,
      path: parameters,
      targets: () => targetsUnder(node, world),
    })
    return {
      head: `guardrail ${path}`,
      items: tightenings(
        { ...ground, readable: { ...ground.readable, settings: [], calls: [] } },
        random,
        0.8,
      ),
    }
  })
}

interface Placing {
  readonly world: World
  readonly loaded: Readable["things"]
  /** All below stands in the block that is being written. */
  readonly isWhole: boolean
}

/** Items for the block of the node's parent, and blocks that stand apart with full paths. */
function place(node: PathNode, placing: Placing): { readonly inside: Item[]; readonly apart: Item[] } {
  const { world, loaded, isWhole } = placing
  const { random } = world
  const own = world.routesOf.get(node) ?? []
  const isTop = node.parent === undefined
  if (!isTop && node.rank === "rest") {
    const route = own.map((one) => routeBlock(one, `/${node.text}`, placing))
    return { inside: route, apart: [] }
  }
  const isLoading = !isTop && !coversOthers(node) && random.chance(0.45)
  const whole = isWhole || isLoading
  const loads = isLoading ? makeLoads(node, world, loaded) : { lines: [], things: [] }
  const inner: Placing = { ...placing, loaded: [...loaded, ...loads.things], isWhole: whole }

  const children = node.children.map((child) => place(child, inner))
  const apart = children.flatMap((child) => child.apart)
  const standing: Standing = {
    subject: !world.isPublic(node) && !coversPublic(node, world),
    path: parametersOf(node),
    body: false,
    things: whole && !coversOthers(node) ? inner.loaded : [],
    targets: () => targetsUnder(node, world),
  }
  const below: Item[] = [
    ...own.map((route) => routeBlock(route, "/", inner)),
    ...children.flatMap((child) => child.inside),
  ]
  if (isTop) return { inside: below, apart }
  if (below.length === 0) return { inside: [], apart }
  const ground = groundFor(world, standing)
  const items: Item[] = [
    ...loads.lines,
    ...tightenings(ground, random, 0.3),
    ...blockWide(ground, world, random),
    ...below,
  ]
  const isApart = !isWhole && random.chance(0.3)
  const block = { head: `api ${isApart ? node.path : `/${node.text}`}`, items }
  return isApart ? { inside: [], apart: [...apart, block] } : { inside: [block], apart }
}

/** An untyped parameter covers typed siblings, which may be public themselves. */
function coversPublic(node: PathNode, world: World): boolean {
  return ancestry(node).some(
    ({ rank, parent }) =>
      rank === "parameter" &&
      (parent?.children ?? []).some((sibling) => sibling.rank === "typed" && world.isPublic(sibling)),
  )
}

/** What widens: an `allow` for all below, shows, `conceal`, `reveal`. */
function blockWide(ground: Ground, world: World, random: Random): Item[] {
  return [
    ...(random.chance(0.08) ? [allow(ground, random, false)] : []),
    ...(random.chance(0.08) ? [response(ground, random, true)] : []),
    ...(random.chance(0.15) ? [{ head: "response", items: ["conceal existence"] }] : []),
    ...(random.chance(0.06) ? [{ head: "response", items: ["reveal errors"] }] : []),
    ...(world.hasAuthenticators && random.chance(0.1) ? ["accept auth partners"] : []),
  ]
}

function makeLoads(
  node: PathNode,
  { random }: World,
  loaded: Readable["things"],
): { readonly lines: Item[]; readonly things: Readable["things"] } {
  const parameters = parametersOf(node)
  const free = things.filter(({ name }) => !loaded.some((known) => known.name === name))
  const chosen = random.some(free, 0.5).slice(0, 2)
  const lines: Item[] = []
  const before: { name: string; type: string }[] = [...loaded]
  for (const { name, type } of chosen) {
    const keys = [
      ...parameters.map((parameter) => `path.${parameter.name}`),
      "query.q",
      ...before.map((other) => `${other.name}.${other.type === "Doc" ? "ownerId" : "leadId"}`),
    ]
    lines.push(`load ${name}: ${type} by ${random.pick(keys)}`)
    before.push({ name, type })
  }
  return { lines, things: chosen }
}

function routeBlock(route: RouteSketch, text: string, placing: Placing): Item {
  const { world, loaded } = placing
  const { random } = world
  const isPublic = world.isPublic(route.node)
  const hasBody = ["POST", "PUT", "PATCH"].includes(route.verb) && random.chance(0.6)
  const loads = random.chance(0.4) ? makeLoads(route.node, world, loaded) : { lines: [], things: [] }
  const standing: Standing = {
    subject: !isPublic,
    path: parametersOf(route.node),
    body: hasBody,
    things: [...loaded, ...loads.things],
    targets: () => [],
  }
  const ground = groundFor(world, standing)
  const asAllow: Ground = groundFor(world, { ...standing, subject: true })
  const items: Item[] = [
    ...loads.lines,
    ...Array.from({ length: 1 + random.below(3) }, () => allow(asAllow, random, isPublic)),
    ...tightenings(ground, random, 0.9),
    ...(hasBody ? [`body any max ${random.pick(["4kb", "64kb"])}`] : []),
    ...(random.chance(0.3)
      ? [response({ ...ground, readable: withoutRoles(ground.readable) }, random, true)]
      : []),
    ...(random.chance(0.1) ? [{ head: "response", items: ["conceal existence"] }] : []),
  ]
  return { head: `${route.verb} ${text}`, items }
}
