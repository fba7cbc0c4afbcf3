import type { Readable } from "./conditions.ts"

// Declarations that every generated policy has.

export const settings: Readable["settings"] = [
  { name: "most", kind: "int" },
  { name: "home", kind: "string" },
  { name: "strict", kind: "bool" },
  { name: "opening", kind: "time" },
]

export const settingLines: readonly string[] = [
  "setting most: int = 5 from env.MOST",
  'setting home: string = "t1"',
  "setting strict: bool = true from env.STRICT",
  "setting opening: time = 09:30",
]

export const defineLines: readonly string[] = [
  "define big(d: Doc) = d.total > 100",
  'define over(d: Doc, n: int) = (d.count > n) or (d.state == "closed")',
  "define inside() = context.ip in 10.0.0.0/8",
  "define mine(d: Doc) = d.ownerId == subject.id",
  'define trusted() = (inside()) or (header.x-mode == "a")',
]

/** Calls of the definitions that have all that they read here. */
export function callsFor(readable: Pick<Readable, "subject" | "things">): readonly string[] {
  const docs = readable.things.filter(({ type }) => type === "Doc")
  return [
    "inside()",
    "trusted()",
    ...docs.flatMap(({ name }) => [
      `big(${name})`,
      `over(${name}, 3)`,
      ...(readable.subject ? [`mine(${name})`] : []),
    ]),
  ]
}
