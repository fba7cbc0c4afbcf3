import type { NamedType, RecordNode, TypeConstraint, TypeNode } from "../syntax/ast.ts"
import { likeTokens } from "../values/text.ts"
import type { Member, RecordType, Type } from "../values/type.ts"
import { quoted, report, reportUnknown, type Checking } from "./checking.ts"
import { aType } from "./fit.ts"
import { literalAs } from "./literals.ts"
import { builtInTypes, type Package, type TypeEntry } from "./packages.ts"
import { readSchemaType } from "./schema-type.ts"

const json: Type = { kind: "json" }

/** The type that is written. What does not resolve is reported and counts as `json`, which fits everything. */
export function resolveType(checking: Checking, home: Package, node: TypeNode): Type {
  if (node.kind === "record") return resolveRecord(checking, home, node, {})
  if (node.kind !== "named") return { kind: node.kind, element: resolveType(checking, home, node.element) }
  const { text } = node.name
  if (builtInTypes.includes(text)) return builtIn(checking, node)
  const entry = home.types.get(text)
  if (entry === undefined) {
    reportUnknown(checking, {
      code: "E102",
      what: "type",
      name: text,
      span: node.name.span,
      candidates: [...builtInTypes, ...home.types.keys()],
      help: "declare it with `type`, or import it with `import schema`",
    })
    return json
  }
  if (node.constraint) reportConstraint(checking, node.constraint, "only built-in types take bounds")
  return resolveEntry(checking, entry)
}

export function resolveEntry(checking: Checking, entry: TypeEntry): Type {
  if (entry.resolved) return entry.resolved
  const { source, nominal } = entry
  if (source.kind === "schema") {
    const { name, home } = entry
    // What was meant is declared with it, so that its uses are no further faults.
    const onMisspelt = (meant: string): void => {
      if (!home.types.has(meant)) home.types.set(meant, { ...entry, nominal: meant, resolved: json })
    }
    entry.resolved = readSchemaType(checking, name, source, nominal, onMisspelt)
    return entry.resolved
  }
  // Entered before its members are read, so that a type may lead back to itself.
  const type: { kind: "record"; name: string; members?: NonNullable<RecordType["members"]> } = {
    kind: "record",
    name: nominal,
  }
  entry.resolved = type
  type.members = resolveRecord(checking, entry.home, source.record, { name: nominal }).members ?? {}
  return type
}

/** The name of a declared or imported type, as relative roles compare it; undefined for any other type. */
export function nominalOf(home: Package, node: TypeNode): string | undefined {
  return node.kind === "named" ? home.types.get(node.name.text)?.nominal : undefined
}

export function resolveRecord(
  checking: Checking,
  home: Package,
  node: RecordNode,
  named: { name?: string },
): RecordType {
  const members: Record<string, Member> = Object.create(null) as Record<string, Member>
  for (const member of node.members) {
    const name = member.name.text
    if (name in members) {
      report(checking, "E114", member.name.span, `member ${quoted(name)} is declared twice`, {
        help: "remove one of them",
      })
      continue
    }
    const type = resolveType(checking, home, member.type)
    const fallback = member.default && literalAs(member.default, type)
    if (member.default && fallback === undefined) {
      report(checking, "E205", member.default.span, `the default of ${quoted(name)} is not of its type`, {
        labels: [{ span: member.default.span, text: `not ${aType(type)}` }],
        why: "a default is read where the member is absent",
      })
    }
    members[name] = {
      type,
      optional: member.optional,
      ...(fallback === undefined ? {} : { default: fallback }),
    }
  }
  return { kind: "record", ...named, members }
}

function builtIn(checking: Checking, node: NamedType): Type {
  const { constraint } = node
  const kind = node.name.text
  const type = { kind } as Type
  if (!constraint) return type
  if (kind === "string") return boundedText(checking, constraint)
  if (kind === "int" || kind === "number") return boundedNumber(checking, kind, constraint)
  reportConstraint(checking, constraint, `${quoted(kind)} takes no bounds`)
  return type
}

function boundedText(checking: Checking, constraint: TypeConstraint): Type {
  switch (constraint.kind) {
    case "max":
      return { kind: "string", max: constraint.value }
    case "like":
      if (likeTokens(constraint.pattern.value) === undefined) {
        reportPattern(checking, constraint.pattern.span)
        return { kind: "string" }
      }
      return { kind: "string", like: constraint.pattern.value }
    case "values": {
      const values = constraint.values.flatMap((value) => (value.kind === "string" ? [value.value] : []))
      if (values.length === constraint.values.length) return { kind: "string", values }
      reportConstraint(checking, constraint, "the values of a string are written as text")
      return { kind: "string" }
    }
    case "range":
      reportConstraint(
        checking,
        constraint,
        'a string takes `max 20`, `like "a-*"`, or values such as `"a", "b"`',
      )
      return { kind: "string" }
  }
}

/** `\` may stand only before `*`, `?` and itself. */
export function reportPattern(checking: Checking, span: TypeConstraint["span"]): void {
  report(checking, "E204", span, "this pattern does not read", {
    why: "`\\` makes `*`, `?` or `\\` stand for itself, and stands before nothing else",
    help: "write `\\\\\\\\` for a backslash: once for the string, once for the pattern",
  })
}

function boundedNumber(checking: Checking, kind: "int" | "number", constraint: TypeConstraint): Type {
  if (constraint.kind === "max") return { kind, max: constraint.value }
  if (constraint.kind !== "range") {
    reportConstraint(checking, constraint, `bounds of ${quoted(kind)} are written \`${kind}(1..100)\``)
    return { kind }
  }
  const low = literalAs(constraint.low, { kind })
  const high = literalAs(constraint.high, { kind })
  if (typeof low !== "number" || typeof high !== "number") {
    const limits = kind === "int" ? ", within ±(2^53−1)" : ""
    reportConstraint(checking, constraint, `both bounds are of ${quoted(kind)}${limits}`)
    return { kind }
  }
  if (low > high) {
    report(checking, "E211", constraint.span, "this range holds nothing", {
      help: "write the lower bound first",
    })
    return { kind }
  }
  return { kind, min: low, max: high }
}

function reportConstraint(checking: Checking, constraint: TypeConstraint, help: string): void {
  report(checking, "E206", constraint.span, "this bound does not fit its type", { help })
}
