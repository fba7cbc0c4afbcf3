import { add, type Fields } from "./headers.ts"

export type QueryResult =
  | { readonly kind: "query"; readonly fields: Fields }
  | { readonly kind: "malformed"; readonly why: string }

const maxPairs = 1000
/** What no client may send unescaped: controls, space, anything beyond ASCII, a fragment. */
// oxlint-disable-next-line no-control-regex -- these are the characters it is about
const forbidden = /[\u0000-\u0020\u007f-\uffff#]/

/**
 * Reads what follows `?` as a form does: `&` separates, `+` is a space, escapes are UTF-8. A name given twice has
 * an array. A bad escape makes the whole query malformed: half a query is another query.
 */
export function parseQuery(text: string): QueryResult {
  if (forbidden.test(text)) return { kind: "malformed", why: "the query holds an unescaped character" }
  const fields: Record<string, string | string[]> = Object.create(null)
  if (text === "") return { kind: "query", fields }
  const pairs = text.split("&")
  if (pairs.length > maxPairs) return { kind: "malformed", why: `the query has more than ${maxPairs} parts` }
  for (const pair of pairs) {
    if (pair === "") continue
    const equals = pair.indexOf("=")
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = decode(equals === -1 ? "" : pair.slice(equals + 1))
    if (name === undefined || value === undefined) {
      return { kind: "malformed", why: "the query holds a bad escape" }
    }
    add(fields, name, value)
  }
  return { kind: "query", fields }
}

function decode(text: string): string | undefined {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text
  if (!spaced.includes("%")) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return undefined
  }
}
