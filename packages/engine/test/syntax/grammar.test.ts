import { expect, test } from "vitest"
import { PolicyParser } from "../../src/syntax/grammar.ts"

test("no two alternatives of the grammar can be confused with three tokens of lookahead", () => {
  // The checks of the grammar, and they alone, need this of a later Node.
  const groups = Object as { groupBy?: unknown }
  groups.groupBy ??= <Item>(items: Iterable<Item>, keyOf: (item: Item) => PropertyKey) => {
    const result: Record<PropertyKey, Item[]> = {}
    for (const item of items) (result[keyOf(item)] ??= []).push(item)
    return result
  }
  expect(() => new PolicyParser(true)).not.toThrow()
})
