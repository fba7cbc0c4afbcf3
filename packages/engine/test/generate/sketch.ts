import type { Random } from "./random.ts"

// A policy before it is text: blocks and lines, so that tests can shuffle, add and take away.

export type Item = string | Block

interface Block {
  readonly head: string
  readonly items: readonly Item[]
}

export interface SketchFile {
  readonly path: string
  readonly package: string
  readonly imports?: readonly string[]
  readonly items: readonly Item[]
}

export interface PolicyFile {
  readonly path: string
  readonly text: string
}

export function render(files: readonly SketchFile[]): PolicyFile[] {
  return files.map((file) => ({
    path: file.path,
    text:
      [
        `package ${file.package}`,
        ...(file.imports ?? []),
        ...file.items.flatMap((item) => lines(item, "")),
      ].join("\n") + "\n",
  }))
}

function lines(item: Item, indent: string): string[] {
  if (typeof item === "string") return [indent + item]
  return [
    `${indent}${item.head} {`,
    ...item.items.flatMap((inner) => lines(inner, `${indent}  `)),
    `${indent}}`,
  ]
}

/** The same policy, its files, declarations and statements in another order. */
export function shuffled(files: readonly SketchFile[], random: Random): SketchFile[] {
  return random.shuffle(files.map((file) => ({ ...file, items: shuffledItems(file.items, random) })))
}

function shuffledItems(items: readonly Item[], random: Random): Item[] {
  // INVARIANT (loads run in the order of their lines): the order of these alone means something.
  const order = random.shuffle(items.map((_, place) => place))
  const loads = items.filter(isLoad)
  let load = 0
  return order.map((place) => {
    const item = items[place]!
    if (isLoad(item)) return loads[load++]!
    return typeof item === "string" ? item : { head: item.head, items: shuffledItems(item.items, random) }
  })
}

/** The same policy with one item more, in some block or file. */
export function withItem(files: readonly SketchFile[], item: Item, random: Random): SketchFile[] {
  // A folder beside the others does not know the names of the item.
  const chosen = random.below(files.filter(({ path }) => !path.includes("/")).length)
  return files.map((file, place) =>
    place === chosen ? { ...file, items: addedTo(file.items, item, random) } : file,
  )
}

function addedTo(items: readonly Item[], item: Item, random: Random): Item[] {
  const blocks = items.flatMap((inner, place) => (isRuleBlock(inner) ? [place] : []))
  if (blocks.length === 0 || random.chance(0.25)) return [...items, item]
  const chosen = random.pick(blocks)
  return items.map((inner, place) => {
    if (place !== chosen || typeof inner === "string") return inner
    return { head: inner.head, items: addedTo(inner.items, item, random) }
  })
}

/** An api or a route: `GET /`. */
function isRuleBlock(item: Item): boolean {
  return typeof item !== "string" && /^(?:api|[A-Z]+) \//.test(item.head)
}

/** The same policy without the lines that begin so. */
export function withoutItems(files: readonly SketchFile[], start: string): SketchFile[] {
  const kept = (items: readonly Item[]): Item[] =>
    items
      .filter((item) => typeof item !== "string" || !item.startsWith(start))
      .map((item) => (typeof item === "string" ? item : { head: item.head, items: kept(item.items) }))
  return files.map((file) => ({ ...file, items: kept(file.items) }))
}

function isLoad(item: Item): boolean {
  return typeof item === "string" && item.startsWith("load ")
}
