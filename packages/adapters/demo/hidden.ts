/** Names what of a handler's answer a caller did not get: `card.pan`, `items[*].cost`, `email (masked)`, `2 rows`. */
export function hiddenFrom(answer: unknown, received: unknown): string {
  if (Array.isArray(answer) && Array.isArray(received)) {
    const rows = answer.length - received.length
    const left = new Map(received.map((row) => [idOf(row), row]))
    const paths = answer
      .filter((row) => left.has(idOf(row)))
      .flatMap((row) => differences(row, left.get(idOf(row)), ""))
    return [...(rows === 0 ? [] : [rows === 1 ? "1 row" : `${rows} rows`]), ...new Set(paths)].join(", ")
  }
  return [...new Set(differences(answer, received, ""))].join(", ")
}

function differences(whole: unknown, part: unknown, path: string): readonly string[] {
  if (part === undefined) return [path]
  if (Array.isArray(whole) && Array.isArray(part))
    return whole.flatMap((element, index) => differences(element, part[index], `${path}[*]`))
  if (!isRecord(whole) || !isRecord(part)) return whole === part ? [] : [`${path} (masked)`]
  return Object.entries(whole).flatMap(([name, value]) =>
    differences(value, part[name], path === "" ? name : `${path}.${name}`),
  )
}

function idOf(row: unknown): unknown {
  return isRecord(row) ? row["id"] : row
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
