import { nearest } from "../diagnostics/suggest.ts"
import type { FieldPath as FieldNode } from "../syntax/ast.ts"
import type { FieldPath } from "../model/policy.ts"
import type { Type } from "../values/type.ts"
import { quoted, reportUnknown, type Checking } from "./checking.ts"
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
  const of = type.name === undefined ? "it" : quoted(type.name)
  reportUnknown(checking, {
    code: "E118",
    what: `field of ${of}`,
    name,
    span: node.span,
    // The fix replaces the whole path.
    candidates: [],
    why: "the rule would never find it",
    help:
      meant === undefined
        ? `it has ${candidates.slice(0, 12).map(quoted).join(", ")}`
        : `did you mean ${quoted(meant)}?`,
  })
  return { kind: "json" }
}
