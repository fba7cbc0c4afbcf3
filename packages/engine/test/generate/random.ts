/** A stream of random choices that a seed repeats exactly. */
export interface Random {
  /** From 0, below `bound`. */
  readonly below: (bound: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <Item>(items: readonly Item[]) => Item
  /** Each item with the probability, in the order given. */
  readonly some: <Item>(items: readonly Item[], probability: number) => Item[]
  readonly shuffle: <Item>(items: readonly Item[]) => Item[]
}

/** Marsaglia's xorshift with a Weyl sequence: fast, and the same on every machine. */
export function makeRandom(seed: number): Random {
  let a = (seed ^ 0x9e3779b9) >>> 0 || 1
  let b = 0x85ebca6b
  let weyl = 0
  const next = (): number => {
    a ^= a << 13
    a ^= a >>> 17
    a ^= a << 5
    weyl = (weyl + 0x6d2b79f5) >>> 0
    b = Math.imul(b ^ (weyl >>> 15), 0x2c1b3c6d) + a
    const mixed = Math.imul((a + weyl) ^ (b >>> 12), 0x297a2d39)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
  for (let warm = 0; warm < 8; warm++) next()

  const below = (bound: number): number => Math.floor((next() / 4294967296) * bound)
  const chance = (probability: number): boolean => next() / 4294967296 < probability
  const pick = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new Error("nothing to pick from")
    return items[below(items.length)]!
  }
  const some = <Item>(items: readonly Item[], probability: number): Item[] =>
    items.filter(() => chance(probability))
  const shuffle = <Item>(items: readonly Item[]): Item[] => {
    const shuffled = [...items]
    for (let place = shuffled.length - 1; place > 0; place--) {
      const other = below(place + 1)
      const moved = shuffled[place]!
      shuffled[place] = shuffled[other]!
      shuffled[other] = moved
    }
    return shuffled
  }
  return { below, chance, pick, some, shuffle }
}
