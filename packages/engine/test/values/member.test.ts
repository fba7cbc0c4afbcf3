import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { memberOf } from "../../src/values/member.ts"

class Document {
  readonly title = "plan"
  #owner = "u1"
  get ownerId(): string {
    return this.#owner
  }
  get broken(): string {
    throw new Error("not loaded")
  }
  publish(): string {
    return "done"
  }
}
class Report extends Document {
  get total(): number {
    return 3
  }
}

describe("members", () => {
  it.each([
    ["an own member", { id: 1 }, "id", 1],
    ["an own member that is null", { id: null }, "id", null],
    ["an own member of an object without prototype", Object.assign(Object.create(null), { id: 1 }), "id", 1],
    ["a field of an instance", new Document(), "title", "plan"],
    ["a getter of the class", new Document(), "ownerId", "u1"],
    ["a getter of the class", new Report(), "total", 3],
    ["a getter of the class above", new Report(), "ownerId", "u1"],
    [
      "own data named like what everything has",
      JSON.parse('{"__proto__": 7, "constructor": 8}'),
      "__proto__",
      7,
    ],
    ["own data named like what everything has", { constructor: 8 }, "constructor", 8],
  ])("reads %s", (_, container, name, expected) => {
    expect(memberOf(container, name)).toBe(expected)
  })

  it.each([
    ["what is not there", { id: 1 }, "name"],
    ["undefined", undefined, "id"],
    ["null", null, "id"],
    ["a text's length", "abc", "length"],
    ["a list's length", [1, 2], "length"],
    ["a list's element", [1, 2], "0"],
    ["a function's name", () => 1, "name"],
    ["a method", new Document(), "publish"],
    ["the constructor", new Document(), "constructor"],
    ["the prototype", new Document(), "__proto__"],
    ["what every object has", {}, "toString"],
    ["what every object has", {}, "constructor"],
    ["what every object has", {}, "__proto__"],
    ["an own function", { id: () => 1 }, "id"],
    ["a getter that throws", new Document(), "broken"],
    ["what stands on a prototype that is no class's", Object.create({ admin: true }), "admin"],
    ["what a prototype got from data", JSON.parse('{"a": {"__proto__": {"admin": true}}}').a, "admin"],
  ])("does not read %s", (_, container, name) => {
    expect(memberOf(container, name)).toBeUndefined()
  })

  it("does not read what somebody put on Object.prototype", () => {
    const everything = Object.prototype as unknown as Record<string, unknown>
    everything["polluted"] = true
    try {
      expect(memberOf({}, "polluted")).toBeUndefined()
      expect(memberOf(new Document(), "polluted")).toBeUndefined()
    } finally {
      delete everything["polluted"]
    }
  })

  it("takes whatever throws for missing", () => {
    const traps = ["get", "getOwnPropertyDescriptor", "getPrototypeOf", "has"] as const
    for (const trap of traps) {
      const hostile = new Proxy(
        {},
        {
          [trap]: () => {
            throw new Error(trap)
          },
        },
      )
      expect(memberOf(hostile, "id")).toBeUndefined()
    }
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect(memberOf(proxy, "id")).toBeUndefined()
  })

  it("never throws", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), fc.string(), (raw, name) => {
        const value = memberOf(raw, name)
        // Values made here come from literals: whatever is found was their own.
        expect(value === undefined || Object.hasOwn(raw as object, name)).toBe(true)
      }),
    )
  })
})
