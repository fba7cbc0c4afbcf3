import { buildTemplate, type PartSource, type SegmentSource } from "../../src/target/build.ts"
import type { Template } from "../../src/target/template.ts"
import type { Type } from "../../src/values/type.ts"

/** A template from its text, for tests: `/a/{id}/{n: int(1..5)}-{s: string("a", "b")}/{rest**}`. */
export function template(text: string): Template {
  const built = build(text)
  if ("message" in built) throw new Error(`${text}: ${built.message}`)
  return built
}

export function build(text: string): ReturnType<typeof buildTemplate> {
  const pieces = text === "/" ? [] : text.slice(1).split(/\/(?![^{]*\})/)
  const trailingSlash = pieces.at(-1) === ""
  return buildTemplate(text, (trailingSlash ? pieces.slice(0, -1) : pieces).map(segmentOf), trailingSlash)
}

function segmentOf(piece: string): SegmentSource {
  return { parts: piece === "" ? [] : piece.split(/(\{[^}]*\}|^\*\*$)/).flatMap(partOf) }
}

function partOf(part: string): readonly PartSource[] {
  if (part === "") return []
  if (part === "**") return [{ kind: "rest" }]
  const inner = /^\{(\w+)(?:: (.*))?\}$/.exec(part)
  if (inner?.[1] !== undefined) return [{ kind: "parameter", name: inner[1], type: typeOf(inner[2]) }]
  const rest = /^\{(\w+)\*\*\}$/.exec(part)
  return rest?.[1] === undefined ? [{ kind: "text", text: part }] : [{ kind: "rest", name: rest[1] }]
}

function typeOf(text: string | undefined): Type | undefined {
  if (text === undefined) return undefined
  const [, kind = "", inside] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? []
  if (inside === undefined) return { kind } as Type
  const [word, rest = ""] = inside.split(/ (.*)/)
  if (word === "max") return { kind: "string", max: Number(rest) }
  if (word === "like") return { kind: "string", like: JSON.parse(rest) }
  if (kind === "string") return { kind, values: JSON.parse(`[${inside}]`) }
  const [min, max] = inside.split("..")
  return { kind: "int", min: Number(min), max: Number(max) }
}
