import { compile } from "../../../src/compile.ts"
import type { Request } from "../../../src/decide/decision.ts"
import { type CoveredRequest, measureCoverage } from "../../../src/testing/coverage/measure.ts"
import { type CoverageReport, reportCoverage } from "../../../src/testing/coverage/report.ts"

/** A request as a test makes it, in short: `as` is a subject, or nobody. */
export interface Case extends Omit<CoveredRequest, "request" | "roles"> {
  readonly ask: string
  readonly as?: Request["subject"]
  /** Of the actor, where its credentials were refused. */
  readonly roles?: readonly string[]
  readonly with?: Partial<Request>
}

export function cover(text: string, cases: readonly Case[]): CoverageReport {
  const sources = [{ path: "shop.edict", text }]
  const { policy, diagnostics } = compile(sources)
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  const meter = measureCoverage(policy)
  for (const { ask, as, roles = as?.roles, with: more, ...rest } of cases) {
    const [method = "", path = ""] = ask.split(" ")
    const context = { tls: 1.3, ip: "192.0.2.1", now: "2026-01-01T12:00:00Z" }
    meter.add({ request: { method, path, context, subject: as, ...more }, roles, ...rest })
  }
  return reportCoverage(meter, policy.plan, sources, (file) => `policies/${file}`)
}

/** Every outcome that was seen: `14 met`, `4 unknown`; cells by their names. */
export function seen(
  { files }: CoverageReport,
  kinds: readonly string[] = ["rule", "condition"],
): readonly string[] {
  return told(files, kinds, (count) => count > 0)
}

/** Every outcome that can be, and was not seen. */
export function unseen({ files }: CoverageReport): readonly string[] {
  return told(files, ["rule", "condition", "cell"], (count) => count === 0)
}

function told(
  files: CoverageReport["files"],
  kinds: readonly string[],
  picks: (count: number) => boolean,
): readonly string[] {
  return files.flatMap(({ units }) =>
    units
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap(({ kind, text, line, outcomes }) =>
        outcomes
          .filter(({ count }) => picks(count))
          .map(({ name }) => (kind === "cell" ? text : `${line} ${name}`)),
      ),
  )
}
