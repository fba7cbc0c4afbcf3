import { isDeepStrictEqual } from "node:util"
import { differencesOf, type FieldDifference } from "./difference.ts"
import type { Played } from "./stage.ts"
import type { Expectation, Verdict } from "./test-file.ts"

/** What is not as it was expected. */
export type Mismatch =
  /** `place`: of the answers to a repeated request, from 1. */
  | { readonly kind: "status"; readonly place: number; readonly expected: Verdict; readonly received: number }
  | { readonly kind: "body"; readonly differences: readonly FieldDifference[]; readonly received: unknown }
  | {
      readonly kind: "header"
      readonly name: string
      readonly expected: string | null
      readonly received: string | undefined
    }

/** Compares the answers to one test's requests with what it expects; none where all is as expected. */
export function mismatchesOf(expect: Expectation, answers: readonly Played[]): readonly Mismatch[] {
  const last = answers.length - 1
  const statuses = answers.flatMap((played, place): readonly Mismatch[] => {
    const expected =
      (place === last ? expect.last : undefined) ?? (place === 0 ? expect.first : undefined) ?? expect.status
    if (expected === undefined || isMet(expected, played)) return []
    return [{ kind: "status", place: place + 1, expected, received: played.status }]
  })
  const final = answers[last]
  if (final === undefined) return statuses
  // Of a request that is sent a hundred times, the first answer that is otherwise tells most.
  return [...statuses.slice(0, 1), ...bodyMismatch(expect, final), ...headerMismatches(expect, final)]
}

function isMet(expected: Verdict, { status, isAllowed }: Played): boolean {
  return expected === "allow" ? isAllowed : status === expected
}

function bodyMismatch({ body }: Expectation, played: Played): readonly Mismatch[] {
  if (body === undefined) return []
  const received = bodyOf(played)
  // What stands in YAML is compared as the JSON that it stands for.
  const expected: unknown = body.value === undefined ? undefined : JSON.parse(JSON.stringify(body.value))
  if (isDeepStrictEqual(expected, received)) return []
  return [{ kind: "body", differences: differencesOf(expected, received), received }]
}

/** A body as JSON; as its text where it is none. */
export function bodyOf({ body }: Pick<Played, "body">): unknown {
  if (body === "") return undefined
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}

function headerMismatches({ headers }: Expectation, played: Played): readonly Mismatch[] {
  return Object.entries(headers).flatMap(([name, expected]): readonly Mismatch[] => {
    const received = headerOf(played, name)
    return (received ?? null) === expected ? [] : [{ kind: "header", name, expected, received }]
  })
}

function headerOf({ headers }: Played, name: string): string | undefined {
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return value === undefined ? undefined : [value].flat().join(", ")
}
