import type { Random } from "./random.ts"
import { uuids, type Kind } from "./world.ts"

// A tree of templates. A node has at most one child of each rank, so that no two templates of a policy rank the same.

export interface Parameter {
  readonly name: string
  readonly kind: Kind
  /** Texts that its type takes, where it does not take all of its kind. */
  readonly values?: readonly string[]
}

export interface PathNode {
  /** As written, with the parameters' own names. */
  readonly text: string
  readonly rank: "literal" | "mixed" | "typed" | "parameter" | "rest"
  readonly parameters: readonly Parameter[]
  /** A text of the segment that fits; several segments for a rest. */
  readonly fitting: (random: Random) => string
  readonly children: PathNode[]
  readonly parent: PathNode | undefined
  /** The whole template, from the root. */
  readonly path: string
  readonly depth: number
}

const literals = ["a_b~c", "a", "b", "items", "v1", "x.y", "u1"]
const texts = [
  "caf%C3%A9",
  "a_b%7ec",
  "a",
  "b",
  "u1",
  "t1",
  "items",
  "v1",
  "x.y",
  "12",
  "-3",
  "0",
  "a-1",
  "p...q",
  "n.json",
  "caf%C3%A9",
  "a%20b",
  "a%3Bb",
  "%61",
  uuids[0]!,
]

interface Segment extends Pick<PathNode, "text" | "rank" | "parameters" | "fitting"> {}

function parameterSegment(name: string): Segment {
  return {
    text: `{${name}}`,
    rank: "parameter",
    parameters: [{ name, kind: "string" }],
    fitting: (random) => random.pick(texts),
  }
}

function typedSegment(name: string, random: Random): Segment {
  const typed = (
    type: string,
    kind: Kind,
    fitting: (random: Random) => string,
    values?: readonly string[],
  ): Segment => ({
    text: `{${name}: ${type}}`,
    rank: "typed",
    parameters: [values ? { name, kind, values } : { name, kind }],
    fitting,
  })
  return random.pick<() => Segment>([
    () => typed("int", "int", (r) => r.pick(["0", "1", "5", "-3", "12"])),
    () => typed("int(0..100)", "int", (r) => r.pick(["1", "5", "12"])),
    () => typed("uuid", "uuid", (r) => r.pick([uuids[0]!, uuids[1]!.toUpperCase()])),
    () => typed('string like "a-*"', "string", (r) => r.pick(["a-1", "a-", "a-x.y"]), ["a-1"]),
    () => typed("string(max 2)", "string", (r) => r.pick(["a", "u1", "%61b"]), ["a", "u1"]),
    () => typed('string("u1", "t1")', "string", (r) => r.pick(["u1", "t1"]), ["u1", "t1"]),
  ])()
}

function mixedSegment(name: string, random: Random): Segment {
  const one: Parameter = { name, kind: "string" }
  const two: Parameter = { name: `${name}b`, kind: "string" }
  return random.pick<() => Segment>([
    () => ({
      text: `{${name}}...{${two.name}}`,
      rank: "mixed",
      parameters: [one, two],
      fitting: (r) => r.pick(["p...q", "a....b", "u1...t1"]),
    }),
    () => ({
      text: `{${name}}.json`,
      rank: "mixed",
      parameters: [one],
      fitting: (r) => r.pick(["n.json", "u1.json", "a.json.json"]),
    }),
    () => ({
      text: `a-{${name}}`,
      rank: "mixed",
      parameters: [one],
      fitting: (r) => r.pick(["a-1", "a-u1"]),
    }),
    () => ({
      text: `n{${name}: int}`,
      rank: "mixed",
      parameters: [{ name, kind: "int" }],
      fitting: (r) => r.pick(["n1", "n12", "n-3"]),
    }),
  ])()
}

function restSegment(name: string, random: Random): Segment {
  const isNamed = random.chance(0.6)
  return {
    text: isNamed ? `{${name}**}` : "**",
    rank: "rest",
    parameters: isNamed ? [{ name, kind: "string" }] : [],
    fitting: (r) => r.pick(["", "a", "a/b", "u1/x.y/", "a%20b/c", "a/"]),
  }
}

export function makeTree(random: Random, size: number): PathNode {
  let named = 0
  // Large trees need more words, or they would run full.
  const words = [...literals, ...Array.from({ length: Math.floor(size / 20) }, (_, at) => `w${at}`)]
  const root: PathNode = {
    text: "",
    rank: "literal",
    parameters: [],
    fitting: () => "",
    children: [],
    parent: undefined,
    path: "",
    depth: 0,
  }
  const nodes = [root]
  const add = (parent: PathNode, segment: Segment): void => {
    const node: PathNode = {
      ...segment,
      children: [],
      parent,
      path: `${parent.path}/${segment.text}`,
      depth: parent.depth + 1,
    }
    parent.children.push(node)
    nodes.push(node)
  }
  for (let tries = 0; nodes.length < size && tries < size * 20; tries++) {
    const parent = random.pick(nodes)
    if (parent.rank === "rest" || parent.depth >= 5) continue
    const name = `p${named++}`
    const segment = random.pick<() => Segment>([
      () => literalSegment(random.pick(words)),
      () => literalSegment(random.pick(words)),
      () => parameterSegment(name),
      () => parameterSegment(name),
      () => typedSegment(name, random),
      () => mixedSegment(name, random),
      () => restSegment(name, random),
    ])()
    const isTaken = parent.children.some((child) =>
      segment.rank === "literal" ? child.text === segment.text : child.rank === segment.rank,
    )
    // A `**` right under the root would make every path known.
    if (!isTaken && (segment.rank !== "rest" || parent !== root)) add(parent, segment)
  }
  return root
}

function literalSegment(text: string): Segment {
  return { text, rank: "literal", parameters: [], fitting: () => encodeURI(text) }
}

export function nodesOf(node: PathNode): readonly PathNode[] {
  return [node, ...node.children.flatMap(nodesOf)]
}

export function ancestry(node: PathNode): readonly PathNode[] {
  return node.parent ? [...ancestry(node.parent), node] : [node]
}

export function parametersOf(node: PathNode): readonly Parameter[] {
  return ancestry(node).flatMap(({ parameters }) => parameters)
}

/** Some block elsewhere in the tree governs routes that do not stand under it: an untyped parameter covers its typed sibling. */
export function coversOthers(node: PathNode): boolean {
  return ancestry(node).some(
    ({ rank, parent }) =>
      rank === "parameter" && parent?.children.some((sibling) => sibling.rank === "typed") === true,
  )
}

/** A path of the node's template; now and then one that just misses it. */
export function pathFor(node: PathNode, random: Random): string {
  const segments = ancestry(node)
    .slice(1)
    .map((one) => (random.chance(0.03) ? random.pick(texts) : one.fitting(random)))
  const path = `/${segments.filter((segment, place) => segment !== "" || place < segments.length - 1).join("/")}`
  const roll = random.below(200)
  if (roll < 3) return `${path}/`
  if (roll < 6) return `${path}/${random.pick(texts)}`
  if (roll < 8) return path.slice(0, Math.max(1, path.lastIndexOf("/")))
  if (roll < 11) return `${path}${random.pick(["//", "/..", "/%2f", ";x", "%zz", "/%00", "#f", "\\"])}`
  if (roll < 30) return `${path}?q=1&path=/a`
  if (roll < 34) return `https://h.example${path}`
  if (roll < 40) return path.replace("u1", "%751").replace("items", "%69tems")
  return path
}
