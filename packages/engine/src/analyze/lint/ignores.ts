import { isCode, type Code } from "../../diagnostics/codes.ts"
import { diagnostic, type Diagnostic, type Extras } from "../../diagnostics/diagnostic.ts"
import { nearest } from "../../diagnostics/suggest.ts"
import type { Comment } from "../../syntax/ast.ts"
import { lineStarts, positionAt } from "../../text/source.ts"
import type { Span } from "../../text/span.ts"
import { removalFix } from "./removal.ts"
import type { SyntaxContext } from "./syntax-context.ts"

/** `# edict-ignore RULE: reason`, read. */
export interface Ignore {
  readonly rule: string
  readonly span: Span
  /** The line of which it speaks: its own, or, where it stands alone, the next that is no comment. */
  readonly line: number
}

/** Every ignore that reads, and what is wrong with the others. */
export function readIgnores(
  context: SyntaxContext,
  ruleNames: readonly string[],
): { readonly ignores: readonly Ignore[]; readonly faults: readonly Diagnostic[] } {
  const ignores: Ignore[] = []
  const faults: Diagnostic[] = []
  for (const file of context.files) {
    const text = context.sourceOf(file.span.file)
    for (const comment of file.comments) {
      const written = /^#[ \t]*edict-ignore(?![\w-])(.*)$/s.exec(comment.text)?.[1]
      if (written === undefined) continue
      const fault = faultOf(comment.span, written, ruleNames)
      if (fault) faults.push(fault)
      else ignores.push({ rule: ruleIn(written), span: comment.span, line: lineOf(comment, text) })
    }
  }
  return { ignores, faults }
}

const ruleIn = (written: string): string => (written.split(":", 1)[0] ?? "").trim()

function faultOf(span: Span, written: string, ruleNames: readonly string[]): Diagnostic | undefined {
  const rule = ruleIn(written)
  const form = "write `# edict-ignore RULE: reason`"
  if (rule === "") return fault("E702", span, "this `edict-ignore` names no rule", { help: form })
  if (!ruleNames.includes(rule)) return unknownRule(span, rule, ruleNames)
  const reason = written.slice(written.indexOf(rule) + rule.length).replace(/^\s*:/, "")
  if (reason.trim() !== "") return undefined
  return fault("E701", span, `this \`edict-ignore\` of \`${rule}\` gives no reason`, {
    why: "whoever reads it next cannot know whether it still holds",
    help: `${form} on the line before, or at the end of the line`,
  })
}

function unknownRule(span: Span, rule: string, ruleNames: readonly string[]): Diagnostic {
  const meant = nearest(rule, ruleNames)
  const help = isCode(rule)
    ? "what the check finds is not ignored: correct it"
    : meant === undefined
      ? "`edict help rules` lists the rules"
      : `did you mean \`${meant}\`?`
  return fault("E702", span, `there is no rule \`${rule}\``, { why: "nothing would be ignored", help })
}

const fault = (code: Code, span: Span, message: string, extras: Extras): Diagnostic =>
  diagnostic(code, span, message, extras)

function lineOf({ span }: Comment, text: string): number {
  const before = text.slice(text.lastIndexOf("\n", span.start - 1) + 1, span.start)
  if (before.trim() !== "") return span.line
  const starts = lineStarts(text)
  const [skipped = ""] = /^(?:\s|#[^\n\r]*)*/.exec(text.slice(span.end)) ?? []
  return positionAt(starts, span.end + skipped.length).line
}

/** Leaves out what is ignored, and tells which ignores of the rules that ran have nothing to ignore. */
export function applyIgnores(
  context: SyntaxContext,
  found: readonly Diagnostic[],
  ignores: readonly Ignore[],
  ran: ReadonlySet<string>,
): readonly Diagnostic[] {
  const placed = new Map(ignores.map((ignore) => [keyOf(ignore.rule, ignore.span.file, ignore.line), ignore]))
  const used = new Set<Ignore>()
  const left = found.filter(({ code, span }) => {
    const ignore = placed.get(keyOf(code, span.file, span.line))
    if (ignore) used.add(ignore)
    return ignore === undefined
  })
  const idle = ignores.filter((ignore) => !used.has(ignore) && ran.has(ignore.rule))
  return [...left, ...idle.map((ignore) => idleIgnore(ignore, context.sourceOf(ignore.span.file)))]
}

const keyOf = (rule: string, file: string, line: number): string => `${rule} ${line} ${file}`

function idleIgnore({ rule, span }: Ignore, text: string): Diagnostic {
  return diagnostic("E703", span, `\`${rule}\` finds nothing here to ignore`, {
    why: "it would hide the next finding, which nobody has looked at",
    help: "remove it",
    fixes: [removalFix("remove it", true, text, span)],
  })
}
