import { EOF } from "chevrotain"
import type { Span } from "../text/span.ts"
import type { Declaration, File, Import, Name, TypeNode } from "./ast.ts"
import type { Rule } from "./grammar/base.ts"
import { DeclarationParser } from "./grammar/declarations.ts"
import { placeOf, type Place } from "./grammar/recovery.ts"
import type { Problem } from "./problem.ts"
import { quoted } from "./problem.ts"
import * as t from "./tokens.ts"

type Header = { readonly kind: "version"; readonly value: NonNullable<File["version"]> } | PackageLine
type PackageLine = { readonly kind: "package"; readonly value: Name }
export type FileItem = Header | Import | Declaration

export type FileParts = Pick<File, "version" | "package" | "imports" | "declarations">

/** The whole grammar, as docs/grammar.ebnf: one rule a production, in the order in which they build on each other. */
export class PolicyParser extends DeclarationParser {
  constructor(validate = false) {
    super(validate)
    this.performSelfAnalysis()
  }

  readonly version: Rule<Header> = this.RULE("version", (): Header => {
    const first = this.CONSUME(t.keyword.edict)
    const number = this.SUBRULE(this.integer)
    return this.ACTION((): Header => {
      if (number.value !== 1) {
        const message = `${quoted(number.text)} is no version of the language`
        this.report({ code: "E035", span: number.span, message, help: "this version reads `edict 1`" })
      }
      return { kind: "version", value: { number: number.value, span: this.spanFrom(first) } }
    })
  })

  readonly package: Rule<Header> = this.RULE("package", (): Header => {
    this.CONSUME(t.keyword.package)
    const first = this.CONSUME(t.Word)
    const words = [first.image]
    this.MANY(() => {
      this.CONSUME(t.Dot)
      words.push(this.CONSUME2(t.Word).image)
    })
    return { kind: "package", value: { text: words.join("."), span: this.spanFrom(first) } }
  })

  private readonly filePlace: Place<FileItem> = placeOf<FileItem>("a file", [
    [t.keyword.edict, this.version],
    [t.keyword.package, this.package],
    [t.keyword.import, this.import],
    ...this.declarations,
  ])

  /** The type between a path parameter's braces, with nothing behind it. */
  readonly wholeType: (span: Span) => TypeNode | undefined = this.RULE("wholeType", (span: Span) => {
    if (this.RECORDING_PHASE) return this.SUBRULE(this.parameterType)
    if (this.LA(1).tokenType === EOF) {
      const help = "a parameter is written `{name}` or `{name: type}`"
      this.report({ code: "E022", span, message: "a type is missing after `:`", help })
      return undefined
    }
    return this.whole(() => this.SUBRULE2(this.parameterType))
  })

  /** Reads all tokens; what cannot be read is missing from the result and named in `problems`. */
  readonly fileItems: () => FileItem[] = this.RULE("fileItems", () => {
    const items: FileItem[] = []
    while (!this.RECORDING_PHASE) {
      for (const item of this.items(this.filePlace)) items.push(item)
      if (this.LA(1).tokenType === EOF) break
      this.report({
        code: "E013",
        span: this.spanOf(this.LA(1)),
        message: "this `}` closes nothing",
        help: "take it away, or look for a block that was closed too early above",
      })
      this.consumeToken()
    }
    return items
  })
}

/** Sorts what a file holds, and reports what stands out of order. */
export function fileParts(items: readonly FileItem[], report: (problem: Problem) => void): FileParts {
  const misplaced = (span: Span, what: string, where: string): void =>
    report({ code: "E031", span, message: `${what} stands too late`, help: `it stands ${where}` })
  const imports: Import[] = []
  const declarations: Declaration[] = []
  let version: File["version"]
  let packageName: Name | undefined
  for (const item of items) {
    if (item.kind === "version") {
      if (packageName !== undefined || version !== undefined)
        misplaced(item.value.span, "`edict`", "first, and once")
      version ??= item.value
    } else if (item.kind === "package") {
      const late = imports.length > 0 || declarations.length > 0 || packageName !== undefined
      if (late) misplaced(item.value.span, "`package`", "before everything else, and once")
      packageName ??= item.value
    } else if (item.kind === "import") {
      if (declarations.length > 0) misplaced(item.span, "`import`", "before every declaration")
      imports.push(item)
    } else {
      declarations.push(item)
    }
  }
  return { version, package: packageName, imports, declarations }
}
