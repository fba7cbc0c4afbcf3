import type { Requirement } from "../model/policy.ts"
import type * as ast from "../syntax/ast.ts"
import type { Span } from "../text/span.ts"
import type { Expression, Read } from "../values/expression.ts"
import type { Member, Type } from "../values/type.ts"
import { quoted, report, type Checking } from "./checking.ts"
import { commonType, isList, shallow, aType } from "./fit.ts"
import { checkDuration } from "./limits.ts"
import type { Seen } from "./place.ts"
import { checkWhen, type Ground } from "./rules.ts"

export interface CheckedRequirement {
  readonly what: Requirement | undefined
  readonly seen: readonly Seen[]
}

const nothing: CheckedRequirement = { what: undefined, seen: [] }

export function checkRequirement(ground: Ground, node: ast.Requirement): CheckedRequirement {
  const { checking } = ground
  switch (node.kind) {
    case "tls":
      return checkTls(checking, node)
    case "mfa":
      return checkMfa(checking, node)
    case "scope":
      return checkScope(checking, node)
    case "condition": {
      const { expression, seen } = checkWhen(ground, node.condition)
      return expression ? { what: { kind: "condition", condition: expression }, seen } : nothing
    }
  }
}

const tlsVersions: ReadonlySet<number> = new Set([1, 1.1, 1.2, 1.3])

function checkTls(
  checking: Checking,
  { version }: Extract<ast.Requirement, { kind: "tls" }>,
): CheckedRequirement {
  if (!tlsVersions.has(version.value)) {
    report(checking, "E409", version.span, `unknown version of TLS ${quoted(version.text)}`, {
      why: "no connection would be good enough",
      help: "versions are 1.0, 1.1, 1.2 and 1.3",
    })
    return nothing
  }
  return { what: { kind: "tls", version: version.value }, seen: [] }
}

function checkMfa(checking: Checking, node: Extract<ast.Requirement, { kind: "mfa" }>): CheckedRequirement {
  const mfa = subjectRead(checking, "mfa", node.span, "mfa: bool = false", { kind: "bool" })
  if (!node.within)
    return mfa ? withSeen({ kind: "mfa", condition: mfa, withinMilliseconds: undefined }, node.span) : nothing
  // One fault, one message: the second member is asked for once the first is declared.
  if (!mfa) return nothing
  const { milliseconds, span } = node.within
  checkDuration(checking, milliseconds, span, "a time")
  const at = subjectRead(checking, "authTime", node.span, "authTime?: instant", { kind: "instant" })
  if (!at) return nothing
  const within: Expression = { kind: "within", operand: at, milliseconds, span }
  const condition: Expression = { kind: "and", operands: [mfa, within], span: node.span }
  return withSeen({ kind: "mfa", condition, withinMilliseconds: milliseconds }, node.span)
}

const textSet: Type = { kind: "set", element: { kind: "string" } }

function checkScope(
  checking: Checking,
  node: Extract<ast.Requirement, { kind: "scope" }>,
): CheckedRequirement {
  const list = subjectRead(checking, "scopes", node.span, "scopes: set of string = []", textSet)
  if (!list) return nothing
  const type: Type = { kind: "string" }
  const tests = node.scopes.map(({ value, span }): Expression => {
    const item: Expression = { kind: "literal", value, type, span }
    return { kind: "in-list", item, list, type, negated: false, span }
  })
  const [only] = tests
  const condition: Expression =
    tests.length === 1 && only ? only : { kind: "and", operands: tests, span: node.span }
  return withSeen({ kind: "scope", scopes: node.scopes.map(({ value }) => value), condition }, node.span)
}

function withSeen(what: Requirement, span: Span): CheckedRequirement {
  return { what, seen: [{ root: "subject", name: "", type: { kind: "bool" }, span }] }
}

function subjectRead(
  checking: Checking,
  name: string,
  span: Span,
  declaration: string,
  wanted: Type,
): Read | undefined {
  const { members } = checking.subject
  const member: Member | undefined = members && Object.hasOwn(members, name) ? members[name] : undefined
  if (member === undefined) {
    report(checking, "E217", span, `this reads ${quoted(`subject.${name}`)}, which is not declared`, {
      help: `declare it: \`subject { ${declaration} }\``,
    })
    return undefined
  }
  const isJson = member.type.kind === "json"
  if (
    !isJson &&
    (commonType(member.type, wanted) === undefined ||
      isList(member.type) !== isList(wanted) ||
      member.type.kind === "string")
  ) {
    report(
      checking,
      "E217",
      span,
      `this reads ${quoted(`subject.${name}`)}, which is declared as ${aType(member.type)}`,
      {
        help: `declare it as \`${declaration}\``,
      },
    )
    return undefined
  }
  const fallback =
    member.default === undefined ? {} : { default: member.default as NonNullable<Read["default"]> }
  return {
    kind: "read",
    root: "subject",
    name: "",
    ordinal: -1,
    members: [name],
    type: shallow(isJson ? wanted : member.type),
    ...fallback,
    ...(member.optional && member.default === undefined ? { mayBeMissing: true } : {}),
    span,
  }
}
