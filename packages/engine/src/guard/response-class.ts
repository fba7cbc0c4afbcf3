import { ServerResponse } from "node:http"

// Traps on Node's class. Ten methods of its own on each response made every later use of it slow (`bench http`).

export type Method = (this: ServerResponse, ...given: readonly unknown[]) => unknown

/** What Node's class had of its own before; what it inherits is looked up when it is called, as it was. */
const ownOfClass = new Map<string, unknown>()

/** The method that stood on the class before the traps. */
export const classMethod = (name: string): unknown =>
  ownOfClass.get(name) ?? Reflect.get(Object.getPrototypeOf(ServerResponse.prototype), name)

/** Puts traps on Node's class, once: responses that are not sealed by them pass. */
export function closeClass(traps: object, isSealed: (response: ServerResponse) => boolean): void {
  if (ownOfClass.size > 0) return
  const { prototype } = ServerResponse
  for (const [name, trap] of Object.entries(traps) as readonly [string, Method][]) {
    ownOfClass.set(name, Object.getOwnPropertyDescriptor(prototype, name)?.value)
    const value: Method = function (...given) {
      return Reflect.apply(isSealed(this) ? trap : (classMethod(name) as Method), this, given)
    }
    Object.defineProperty(prototype, name, { configurable: true, enumerable: true, writable: true, value })
  }
}

/** By prototype: whether nothing stands between it and Node's class. */
const plain = new WeakMap<object, boolean>()

/** Whether a response's methods of these names are those of Node's class, and neither its own nor a framework's. */
export function isOfClass(response: ServerResponse, names: readonly string[]): boolean {
  if (names.some((name) => Object.hasOwn(response, name))) return false
  const prototype: object = Object.getPrototypeOf(response)
  const known = plain.get(prototype)
  if (known !== undefined) return known
  const isPlain = isOfClassFrom(prototype, names)
  plain.set(prototype, isPlain)
  return isPlain
}

function isOfClassFrom(prototype: object, names: readonly string[]): boolean {
  for (let at: unknown = prototype; typeof at === "object" && at !== null; at = Object.getPrototypeOf(at)) {
    const owner = at
    if (owner === ServerResponse.prototype) return true
    if (names.some((name) => Object.hasOwn(owner, name))) return false
  }
  return false
}
