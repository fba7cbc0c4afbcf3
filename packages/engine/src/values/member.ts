/**
 * What a thing holds under a name, or undefined where it holds nothing there.
 *
 * Own members of objects, and members of the class that an object was made by (so that getters of
 * loaded things are read); never what `Object`, `Array` or `Function` give to everything, so that
 * `order.constructor` and `order.__proto__` are missing unless data says otherwise. Lists and texts have no members.
 * A member that is a function, or that throws when it is read, is missing.
 */
export function memberOf(container: unknown, name: string): unknown {
  if (typeof container !== "object" || container === null) return undefined
  try {
    if (Array.isArray(container)) return undefined
    if (!Object.hasOwn(container, name) && !classHas(container, name)) return undefined
    const value: unknown = Reflect.get(container, name)
    return typeof value === "function" ? undefined : value
  } catch {
    return undefined
  }
}

/** Stops at the first prototype that is not a class's: what stands above it was not written as a member of the thing. */
function classHas(container: object, name: string): boolean {
  let prototype: unknown = Object.getPrototypeOf(container)
  while (typeof prototype === "object" && prototype !== null && isClassPrototype(prototype)) {
    if (Object.hasOwn(prototype, name)) return true
    prototype = Object.getPrototypeOf(prototype)
  }
  return false
}

/** `Object.prototype`, also another realm's, is the one class prototype that has no prototype itself. */
function isClassPrototype(prototype: object): boolean {
  if (Object.getPrototypeOf(prototype) === null) return false
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value
  return typeof made === "function" && made.prototype === prototype
}
