import type { Environment } from "../evaluate/environment.ts"
import { auditLevels, type AuditLevel, type Terms } from "./outcomes.ts"

type Test = (environment: Environment) => boolean

/** A rule that owes something, always or while a test is true. */
export interface Owed<Value> {
  readonly value: Value
  readonly applies: Test | undefined
}

/** Where no `audit` is said. */
const usualAudit: AuditLevel = "summary"

/**
 * Makes the function that finds a request's terms: the most thorough audit and the shortest timeout of
 * those that apply. Where none depends on the request they are found once.
 */
export function makeTerms(
  audits: readonly Owed<AuditLevel>[],
  timeouts: readonly Owed<number>[],
): (environment: Environment) => Terms {
  const known = new Map<string, Terms>()
  const intern = (audit: AuditLevel, timeoutMilliseconds: number | undefined): Terms => {
    const key = `${audit} ${timeoutMilliseconds}`
    const found = known.get(key)
    if (found) return found
    const made = { place: known.size, audit, timeoutMilliseconds }
    known.set(key, made)
    return made
  }
  const find = (holds: <Value>(owed: Owed<Value>) => boolean): Terms =>
    intern(
      mostThorough(audits.filter(holds).map(({ value }) => value)),
      shortest(timeouts.filter(holds).map(({ value }) => value)),
    )
  if ([...audits, ...timeouts].every(({ applies }) => !applies)) {
    const always = find(() => true)
    return () => always
  }
  return (environment) => find(({ applies }) => !applies || applies(environment))
}

/** Terms that no request changes. */
export function fixedTerms(audits: readonly AuditLevel[], timeouts: readonly number[]): Terms {
  return { place: 0, audit: mostThorough(audits), timeoutMilliseconds: shortest(timeouts) }
}

function mostThorough(levels: readonly AuditLevel[]): AuditLevel {
  return levels.length === 0
    ? usualAudit
    : auditLevels[Math.max(...levels.map((level) => auditLevels.indexOf(level)))]!
}

function shortest(timeouts: readonly number[]): number | undefined {
  return timeouts.length === 0 ? undefined : Math.min(...timeouts)
}
