import {
  groundFor,
  guardrails,
  place,
  targetsUnder,
  type RouteSketch,
  type Standing,
  type World,
} from "./blocks.ts"
import { cors } from "./cors.ts"
import { defineLines, settingLines, settings } from "./declarations.ts"
import { withLibrary } from "./folders.ts"
import { ancestry, makeTree, nodesOf, type PathNode } from "./paths.ts"
import { makeRandom, type Random } from "./random.ts"
import { makeRoles } from "./roles.ts"
import { tightenings } from "./rules.ts"
import { render, type Item, type PolicyFile, type SketchFile } from "./sketch.ts"
import { actorMembers, declaration, records, subjectMembers } from "./world.ts"

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
  const together = makeFiles(tree, routes, world)
  const sketch = random.chance(0.3) ? withLibrary(together) : together
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
  if (random.chance(0.4)) random.pick(files).push(cors(random, []))
  return files.map((items, at) => ({ path: `f${at}.edict`, package: "generated.policy", items }))
}
