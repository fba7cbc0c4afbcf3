/** Texts may be longer than lists: a character costs less than an element. */
const charactersAnElement = 10

/**
 * A list or a text that is short enough to be asked again and again: where one stands inside `any` or
 * `every`, a longer one is missing, so that the cost of a condition cannot grow with the square of a body.
 */
export function capped(raw: unknown, most: number | undefined): unknown {
  if (most === undefined) return raw
  if (typeof raw === "string") return raw.length > most * charactersAnElement ? undefined : raw
  return Array.isArray(raw) && raw.length > most ? undefined : raw
}
