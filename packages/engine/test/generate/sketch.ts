import type { Random } from "./random.ts"

// A policy before it is text: blocks and lines, so that tests can shuffle, add and take away.

export type Item = string | Block

export interface Block {
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

function isLoad(item: Item): boolean {
  return typeof item === "string" && item.startsWith("load ")
}
