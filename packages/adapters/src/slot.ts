/** Something that is kept of a request, by name. */
export interface Slot<Value> {
  readonly get: (owner: object) => Value | undefined
  readonly has: (owner: object) => boolean
  readonly set: (owner: object, value: Value) => void
}

/**
 * Keeps a value of a request on the request itself: entries of a weak map outlive many collections, and made every request twice as
 * dear (`bench http`).
 */
export function slot<Value>(name: string): Slot<Value> {
  const key: unique symbol = Symbol(name)
  type Owner = { [key]?: Value }
  return {
    get: (owner) => (owner as Owner)[key],
    has: (owner) => (owner as Owner)[key] !== undefined,
    set: (owner, value) => void ((owner as Owner)[key] = value),
  }
}
