import type * as ast from "../syntax/ast.ts"
import type { Expression } from "../values/expression.ts"
import { coerce } from "../values/coerce.ts"
import type { Type } from "../values/type.ts"
import { quoted, report, type Checking } from "./checking.ts"
import { asCondition, asOperand } from "./operand.ts"
import type { Package } from "./packages.ts"
import { boundCost } from "./bound-cost.ts"
import { checkCall } from "./calls.ts"
import { isList, shallow, aType } from "./fit.ts"
import { literalType, rawLiteral } from "./literals.ts"
import { checkIn, checkInRange } from "./membership.ts"
import { checkCompare } from "./operators.ts"
import { checkContains, checkLike, checkPart } from "./text-operators.ts"
import { checkBetween, checkWithin } from "./time-operators.ts"
import {
  broken,
  complain,
  maxDepth,
  maxNodes,
  typed,
  type Bindings,
  type Place,
  type Typed,
  type Work,
} from "./place.ts"
import { checkRead, resolveRole } from "./references.ts"

/** A condition: what it becomes, or undefined where it does not check (it is reported then). */
export function checkCondition(place: Place, node: ast.Expression): Expression | undefined {
  const condition = asCondition(place, checkExpression(place, node), node)
  return condition.broken ? undefined : boundCost(condition.expression)
}

const noVariables: Place["variables"] = new Map()

/** Where a condition starts: nothing is bound by itself, and nothing is counted. */
export function placeIn(checking: Checking, home: Package, bindings: Bindings): Place {
  const work: Work = { nodes: 0, depth: 0, variables: 0, tooLarge: false, callReported: undefined, seen: [] }
  return {
    checking,
    home,
    bindings,
    variables: noVariables,
    parameters: undefined,
    negative: false,
    call: undefined,
    work,
    check: checkExpression,
  }
}

/** Checks an operand or a condition. Never throws; a fault is reported once and then fits everything. */
export function checkExpression(place: Place, node: ast.Expression): Typed {
  const { work } = place
  work.nodes += 1
  work.depth += 1
  const result =
    work.nodes > maxNodes || work.depth > maxDepth ? tooLarge(place, node) : checkNode(place, node)
  work.depth -= 1
  return result
}

function tooLarge(place: Place, node: ast.Expression): Typed {
  const { work, call, checking } = place
  if (!work.tooLarge) {
    const message = "this condition grows too large when its definitions are put in place"
    report(checking, "E210", call?.span ?? node.span, message, {
      why: `a condition may have ${maxNodes} parts, ${maxDepth} within one another`,
      help: "call fewer definitions that call others",
    })
  }
  work.tooLarge = true
  return broken(node.span)
}

function checkNode(place: Place, node: ast.Expression): Typed {
  switch (node.kind) {
    case "group":
      return checkExpression(place, node.inner)
    case "and":
    case "or": {
      const operands = node.operands.map((operand) =>
        asCondition(place, checkExpression(place, operand), operand),
      )
      return typed(
        { kind: node.kind, operands: operands.map((operand) => operand.expression), span: node.span },
        bool,
        operands,
      )
    }
    case "not": {
      const operand = asCondition(
        place,
        checkExpression({ ...place, negative: !place.negative }, node.operand),
        node.operand,
      )
      return typed({ kind: "not", operand: operand.expression, span: node.span }, bool, [operand])
    }
    case "has":
      return checkHas(place, node)
    case "any":
    case "every":
      return checkQuantifier(place, node)
    case "compare":
      return checkCompare(place, node)
    case "in":
      return checkIn(place, node)
    case "in-range":
      return checkInRange(place, node)
    case "like":
      return checkLike(place, node)
    case "starts-with":
    case "ends-with":
      return checkPart(place, node)
    case "contains":
      return checkContains(place, node)
    case "is":
      return checkIs(place, node)
    case "within":
      return checkWithin(place, node)
    case "between":
      return checkBetween(place, node)
    case "call":
      return checkCall(place, node)
    case "reference":
      return checkRead(place, node)
    default:
      return checkLiteral(node)
  }
}

const bool: Type = { kind: "bool" }

function checkHas(place: Place, node: Extract<ast.Expression, { kind: "has" }>): Typed {
  const operand = checkRead(place, node.operand)
  if (operand.broken) return operand
  // A definition's argument may be no read: then it is there if it has a value.
  if (operand.expression.kind !== "read") {
    return complain(place, "E203", node.span, "`has` asks for a member", {
      help: "pass the thing itself to the definition",
    })
  }
  return typed({ kind: "has", operand: operand.expression, span: node.span }, bool)
}

function checkQuantifier(place: Place, node: Extract<ast.Expression, { kind: "any" | "every" }>): Typed {
  const list = asOperand(place, checkExpression(place, node.list), node.list, `\`${node.kind}\``)
  const isWalked = list.broken || list.type.kind === "json" || isList(list.type)
  if (!isWalked) {
    complain(place, "E203", node.list.span, `\`${node.kind}\` walks through a list`, {
      labels: [{ span: node.list.span, text: aType(list.type) }],
    })
  }
  place.work.variables += 1
  const unique = `${node.variable.text}#${place.work.variables}`
  const type: Type = isList(list.type) ? list.type.element : { kind: "json" }
  const variables = new Map(place.variables).set(node.variable.text, { unique, type })
  const inner = { ...place, variables }
  const condition = asCondition(inner, checkExpression(inner, node.condition), node.condition)
  const expression: Expression = {
    kind: node.kind,
    variable: unique,
    list: list.expression,
    condition: condition.expression,
    span: node.span,
  }
  const result = typed(expression, bool, [list, condition])
  return isWalked ? result : { ...result, broken: true }
}

function checkIs(place: Place, node: Extract<ast.Expression, { kind: "is" }>): Typed {
  const { operand, role } = node
  const isSubject =
    operand.kind === "reference" && operand.root.text === "subject" && operand.members.length === 0
  if (!isSubject) {
    return complain(place, "E203", node.span, "only the subject is a role", {
      help: `write \`subject is ${role.text}\``,
    })
  }
  const why = place.bindings.refused.get("subject")
  if (why !== undefined) {
    return complain(place, "E215", node.span, `the subject is not known in ${place.bindings.where}`, { why })
  }
  const name = resolveRole(place.checking, place.home, role)
  if (name === undefined) return broken(node.span)
  if (place.negative) {
    return complain(place, "E401", node.span, `role ${quoted(role.text)} is read under \`not\``, {
      labels: [{ span: node.span, text: "having the role would take something away" }],
      why: "more roles never mean less; only `deny` takes away",
      help: `write \`deny ${role.text}\` for what its holders may not do`,
    })
  }
  place.work.seen.push({ root: "subject", name: `is ${name}`, type: bool, span: node.span })
  return {
    expression: { kind: "is", role: name, span: node.span },
    type: bool,
    readsRole: true,
    broken: false,
  }
}

function checkLiteral(node: ast.Literal): Typed {
  const type = literalType(node)
  const raw = rawLiteral(node)
  if (isList(type) || type.kind === "cidr")
    return typed({ kind: "literal", value: raw, type, span: node.span }, type)
  const value = coerce(raw, type)
  const simple =
    typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? value : raw
  return typed({ kind: "literal", value: simple, type: shallow(type), span: node.span }, type)
}
