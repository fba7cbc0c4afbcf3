import { diagnostic } from "../diagnostics/diagnostic.ts"
import type { Diagnostic } from "../diagnostics/diagnostic.ts"
import type { Source } from "../text/source.ts"
import type { Span } from "../text/span.ts"
import type { File } from "./ast.ts"
import type { FileItem } from "./grammar.ts"
import { fileParts, PolicyParser } from "./grammar.ts"
import { maxFileLength } from "./limits.ts"
import { readPath } from "./path.ts"
import type { ReadType } from "./path.ts"
import type { Problem } from "./problem.ts"
import { fence, repairBrackets } from "./repair.ts"
import { scan, scanSome, startScan } from "./scan.ts"
import type { Scan } from "./scan.ts"
import { Path, statementStarts } from "./tokens.ts"
import type { Token } from "./tokens.ts"

export interface Parsed {
  readonly value: File
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads one policy file.
 *
 * Never throws, takes time linear in the text, and goes on after a fault: `value` holds all that could be read, and
 * `diagnostics` name the rest in order, one a line.
 *
 * ```ts
 * const { value, diagnostics } = parse({ path: "orders.edict", text: "package shop\nrole customer\n" })
 * ```
 */
export function parse(source: Source): Parsed {
  const { path: file, text } = source
  if (text.length > maxFileLength) return tooLong(source)
  const sound = readSound(file, text)
  if (sound !== undefined) return assemble(source, sound.scanned, sound.items, [])
  const scanned = scan(file, text)
  const { items, problems } = readFaulty(scanned)
  return assemble(source, scanned, items, problems)
}

/**
 * Reads a file in which there is a fault. Brackets that do not match are put where the indentation says;
 * brackets that match are left alone unless moving them explains the faults as well.
 */
function readFaulty(scanned: Scan): Reading {
  const repair = repairBrackets(scanned.file, scanned.text, scanned.tokens)
  const written =
    repair.unbalanced && repair.problems.length > 0 ? undefined : readFenced(scanned, scanned.tokens)
  if (repair.problems.length === 0 && written !== undefined) return written
  const { items, problems } = readFenced(scanned, repair.tokens)
  const repaired = { items, problems: [...repair.problems, ...problems] }
  if (written === undefined) return repaired
  const lines = (reading: Reading): number => onePerLine([...scanned.problems, ...reading.problems]).length
  return lines(repaired) <= lines(written) + 1 ? repaired : written
}

const readFenced = (scanned: Scan, tokens: readonly Token[]): Reading =>
  read(scanned, fence(tokens, statementStarts))

// Building the parser analyses the grammar: done once, and only when something is parsed.
let parser: PolicyParser | undefined

interface Reading {
  readonly items: FileItem[]
  readonly problems: Problem[]
}

function read(scanned: Scan, tokens: Token[]): Reading {
  parser ??= new PolicyParser()
  const { file, text, documentationBefore, documentationOn } = scanned
  readPaths(file, text, tokens)
  parser.load({ file, text, tokens, documentationBefore, documentationOn })
  const items = parser.fileItems()
  const { problems } = parser
  parser.release()
  return { items, problems }
}

const enoughTokens = 4096

/**
 * Reads a file without faults some declarations at a time, so that few tokens live at once; undefined at a fault.
 * Of a file that passes a bound nothing is read.
 */
function readSound(file: string, text: string): { scanned: Scan; items: FileItem[] } | undefined {
  const scanned = startScan(file, text)
  const items: FileItem[] = []
  for (;;) {
    const tokens = scanSome(scanned, enoughTokens)
    if (scanned.refused) return { scanned, items: [] }
    const atEnd = scanned.tokens === tokens
    const reading = read(scanned, tokens)
    if (scanned.problems.length > 0 || reading.problems.length > 0) return undefined
    for (const item of reading.items) items.push(item)
    if (atEnd) return { scanned, items }
  }
}

/** Splits every PATH token; the grammar finds the result on the token. */
function readPaths(file: string, text: string, tokens: readonly Token[]): void {
  const readType: ReadType = (start, end, span) => {
    const inner = scan(file, text.slice(start, end))
    const moved = inner.tokens.map((token) => ({
      ...token,
      startOffset: token.startOffset + start,
      endOffset: token.endOffset + start,
      startLine: span.line,
      startColumn: token.startColumn + span.column - 1,
    }))
    parser ??= new PolicyParser()
    parser.load({ file, text, tokens: moved, documentationBefore: new Map(), documentationOn: new Map() })
    const type = parser.wholeType(span)
    const shift = (problem: Problem): Problem => ({
      ...problem,
      span: {
        ...problem.span,
        start: problem.span.start + start,
        end: problem.span.end + start,
        line: span.line,
        column: problem.span.column + span.column - 1,
      },
    })
    return { type, problems: [...inner.problems.map(shift), ...parser.problems] }
  }
  for (const token of tokens) {
    if (token.tokenType === Path && token.payload === undefined)
      token.payload = readPath(file, token, readType)
  }
}

function assemble(
  source: Source,
  scanned: Scan,
  items: readonly FileItem[],
  problems: readonly Problem[],
): Parsed {
  const all = [...scanned.problems, ...problems]
  const parts = fileParts(items, (problem) => all.push(problem))
  const noPackage = parts.package === undefined && all.length === 0
  if (noPackage) all.push(missingPackage(source.path))
  const span = { file: source.path, start: 0, end: source.text.length, line: 1, column: 1 }
  const value: File = { kind: "file", span, ...parts, comments: scanned.comments }
  return { value, diagnostics: onePerLine(all).map(toDiagnostic) }
}

function missingPackage(file: string): Problem {
  return {
    code: "E031",
    span: { file, start: 0, end: 0, line: 1, column: 1 },
    message: "a policy file begins with its package",
    help: "write `package` and a name, such as `package shop.orders`, before everything else",
  }
}

function tooLong(source: Source): Parsed {
  const span: Span = { file: source.path, start: 0, end: 0, line: 1, column: 1 }
  const message = `a policy file longer than ${maxFileLength} characters`
  const value: File = { kind: "file", span, ...fileParts([], () => undefined), comments: [] }
  return {
    value,
    diagnostics: [diagnostic("E040", span, message, { help: "split the policy into several files" })],
  }
}

/** In the order of the text, and of each line the first: what follows a fault on its line is mostly its echo. */
function onePerLine(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted((a, b) => a.span.start - b.span.start)
  const lines = new Set<number>()
  return sorted.filter(({ span }) => {
    if (lines.has(span.line)) return false
    lines.add(span.line)
    return true
  })
}

function toDiagnostic(problem: Problem): Diagnostic {
  const { code, span, message, why, help, labels, replacement } = problem
  const fixes =
    replacement === undefined
      ? []
      : [{ title: `write \`${replacement}\``, safe: false, edits: [{ span, text: replacement }] }]
  return diagnostic(code, span, message, { why, help, labels, fixes })
}
