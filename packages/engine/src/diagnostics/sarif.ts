import type { Source } from "../text/source.ts"
import type { Span } from "../text/span.ts"
import { arrange } from "./arrange.ts"
import type { Diagnostic, Edit, Fix } from "./diagnostic.ts"
import { terminalJson } from "./json.ts"
import { lineHashes } from "./line-hashes.ts"
import { placesIn, type Places } from "./places.ts"
import { type Pages, sarifRule } from "./sarif-rule.ts"

/** What a SARIF log says of its making. */
export interface SarifOptions extends Pages {
  readonly sources: Iterable<Source>
  /** The version of the tool. */
  readonly version: string
}

/** GitHub shows as many of a run, and refuses logs with many more. */
const mostResults = 5_000

interface Texts {
  readonly places: Places
  readonly fingerprintsOf: (span: Span) => Readonly<Record<string, string>> | undefined
}

/**
 * Diagnostics as a SARIF 2.1.0 log, which code-scanning services read; columns count UTF-16 units.
 *
 * Findings are known again when lines move, and no more are told than GitHub shows: the worst stay.
 */
export function renderSarif(diagnostics: readonly Diagnostic[], options: SarifOptions): string {
  const sources = [...options.sources]
  const places = placesIn(sources)
  const texts = { places, fingerprintsOf: fingerprintsIn(sources, places) }
  const { shown, omitted } = arrange(diagnostics, mostResults)
  const used = [...new Set(shown.map((finding) => finding.code))].sort()
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "edict",
            semanticVersion: options.version,
            version: options.version,
            rules: used.map((code) => sarifRule(code, options)),
          },
        },
        originalUriBaseIds: { [root]: { description: { text: "the folder in which edict ran" } } },
        columnKind: "utf16CodeUnits",
        ...(omitted === 0 ? {} : { invocations: [left(omitted)] }),
        results: shown.map((finding) => resultOf(finding, used.indexOf(finding.code), texts)),
      },
    ],
  }
  return `${terminalJson(log)}\n`
}

const root = "%SRCROOT%"

const left = (omitted: number): object => ({
  executionSuccessful: true,
  toolExecutionNotifications: [
    { level: "warning", message: { text: `${omitted} more findings are not in this log` } },
  ],
})

function resultOf(finding: Diagnostic, ruleIndex: number, texts: Texts): object {
  const { places } = texts
  const related = [
    ...finding.labels.map((label) => ({ span: label.span, message: label.text })),
    ...finding.related,
  ]
  const text = [finding.message, finding.why, finding.help].filter((part) => part !== undefined).join("\n")
  const fingerprints = texts.fingerprintsOf(finding.span)
  return {
    ruleId: finding.code,
    ruleIndex,
    level: finding.severity,
    message: { text: withoutLinks(text) },
    locations: [{ physicalLocation: locationOf(finding.span, places) }],
    ...(fingerprints === undefined ? {} : { partialFingerprints: fingerprints }),
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map(({ span, message }, id) => ({
            id,
            message: { text: withoutLinks(message) },
            physicalLocation: locationOf(span, places),
          })),
        }),
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map((fix) => fixOf(fix, places)) }),
  }
}

/** In a message `[text](1)` is a link; text of a policy must not become one. */
const withoutLinks = (text: string): string => text.replaceAll("](", String.raw`\](`)

/** Makes the function that says what a finding is known again by: its line, and where in it, but for the indentation. */
function fingerprintsIn(sources: readonly Source[], places: Places): Texts["fingerprintsOf"] {
  const texts = new Map(sources.map(({ path, text }) => [path, text]))
  const known = new Map<string, readonly string[]>()
  return ({ file, line, column }) => {
    const text = texts.get(file)
    if (text === undefined) return undefined
    const hashes = known.get(file) ?? lineHashes(text)
    known.set(file, hashes)
    const hash = hashes[line - 1]
    if (hash === undefined) return undefined
    const indentation = /^[ \t]*/.exec(places.lineOf(file, line) ?? "")?.[0].length ?? 0
    return {
      primaryLocationLineHash: hash,
      primaryLocationStartColumnFingerprint: String(column - 1 - indentation),
    }
  }
}

function fixOf(fix: Fix, places: Places): object {
  const byFile = new Map<string, Edit[]>()
  for (const edit of fix.edits) byFile.set(edit.span.file, [...(byFile.get(edit.span.file) ?? []), edit])
  return {
    description: { text: fix.title },
    artifactChanges: [...byFile].map(([file, edits]) => ({
      artifactLocation: artifactOf(file),
      replacements: edits.map((edit) => ({
        deletedRegion: regionOf(edit.span, places),
        insertedContent: { text: edit.text },
      })),
    })),
  }
}

function locationOf(span: Span, places: Places): object {
  return { artifactLocation: artifactOf(span.file), region: regionOf(span, places) }
}

function regionOf(span: Span, places: Places): object {
  // Without the text nothing says where lines end: the span is then told as if it stood on one.
  const end = places.endOf(span) ?? { line: span.line, column: span.column + span.end - span.start }
  return {
    startLine: span.line,
    startColumn: span.column,
    endLine: end.line,
    endColumn: end.column,
    charOffset: span.start,
    charLength: span.end - span.start,
  }
}

/** A path below the root as a relative reference, in which a colon does not read as a scheme; any other as `file:`. */
function artifactOf(file: string): object {
  const path = file.replaceAll("\\", "/")
  const [, drive, rest] = /^(?:([A-Za-z]:)(?=\/)|(?=\/))(.*)$/s.exec(path) ?? []
  const encode = (text: string): string => text.split("/").map(encodeURIComponent).join("/")
  if (rest === undefined) return { uri: encode(path), uriBaseId: root }
  return { uri: `file://${drive === undefined ? "" : `/${drive}`}${encode(rest)}` }
}
