import type { Grant, Limit } from "../../model/policy.ts"
import type { Plan, PlannedRoute } from "../../plan/plan.ts"
import { prefixCovers } from "../../target/govern.ts"
import { operandWords, phraseOf, type Vocabulary } from "./phrases.ts"
import { durationWords, listWords } from "./value-words.ts"

/** What a request that is allowed may still run into, in words: limits, and things that are not there. */
export function notesOn(route: PlannedRoute, plan: Plan, vocabulary: Vocabulary): readonly string[] {
  const needed = route.loads.filter((load) => load.needed)
  const absent =
    needed.length === 0
      ? []
      : [
          `refused where ${listWords(
            needed.map(({ name }) => `no ${name}`),
            "or",
          )} is found`,
        ]
  const limits = route.limits.flatMap((use) => {
    const limit = plan.limits[use.limit]
    const path = use.guardrail === undefined ? undefined : plan.guardrails[use.guardrail]
    if (limit === undefined) return []
    const isPartial = path !== undefined && prefixCovers(path, route.template) !== "always"
    return [`${limitWords(limit, vocabulary)}${isPartial ? `, under ${path.text}` : ""}`]
  })
  return [...acceptedOn(route, plan), ...new Set(limits), ...absent]
}

/** Credentials of a kind that is not accepted are refused, also where anyone is allowed. */
function acceptedOn({ accept }: PlannedRoute, { authenticators }: Plan): readonly string[] {
  if (accept !== undefined) return [`credentials: ${listWords(accept)}`]
  return authenticators.length === 0 ? [] : ["credentials: none"]
}

function limitWords(limit: Limit, vocabulary: Vocabulary): string {
  const { count, windowMilliseconds, per, burst, calendar, cost, when, unless, blockMilliseconds } = limit
  const each = listWords(
    per.map((part) => operandWords(part, vocabulary).replace(/^the /, "")),
    "and",
  )
  return [
    `at most ${count.toLocaleString("en-US")} in ${durationWords(windowMilliseconds)}`,
    calendar === undefined ? "" : ` by the calendar of ${calendar}`,
    per.length === 0 ? "" : ` for each ${each}`,
    burst === undefined ? "" : `, ${burst.toLocaleString("en-US")} back to back`,
    cost === undefined ? "" : `, each counting as ${operandWords(cost, vocabulary)}`,
    when === undefined ? "" : `, when ${phraseOf(when, true, vocabulary)}`,
    unless === undefined ? "" : `, except ${grantWords(unless, vocabulary)}`,
    blockMilliseconds === undefined ? "" : `, then none for ${durationWords(blockMilliseconds)}`,
  ].join("")
}

/** WHO, and when. */
function grantWords({ roles, when }: Grant, vocabulary: Vocabulary): string {
  const condition = when === undefined ? "" : ` when ${phraseOf(when, true, vocabulary)}`
  return `${listWords(roles)}${condition}`
}
