import { nearest } from "../diagnostics/suggest.ts"
import type { FieldPath as FieldNode } from "../syntax/ast.ts"
import type { FieldPath } from "../model/policy.ts"
import type { Type } from "../values/type.ts"
import { quoted, report, suggestion, type Checking } from "./checking.ts"
import { isList } from "./fit.ts"

/** A field path as the model has it; its members are looked up where the type that it starts at is known. */
export function checkField(checking: Checking, node: FieldNode, from: Type): FieldPath {
  typeAt(checking, node, from)
  return { text: node.text, steps: node.steps }
}

/** The type of what a path leads to; `json` where it is not known. */
export function typeAt(checking: Checking, node: FieldNode, from: Type): Type {
  let type = from
  for (const step of node.steps) {
    if (step.kind === "elements" && isList(type)) type = type.element
    else if (step.kind === "member" && type.kind === "record" && type.members) {
      const member = Object.hasOwn(type.members, step.name) ? type.members[step.name] : undefined
      if (member === undefined) return reportField(checking, node, step.name, type)
      type = member.type
    } else return { kind: "json" }
  }
  return type
}

function reportField(
  checking: Checking,
  node: FieldNode,
  name: string,
  type: Extract<Type, { kind: "record" }>,
): Type {
  const candidates = Object.keys(type.members ?? {})
  const meant = nearest(name, candidates)
  const of = type.name === undefined ? "what stands there" : quoted(type.name)
  report(checking, "E118", node.span, `${of} has no field ${quoted(name)}`, {
    why: "the rule would never find it",
    ...(meant === undefined
      ? { help: `it has ${candidates.slice(0, 12).map(quoted).join(", ")}` }
      : suggestion(node.span, replaced(node, name, meant))),
  })
  return { kind: "json" }
}

/** The whole path with one of its names put right, where the name stands in it once. */
function replaced(node: FieldNode, name: string, meant: string): string {
  const at = node.text.indexOf(name)
  return at < 0 || node.text.includes(name, at + 1)
    ? meant
    : node.text.slice(0, at) + meant + node.text.slice(at + name.length)
}
