import type { PathNode, TypeNode } from "../syntax/ast.ts"
import { buildTemplate, type PartSource, type SegmentSource } from "../target/build.ts"
import type { Template } from "../target/template.ts"
import type { Type } from "../values/type.ts"
import type { Block } from "./blocks.ts"
import { report, type Checking } from "./checking.ts"
import { aType } from "./fit.ts"
import { type Package } from "./packages.ts"
import { resolveType } from "./types.ts"

/** The path of a block: that of the blocks around it, and its own. */
export function buildPath(
  checking: Checking,
  home: Package,
  parent: Block | undefined,
  path: PathNode,
): Pick<Block, "template" | "sources"> | undefined {
  // `/` is the path of the block around it.
  if (parent && parent.kind !== "file" && path.text === "/") return parent
  const outer = parent?.sources ?? []
  const sources =
    outer.length === 0 ? sourcesOf(checking, home, path) : [...outer, ...sourcesOf(checking, home, path)]
  const before = parent === undefined || parent.template.text === "/" ? "" : parent.template.text
  const text = before === "" ? path.text : path.text === "/" ? before : before + path.text
  const built = buildTemplate(text, sources, path.trailingSlash)
  if (!("kind" in built)) return { template: built, sources }
  const segment = path.segments[built.segment - outer.length]
  const span = segment?.parts[built.part]?.span ?? segment?.span ?? path.span
  report(checking, "E311", span, built.message)
  return undefined
}

/** The path of a target, which stands alone wherever it is written. */
export function buildTarget(checking: Checking, home: Package, path: PathNode): Template | undefined {
  return buildPath(checking, home, undefined, path)?.template
}

function sourcesOf(checking: Checking, home: Package, path: PathNode): readonly SegmentSource[] {
  return path.segments.map(({ parts }) => ({
    parts: parts.map((part): PartSource => {
      if (part.kind === "text") return { kind: "text", text: part.text }
      if (part.kind === "rest") return { kind: "rest", name: part.name?.text }
      return {
        kind: "parameter",
        name: part.name.text,
        type: part.type && parameterType(checking, home, part.type),
      }
    }),
  }))
}

const parameterKinds: ReadonlySet<string> = new Set([
  "string",
  "int",
  "uuid",
  "number",
  "bool",
  "date",
  "time",
  "instant",
  "duration",
  "ip",
  "url",
])

function parameterType(checking: Checking, home: Package, node: TypeNode): Type {
  const before = checking.found.length
  const type = resolveType(checking, home, node)
  if (parameterKinds.has(type.kind) || checking.found.length > before)
    return parameterKinds.has(type.kind) ? type : { kind: "string" }
  report(checking, "E220", node.span, `no path parameter is ${aType(type)}`, {
    help: "a parameter is one text: `string`, `int`, `uuid` and the like",
  })
  return { kind: "string" }
}
