import { scan } from "../../src/syntax/scan.ts"
import { pick, type Random } from "../syntax/random.ts"

const blanks = [" ", "  ", "\t", "\n", "\n", "\r\n", "\n\n\n", " \n\t ", "\r", "    "]
const remarks = [
  "# c",
  "#",
  "#! é😀 漢字",
  "# trailing \t ",
  "## doc",
  "##",
  "### deep",
  "# } { or so",
  '# "',
  "##  two",
]

/** Signs beside which no blank is needed. `/a{` would go on as a path, and a sign may follow a path only with care. */
const open = /^[,()[\]=<>!]+$/

/**
 * The same words in the same order in another layout: line ends, blanks and comments anywhere between them.
 * `calm` is the share of gaps that stay as they were written.
 */
export function relayout(text: string, random: Random, calm: number = 0.5): string {
  const { tokens } = scan("relayout.edict", text)
  let result = random() < 0.05 ? "\uFEFF" : ""
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1]
    const start = before === undefined ? 0 : before.endOffset + 1
    const gap = text.slice(start, token.startOffset).replace("\uFEFF", "")
    const canTouch = before === undefined || gap === "" || open.test(token.image) || open.test(before.image)
    result += random() < calm ? gap : randomGap(random, canTouch)
    result += text.slice(token.startOffset, token.endOffset + 1)
  }
  const end = text.slice((tokens.at(-1)?.endOffset ?? -1) + 1)
  return result + (random() < 0.5 ? end : randomGap(random, true))
}

function randomGap(random: Random, canTouch: boolean): string {
  if (canTouch && random() < 0.4) return ""
  let gap = pick(random, blanks)!
  while (random() < 0.25)
    gap += `${pick(random, remarks)!}${pick(random, ["\n", "\r\n", "\n\n"])!}${random() < 0.5 ? pick(random, blanks)! : ""}`
  return gap
}

/** All on one line, but for comments. */
export function onOneLine(text: string): string {
  const { tokens } = scan("one-line.edict", text)
  return tokens.map(({ startOffset, endOffset }) => text.slice(startOffset, endOffset + 1)).join(" ")
}
