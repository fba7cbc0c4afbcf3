/** JSON without spaces, members sorted by UTF-16 units: equal values have one text. `value` is JSON. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`
  const members = value as Readonly<Record<string, unknown>>
  // The default order of `sort` is that of UTF-16 units.
  const names = Object.keys(members).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(members[name])}`).join(",")}}`
}
