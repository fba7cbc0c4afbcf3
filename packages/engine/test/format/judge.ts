import { compile } from "../../src/compile.ts"
import { format } from "../../src/format/format.ts"
import { parse } from "../../src/syntax/parse.ts"

/** What is wrong with what formatting makes of a text; undefined where all is well. A text that does not parse is fine. */
export function faultOf(text: string): string | undefined {
  const source = { path: "f.edict", text }
  const made = format(source)
  const before = parse(source)
  if (made.kind === "invalid")
    return before.diagnostics.length > 0 ? undefined : "called invalid, though it parses"
  if (made.kind === "fault") return made.difference
  const again = format({ path: "f.edict", text: made.text })
  if (again.kind !== "formatted") return `formatted once, it is ${again.kind}`
  if (again.text !== made.text) return `not the same twice: ${firstDifference(made.text, again.text)}`
  const after = parse({ path: "f.edict", text: made.text })
  if (treeOf(before.value) !== treeOf(after.value)) return "another tree"
  const comments = (value: typeof before.value): string =>
    value.comments.map(({ text: comment }) => comment.trimEnd()).join("\n")
  if (comments(before.value) !== comments(after.value)) return "other comments"
  return badLooks(made.text)
}

/** What the compiled plan says, whatever the lines: its hash is over them, and ids such as `orders.edict:12` name them. */
export function planOf(
  files: readonly { readonly path: string; readonly text: string }[],
): string | undefined {
  const { policy } = compile(files)
  if (policy === undefined) return undefined
  const numbers = new Map<string, number>()
  return treeOf({ ...policy.plan, hash: undefined }).replaceAll(/"[\w/-]+\.edict:[^"]+"/g, (id) => {
    const number = numbers.get(id) ?? numbers.size
    numbers.set(id, number)
    return `"rule ${number}"`
  })
}

/** Formats every file of a policy and tells whether its plan stayed the same. */
export function planFault(
  files: readonly { readonly path: string; readonly text: string }[],
): string | undefined {
  const formatted = files.map((file) => {
    const made = format(file)
    return made.kind === "formatted" ? { ...file, text: made.text } : file
  })
  return planOf(files) === planOf(formatted) ? undefined : "another plan"
}

const places: ReadonlySet<string> = new Set(["span", "head", "comments"])

function treeOf(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (places.has(key)) return undefined
    return key === "documentation" && typeof inner === "string" ? inner.replace(/[ \t]+$/gm, "") : inner
  })
}

function firstDifference(left: string, right: string): string {
  const lines = left.split("\n")
  const others = right.split("\n")
  const at = lines.findIndex((line, place) => line !== others[place])
  return `${JSON.stringify(lines.slice(at, at + 2))} became ${JSON.stringify(others.slice(at, at + 2))}`
}

function badLooks(text: string): string | undefined {
  const lines = text.replaceAll("\r\n", "\n").split("\n")
  if (lines.pop() !== "") return "no line end at the end"
  const blank = lines.findIndex((line) => /[ \t]$/.test(line))
  if (blank >= 0) return `blanks at the end of line ${blank + 1}`
  if (lines[0] === "" || lines.at(-1) === "") return "an empty line at an end"
  const double = lines.findIndex((line, place) => line === "" && lines[place + 1] === "")
  if (double >= 0) return `two empty lines from ${double + 1} on`
  const opened = lines.findIndex((line, place) => line.endsWith("{") && lines[place + 1] === "")
  if (opened >= 0) return `an empty line behind line ${opened + 1}, which opens a block`
  const closed = lines.findIndex((line, place) => line === "" && /^ *\}/.test(lines[place + 1] ?? ""))
  return closed >= 0 ? `an empty line before a closing one, ${closed + 2}` : undefined
}
