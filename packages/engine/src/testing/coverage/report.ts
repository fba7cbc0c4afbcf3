import type { RuleKind } from "../../explain/trace.ts"
import { quoter } from "../../explain/context.ts"
import type { Plan } from "../../plan/plan.ts"
import type { Source } from "../../text/source.ts"
import type { Covered, CoverageMeter } from "./measure.ts"
import { fired, idle } from "./units.ts"

/** How much of what can happen has happened. */
export interface Share {
  readonly covered: number
  readonly possible: number
  /** Rounded down to hundredths: 100 is all of it. */
  readonly percent: number
}

/** What tests covered of a policy. Plain data. */
export interface CoverageReport {
  readonly package: string
  readonly policyHash: string
  readonly requests: number
  readonly total: Share
  readonly rules: Share
  readonly conditions: Share
  readonly cells: Share
  readonly files: readonly FileCoverage[]
}

export interface FileCoverage {
  readonly path: string
  readonly text: string
  readonly total: Share
  readonly units: readonly UnitCoverage[]
  /** Lines on which something stands that can be covered. */
  readonly lines: readonly LineCoverage[]
}

/** Of several policies as one. */
export function combineCoverage(reports: readonly CoverageReport[]): CoverageReport {
  const [first, ...others] = reports
  if (first !== undefined && others.length === 0) return first
  const sum = (of: (report: CoverageReport) => Share): Share => {
    const shares = reports.map(of)
    const count = (name: "covered" | "possible"): number =>
      shares.reduce((total, one) => total + one[name], 0)
    return share(count("covered"), count("possible"))
  }
  return {
    package: reports.map((report) => report.package).join(", "),
    policyHash: reports.map(({ policyHash }) => policyHash).join(", "),
    requests: reports.reduce((total, { requests }) => total + requests, 0),
    total: sum(({ total }) => total),
    rules: sum(({ rules }) => rules),
    conditions: sum(({ conditions }) => conditions),
    cells: sum(({ cells }) => cells),
    files: reports.flatMap(({ files }) => files),
  }
}

/** A rule, a condition, or a route and a role. */
export interface UnitCoverage {
  readonly kind: Covered["kind"]
  readonly rule: RuleKind | undefined
  /** As written; of a cell: `GET /v1/orders by customer`. */
  readonly text: string
  readonly line: number
  readonly column: number
  readonly outcomes: readonly OutcomeCoverage[]
}

export interface OutcomeCoverage {
  /** In words of the policy: `met`, `does not apply`, `unknown`. */
  readonly name: string
  readonly count: number
}

export interface LineCoverage {
  readonly line: number
  readonly state: "covered" | "partly" | "uncovered"
  /** How often what stands there was asked. */
  readonly hits: number
  /** What no test has seen, in words. */
  readonly missing: readonly string[]
}

/** The report of what a meter has gathered, against the sources of its policy. `pathOf`: where a file is, as seen by the reader. */
export function reportCoverage(
  meter: CoverageMeter,
  plan: Plan,
  sources: readonly Source[],
  pathOf: (file: string) => string = (file) => file,
): CoverageReport {
  const covered = meter.units()
  const textOf = quoter(sources)
  const units = covered.map((unit) => ({ file: unit.span.file, told: unitOf(unit, textOf) }))
  const all = units.map(({ told }) => told)
  const of = (kind: Covered["kind"]): Share => shareOf(all.filter((unit) => unit.kind === kind))
  return {
    package: plan.package,
    policyHash: plan.hash,
    requests: meter.requests(),
    total: shareOf(all),
    rules: of("rule"),
    conditions: of("condition"),
    cells: of("cell"),
    files: sources
      .toSorted((one, other) => (one.path < other.path ? -1 : 1))
      .map(({ path, text }) =>
        fileOf(
          pathOf(path),
          text,
          units.filter(({ file }) => file === path).map(({ told }) => told),
        ),
      ),
  }
}

function unitOf(
  { kind, rule, name, span, outcomes, seen }: Covered,
  textOf: (span: Covered["span"]) => string,
): UnitCoverage {
  return {
    kind,
    rule,
    text: name ?? textOf(span),
    line: span.line,
    column: span.column,
    outcomes: outcomes.map((outcome) => ({
      name: outcomeName(outcome, rule),
      count: seen.get(outcome) ?? 0,
    })),
  }
}

const names: Readonly<Record<RuleKind, readonly [fired: string, idle: string]>> = {
  allow: ["met", "not met"],
  deny: ["applies", "does not apply"],
  require: ["holds", "does not hold"],
  limit: ["counts", "does not count"],
  audit: ["applies", "does not apply"],
  body: ["applies", "does not apply"],
  cors: ["applies", "does not apply"],
  show: ["shows", "does not show"],
  hide: ["applies", "does not apply"],
  hash: ["applies", "does not apply"],
  mask: ["applies", "does not apply"],
  each: ["has a row", "has no row"],
  "only-to": ["shows a row", "leaves out a row"],
}

function outcomeName(outcome: string, rule: RuleKind | undefined): string {
  if (rule === undefined || (outcome !== fired && outcome !== idle)) return outcome
  return names[rule][outcome === fired ? 0 : 1]
}

function shareOf(units: readonly UnitCoverage[]): Share {
  const outcomes = units.flatMap((unit) => unit.outcomes)
  return share(outcomes.filter(({ count }) => count > 0).length, outcomes.length)
}

function share(covered: number, possible: number): Share {
  const percent = possible === 0 ? 100 : Math.floor((covered / possible) * 10_000) / 100
  return { covered, possible, percent }
}

function fileOf(path: string, text: string, units: readonly UnitCoverage[]): FileCoverage {
  const lines = [...new Set(units.map(({ line }) => line))].sort((one, other) => one - other)
  return {
    path,
    text,
    total: shareOf(units),
    units,
    lines: lines.map((line) =>
      lineOf(
        line,
        units.filter((unit) => unit.line === line),
      ),
    ),
  }
}

function lineOf(line: number, units: readonly UnitCoverage[]): LineCoverage {
  const { covered, possible } = shareOf(units)
  const state = covered === possible ? "covered" : covered === 0 ? "uncovered" : "partly"
  const hits = Math.max(...units.map(({ outcomes }) => outcomes.reduce((sum, { count }) => sum + count, 0)))
  return { line, state, hits, missing: units.flatMap(missingOf) }
}

/** What of a unit no test has seen, in words. */
function missingOf({ kind, text, outcomes }: UnitCoverage): readonly string[] {
  const missing = outcomes.filter(({ count }) => count === 0).map(({ name }) => name)
  if (missing.length === 0) return []
  return [kind === "cell" ? `${text}: not asked` : `\`${text}\`: ${missing.join(", ")} not seen`]
}
