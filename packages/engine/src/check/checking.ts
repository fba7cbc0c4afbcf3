import type { Code } from "../diagnostics/codes.ts"
import { diagnostic, type Diagnostic, type Extras, type Related } from "../diagnostics/diagnostic.ts"
import { isNearestAlone, nearest } from "../diagnostics/suggest.ts"
import type { Limit, Rule } from "../model/policy.ts"
import type { RecordType } from "../values/type.ts"
import type { Span } from "../text/span.ts"
import type { Package, TypeEntry } from "./packages.ts"

/** What one run of `check` knows and finds. Tables grow in the order of `check.ts`; after that they are only read. */
export interface Checking {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Text of schema files by path. */
  readonly schemaTexts: ReadonlyMap<string, string>
  readonly schemaDocuments: Map<string, unknown>
  readonly schemaTypes: Map<string, TypeEntry["resolved"]>
  readonly found: Diagnostic[]
  /** Names reported as unknown, by kind and name: each is reported once, with its other places as related. */
  readonly unknown: Map<string, Related[]>
  readonly packages: Map<string, Package>
  /** Names that some `load` binds somewhere: elsewhere, each is a fault of its own. */
  readonly loadNames: Set<string>
  /** What a nominal type name stands for: two types of one name are told apart by their folders. */
  readonly nominal: Map<string, string>
  readonly rules: Rule[]
  readonly limits: Limit[]
  subject: RecordType
  actor: RecordType | undefined
}

/** Beyond these nobody reads on, and a broken policy must not cost more than a sound one. */
const maxFound = 10_000

/** Suggestions are looked for among at most so many names, so that a broken policy costs little. */
const maxSuggested = 200

export function report(checking: Checking, code: Code, span: Span, message: string, extras?: Extras): void {
  if (checking.found.length < maxFound) checking.found.push(diagnostic(code, span, message, extras))
}

/** The author's text between backticks: one line, and never long. */
export function quoted(text: string): string {
  const line = text.replace(/[\p{Cc}`]+/gu, " ")
  return `\`${line.length > 60 ? `${line.slice(0, 60)}…` : line}\``
}

export interface UnknownName {
  readonly code: Code
  /** `role`, `quota`: what it was taken for. */
  readonly what: string
  readonly name: string
  readonly span: Span
  readonly candidates: Iterable<string>
  /** The name is known elsewhere: its other places are other faults. */
  readonly isLocal?: boolean | undefined
  /** Where `unknown WHAT NAME` would not read well. */
  readonly message?: string | undefined
  readonly why?: string | undefined
  readonly help?: string | undefined
}

/** Reports a name that nothing declares, once for all its places, with the nearest name that is declared. */
export function reportUnknown(checking: Checking, unknown: UnknownName): void {
  const { code, what, name, span, why, help } = unknown
  const candidates = [...unknown.candidates]
  const key = `${what} ${name}`
  const known = unknown.isLocal === true ? undefined : checking.unknown.get(key)
  if (known) {
    if (known.length < 5) known.push({ span, message: "and here" })
    return
  }
  const related: Related[] = []
  checking.unknown.set(key, related)
  const meant = checking.unknown.size > maxSuggested ? undefined : nearest(name, candidates)
  report(checking, code, span, unknown.message ?? `unknown ${what} ${quoted(name)}`, {
    why,
    help: meant === undefined ? help : undefined,
    related,
    ...suggestion(span, meant, meant === undefined || isNearestAlone(name, meant, candidates)),
  })
}

/** The label and the fix that say which name was meant. `isSafe`: no other may have been meant as well. */
export function suggestion(span: Span, meant: string | undefined, isSafe: boolean = true): Extras {
  if (meant === undefined) return {}
  return {
    labels: [{ span, text: `did you mean ${quoted(meant)}?` }],
    fixes: [{ title: `write ${quoted(meant)}`, safe: isSafe, edits: [{ span, text: meant }] }],
  }
}

/** Enters a rule; its id is settled when all rules are known (`identify`). */
export function ruleOf<Made extends Rule>(checking: Checking, rule: Made): Made {
  checking.rules.push(rule)
  return rule
}

/** Gives every rule its id: file and line, with the column where another rule stands on the same line. */
export function identify(checking: Checking): void {
  const shared = -1
  const files = new Map<string, Map<number, number>>()
  for (const { span } of checking.rules) {
    let lines = files.get(span.file)
    if (!lines) files.set(span.file, (lines = new Map()))
    const start = lines.get(span.line)
    if (start === undefined) lines.set(span.line, span.start)
    else if (start !== span.start) lines.set(span.line, shared)
  }
  for (const rule of checking.rules) {
    const { file, line, column } = rule.span
    const settled: { id: string } = rule
    settled.id = files.get(file)?.get(line) === shared ? `${file}:${line}:${column}` : `${file}:${line}`
  }
}
