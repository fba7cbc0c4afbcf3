/** Header or query values by name; a name given several times has an array. */
export type Fields = Readonly<Record<string, string | readonly string[]>>

/** Given twice, a framework and the guard could each believe another one. */
export const singleHeaders: readonly string[] = ["host", "content-type", "content-length", "authorization"]

/**
 * Names and values as they came, names in lower case. Node drops a second `Authorization` and joins others with
 * commas; here a name given twice is an array, so that nobody mistakes two values for one.
 */
export function headersOf(rawHeaders: readonly string[]): Fields {
  const fields: Record<string, string | string[]> = Object.create(null)
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    add(fields, (rawHeaders[index] ?? "").toLowerCase(), rawHeaders[index + 1] ?? "")
  }
  // HTTP/2 names the host in `:authority`; who names another one in `host` has named two.
  const authority = fields[":authority"]
  if (typeof authority === "string" && authority !== fields["host"]) add(fields, "host", authority)
  return fields
}

/** Adds one value under a name, which keeps every earlier one. `fields` has no prototype. */
export function add(fields: Record<string, string | string[]>, name: string, value: string): void {
  const earlier = fields[name]
  if (earlier === undefined) fields[name] = value
  else if (typeof earlier === "string") fields[name] = [earlier, value]
  else earlier.push(value)
}

/** All values of a name, in the order in which they came. */
export function valuesOf(fields: Fields, name: string): readonly string[] {
  const value = fields[name]
  if (value === undefined) return []
  return typeof value === "string" ? [value] : value
}

/** The value of a name that is given exactly once. */
export function onlyValueOf(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === "string" ? value : undefined
}
