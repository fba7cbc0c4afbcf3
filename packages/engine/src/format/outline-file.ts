import type { File } from "../syntax/ast.ts"
import type { Lexemes } from "./lexemes.ts"
import { firstOf, type Group, type Outline, type Sketch } from "./outline.ts"
import { outlineLine } from "./outline-statements.ts"

/** Where the lines of a file may end. */
export function outlineFile(file: File, lexemes: Lexemes): Outline {
  const root: Group = {
    start: 0,
    end: lexemes.tokens.length,
    breaks: [],
    children: [],
    isBlock: true,
  }
  const sketch: Sketch = {
    lexemes,
    tight: new Set(),
    wide: new Set(),
    documentable: [],
    current: root,
  }
  // The span of a package is its name's.
  const lines = [...file.imports, ...file.declarations].sort((a, b) => a.span.start - b.span.start)
  if (file.version !== undefined) root.breaks.push({ at: firstOf(sketch, file.version), indent: 0 })
  if (file.package !== undefined) root.breaks.push({ at: firstOf(sketch, file.package) - 1, indent: 0 })
  for (const line of lines) {
    root.breaks.push({ at: firstOf(sketch, line), indent: 0 })
    outlineLine(sketch, line)
  }
  return { root, tight: sketch.tight, wide: sketch.wide, documentable: sketch.documentable }
}
