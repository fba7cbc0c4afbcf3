/** One counter as a caller may know it. */
export interface RateLimit {
  readonly name: string
  readonly quota: number
  readonly windowMilliseconds: number
  readonly remaining: number
  /** Until more is left than now. */
  readonly resetMilliseconds: number
}

/** `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-11: `"perSubject";q=100;w=60`. */
export function rateLimitPolicyField(limits: readonly RateLimit[]): string {
  return limits
    .map(({ name, quota, windowMilliseconds }) => {
      return `${nameOf(name)};q=${quota};w=${Math.max(1, seconds(windowMilliseconds))}`
    })
    .join(", ")
}

/** `RateLimit` of the same draft: `"perSubject";r=99;t=5`. */
export function rateLimitField(limits: readonly RateLimit[]): string {
  return limits
    .map(({ name, remaining, resetMilliseconds }) => {
      return `${nameOf(name)};r=${Math.max(0, Math.floor(remaining))};t=${seconds(resetMilliseconds)}`
    })
    .join(", ")
}

/** `Retry-After` in whole seconds, never early and at least one. */
export function retryAfterField(milliseconds: number): string {
  return String(Math.max(1, seconds(milliseconds)))
}

/** By name: there are as many as policies name counters. */
const names = new Map<string, string>()

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = structuredString(text)
  names.set(text, name)
  return name
}

/** A String of RFC 9651. It holds printable ASCII only: every other character becomes `-`. */
export function structuredString(text: string): string {
  return `"${text.replaceAll(/[^ -~]/g, "-").replaceAll(/["\\]/g, "\\$&")}"`
}

function seconds(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds / 1000))
}
