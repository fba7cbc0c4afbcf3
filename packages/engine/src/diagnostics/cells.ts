import { printable } from "../text/printable.ts"

const zeroWidth = /[\p{Mn}\p{Me}]/u
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u

/** One character of a line as it is shown: where it stood, what stands for it, how many columns that takes. */
export interface Cell {
  /** UTF-16 units from the line's start. */
  readonly offset: number
  readonly shown: string
  readonly width: number
}

const tabWidth = 4

/** Text of one line, which begins `start` units into it; a tab goes to the next multiple of four columns. */
export function cellsOf(text: string, start: number): readonly Cell[] {
  const cells: Cell[] = []
  let offset = start
  let column = 0
  for (const character of text) {
    const shown = character === "\t" ? " ".repeat(tabWidth - (column % tabWidth)) : printable(character)
    const width = shown === character ? widthOf(character) : shown.length
    cells.push({ offset, shown, width })
    offset += character.length
    column += width
  }
  return cells
}

function widthOf(character: string): number {
  if (character >= " " && character <= "~") return 1
  if (zeroWidth.test(character)) return 0
  return wide.test(character) ? 2 : 1
}
