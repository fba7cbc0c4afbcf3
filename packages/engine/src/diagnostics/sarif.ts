import type { Source } from "../text/source.ts"
import type { Span } from "../text/span.ts"
import { codes, type Code } from "./codes.ts"
import type { Diagnostic, Edit, Fix } from "./diagnostic.ts"
import { placesIn, type Places } from "./places.ts"
import { terminalJson } from "./json.ts"

/** What a SARIF log says of its making. */
export interface SarifOptions {
  readonly sources: Iterable<Source>
  /** The version of the tool. */
  readonly version: string
}

/** Diagnostics as a SARIF 2.1.0 log, which code-scanning services read; columns count UTF-16 units. */
export function renderSarif(diagnostics: readonly Diagnostic[], options: SarifOptions): string {
  const places = placesIn(options.sources)
  const used = [...new Set(diagnostics.map((finding) => finding.code))].sort()
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "edict", version: options.version, rules: used.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((finding) => resultOf(finding, used.indexOf(finding.code), places)),
      },
    ],
  }
  return `${terminalJson(log)}\n`
}

function ruleOf(code: Code): object {
  const { title, severity } = codes[code]
  return {
    id: code,
    shortDescription: { text: title },
    defaultConfiguration: { level: severity },
    help: { text: `edict help ${code}` },
  }
}

function resultOf(finding: Diagnostic, ruleIndex: number, places: Places): object {
  const related = [
    ...finding.labels.map((label) => ({ span: label.span, message: label.text })),
    ...finding.related,
  ]
  const text = [finding.message, finding.why, finding.help].filter((part) => part !== undefined).join("\n")
  return {
    ruleId: finding.code,
    ruleIndex,
    level: finding.severity,
    message: { text },
    locations: [{ physicalLocation: locationOf(finding.span, places) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map(({ span, message }, id) => ({
            id,
            message: { text: message },
            physicalLocation: locationOf(span, places),
          })),
        }),
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map((fix) => fixOf(fix, places)) }),
  }
}

function fixOf(fix: Fix, places: Places): object {
  const byFile = new Map<string, Edit[]>()
  for (const edit of fix.edits) byFile.set(edit.span.file, [...(byFile.get(edit.span.file) ?? []), edit])
  return {
    description: { text: fix.title },
    artifactChanges: [...byFile].map(([file, edits]) => ({
      artifactLocation: { uri: uriOf(file) },
      replacements: edits.map((edit) => ({
        deletedRegion: regionOf(edit.span, places),
        insertedContent: { text: edit.text },
      })),
    })),
  }
}

function locationOf(span: Span, places: Places): object {
  return { artifactLocation: { uri: uriOf(span.file) }, region: regionOf(span, places) }
}

function regionOf(span: Span, places: Places): object {
  const end = places.endOf(span)
  return {
    startLine: span.line,
    startColumn: span.column,
    ...(end === undefined ? {} : { endLine: end.line, endColumn: end.column }),
    charOffset: span.start,
    charLength: span.end - span.start,
  }
}

/** A path as a relative reference: a drive letter or a colon must not read as a scheme. */
function uriOf(file: string): string {
  return file.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/")
}
