import { type CST, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from "yaml"

/** What no file of tests may hold. */
export interface Excess {
  readonly node: Node
  readonly message: string
}

/** What every alias stands for, and the first excess. */
export interface Bounded {
  readonly targets: ReadonlyMap<Node, Node>
  readonly excess: Excess | undefined
}

const deepest = 100
export const deepMessage: string = `this is nested more than ${deepest} deep`
const mostByAliases = 100_000

/**
 * Where a text is nested too deep, if it is anywhere: what composes its nodes calls itself for each level, and at some depth takes the
 * process down. This does not.
 */
export function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const waiting = tokens.map((token): readonly [CST.Token | null | undefined, number] => [token, 0])
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [token, depth] = next
    if (!token) continue
    if (depth > deepest) return token.offset
    if (token.type === "document") waiting.push([token.value, depth])
    else if ("items" in token)
      for (const { key, value } of token.items) waiting.push([key, depth + 1], [value, depth + 1])
  }
  return undefined
}

interface Walk {
  /** By name. Undefined size: the walk is still in it. */
  readonly anchors: Map<string, { readonly node: Node; readonly size: number | undefined }>
  readonly targets: Map<Node, Node>
  repeated: number
}

/**
 * Walks a document once, and holds it to what can be read in bounded time and written as JSON.
 *
 * INVARIANT (bounded input): behind it, no alias leads back to itself, all of them together stand for at most 100,000 values, nothing
 * is nested more than 100 deep, and every key is a text.
 */
export function boundsOf({ contents }: Pick<Document, "contents">): Bounded {
  const walk: Walk = { anchors: new Map(), targets: new Map(), repeated: 0 }
  const size = sizeOf(walk, contents, 0)
  return { targets: walk.targets, excess: typeof size === "number" ? undefined : size }
}

/** How many values stand in a node, those included that aliases stand for. */
function sizeOf(walk: Walk, node: Node | null, depth: number): number | Excess {
  if (node === null) return 1
  if (depth > deepest) return { node, message: deepMessage }
  if (isAlias(node)) return sizeOfAlias(walk, node, node.source)
  const { anchor } = node as { readonly anchor?: string }
  if (anchor !== undefined) walk.anchors.set(anchor, { node, size: undefined })
  const size = isScalar(node) ? sizeOfScalar(node) : sizeOfParts(walk, node, depth)
  if (anchor !== undefined && typeof size === "number") walk.anchors.set(anchor, { node, size })
  return size
}

function sizeOfAlias(walk: Walk, node: Node, name: string): number | Excess {
  const anchor = walk.anchors.get(name)
  if (anchor === undefined) return { node, message: `nothing before \`*${name}\` is called \`&${name}\`` }
  if (anchor.size === undefined) return { node, message: `\`*${name}\` stands for what it stands in` }
  walk.targets.set(node, anchor.node)
  walk.repeated += anchor.size
  if (walk.repeated <= mostByAliases) return anchor.size
  return { node, message: `aliases stand for more than ${mostByAliases} values` }
}

function sizeOfScalar(node: Scalar): number | Excess {
  const { value } = node
  if (typeof value !== "number") return 1
  if (!Number.isFinite(value)) return { node, message: "JSON has no such number" }
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return 1
  return { node, message: "a number beyond ±(2^53−1) is not read exactly; as a text in quotes it is" }
}

function sizeOfParts(walk: Walk, node: Node, depth: number): number | Excess {
  let size = 1
  for (const [key, value] of partsOf(node)) {
    if (key !== undefined && (!isScalar(key) || key.value === null || typeof key.value === "object"))
      return { node: key ?? node, message: "a key is no text" }
    const inner = sizeOf(walk, value, depth + 1)
    if (typeof inner !== "number") return inner
    // An anchor may stand before a key too.
    if (key !== undefined) sizeOf(walk, key, depth + 1)
    size += inner
  }
  return size
}

/** Keys, where it has any, with values. */
function partsOf(node: Node): readonly (readonly [Node | null | undefined, Node | null])[] {
  if (isSeq<Node | null>(node)) return node.items.map((item) => [undefined, item])
  if (isMap<Node | null, Node | null>(node)) return node.items.map(({ key, value }) => [key, value])
  return []
}
