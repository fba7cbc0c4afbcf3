/**
 * Whether a body of this type (`text/csv`, in lower case, without parameters) is JSON by its name: `application/json`,
 * `…+json`, lines and sequences of it. Read broadly: response rules must not be passed by spelling.
 */
export function namesJson(essence: string): boolean {
  return essence.includes("json")
}

/** Whether `text/csv` or `text/*` takes a body of this type. `application/*` takes no JSON. */
export function mediaTypeTakes(pattern: string, essence: string): boolean {
  if (namesJson(essence)) return false
  if (!pattern.endsWith("/*")) return pattern === essence
  return essence.startsWith(pattern.slice(0, -1))
}
