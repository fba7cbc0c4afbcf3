/** A target, what it may come to, and the values that the handler then has: those that were decided on. */
export type ValueRow = readonly [target: string, statuses: readonly number[], values?: readonly string[]]

const elsewhere = [404, 500]

export const values: readonly ValueRow[] = [
  ["/one/a", [200], ["a"]],
  ["/one/%61", [200], ["a"]],
  ["/one/%252f", [200], ["%2f"]],
  ["/one/%25", [200], ["%"]],
  ["/one/a%20b", [200], ["a b"]],
  ["/one/a+b", [200], ["a+b"]],
  ["/one/%E2%82%AC", [200], ["\u20ac"]],
  ["/one/a%3Bb", [200], ["a;b"]],
  ["/one/a%2Cb", [200], ["a,b"]],
  ["/one/%3A%2A", [200], [":*"]],
  ["/one/__proto__", [200], ["__proto__"]],
  ["/one/a%0Ab", [200], ["a\nb"]],
  ["/two/a-b", [200], ["a", "b"]],
  ["/two/a-b-c", [200, ...elsewhere], ["a", "b-c"]],
  ["/two/a-b%2Dc-d", [200, ...elsewhere], ["a", "b-c-d"]],
  ["/two/x-b-c", [401]],
  ["/two/x-a-b", [401]],
  ["/two/a%2Cb-c-d", [401]],
  ["/two/-b", [404]],
  ["/two/a-", [404]],
  ["/mixed/1/a-b-c/2", [200, ...elsewhere], ["1", "a", "b-c", "2"]],
  ["/mixed/1/a-c-b-c/2", [401]],
  ["/dots/a.b.c", [200, ...elsewhere], ["a", "b.c"]],
  ["/dots/a.c.b.c", [401]],
  ["/rest/a/b", [200], ["a/b"]],
  ["/rest/a%2Cb/c", [200], ["a,b/c"]],
  ["/rest/%2561/b", [200], ["%61/b"]],
]

/** A target, and what the handler sees of it: the canonical path, and the query as it came. */
export const seenTargets: readonly (readonly [target: string, seen: string])[] = [
  ["/one/a", "/one/a"],
  ["/%6Fne/%61?x=%61", "/one/a?x=%61"],
  ["http://app.example/%6Fne/a?x=%61&y=/../z", "/one/a?x=%61&y=/../z"],
  ["/one/%e2%82%ac", "/one/%E2%82%AC"],
  ["/one/a%3bb?", "/one/a%3Bb?"],
  ["/rest/%2e%2Ea/b", "/rest/..a/b"],
]
