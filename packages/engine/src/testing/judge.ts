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

/** Whether the status of one of several answers is otherwise than expected. `place`: from 1. */
export function statusMismatch(
  { status, first, last }: Expectation,
  played: Played,
  place: number,
  repeat: number,
): Mismatch | undefined {
  const expected = (place === repeat ? last : undefined) ?? (place === 1 ? first : undefined) ?? status
  if (expected === undefined || isMet(expected, played)) return undefined
  return { kind: "status", place, expected, received: played.status }
}

function isMet(expected: Verdict, { status, isAllowed }: Played): boolean {
  return expected === "allow" ? isAllowed : status === expected
}

/** What of the last answer is otherwise than expected, its status aside. */
export function contentMismatches(expect: Expectation, played: Played): readonly Mismatch[] {
  return [...bodyMismatch(expect, played), ...headerMismatches(expect, played)]
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
function bodyOf({ body }: Pick<Played, "body">): unknown {
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
