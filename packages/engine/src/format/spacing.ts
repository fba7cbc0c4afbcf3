import type { Token } from "../syntax/tokens.ts"
import * as t from "../syntax/tokens.ts"
import type { Lexemes } from "./lexemes.ts"
import type { Outline } from "./outline.ts"

/** How many blanks stand before each word where the line does not end there. */
export function spacingOf({ tokens }: Lexemes, { tight, wide }: Outline): readonly number[] {
  return tokens.map((token, index) => {
    const before = tokens[index - 1]
    if (before === undefined || tight.has(index)) return 0
    if (isClose(before, token)) return 0
    return wide.has(index) ? 2 : 1
  })
}

const closeBefore: ReadonlySet<unknown> = new Set([
  t.Comma,
  t.ParenClose,
  t.BracketClose,
  t.Dot,
  t.Colon,
  t.Question,
])
const closeBehind: ReadonlySet<unknown> = new Set([t.ParenOpen, t.BracketOpen, t.Dot])
const addresses: ReadonlySet<unknown> = new Set([t.Address, t.Cidr])

function isClose({ tokenType: before }: Token, { tokenType: type }: Token): boolean {
  if (closeBefore.has(type) || closeBehind.has(before)) return true
  if (before === t.BraceOpen && type === t.BraceClose) return true
  // Beside an address, dots could be read as its own.
  return (type === t.DotDot && !addresses.has(before)) || (before === t.DotDot && !addresses.has(type))
}
