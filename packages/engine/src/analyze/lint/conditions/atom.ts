import { mirrored } from "../../../values/compare.ts"
import type { Expression } from "../../../values/expression.ts"
import type { Type } from "../../../values/type.ts"
import { complementOf, domainOf, intersectionOf, isEmpty, related, unionOf, type Domain } from "./domain.ts"

/** What holds of one operand, or of one atom as a whole, where an atom is true, or is false. */
export type Claim =
  | { readonly kind: "never" }
  /** Nothing that is followed: true or false as a whole, known by its text. */
  | { readonly kind: "opaque"; readonly key: string; readonly holds: boolean }
  | { readonly kind: "values"; readonly key: string; readonly all: Domain; readonly values: Domain }
  | { readonly kind: "always" }

type Claims = { readonly [truth in "true" | "false"]: Claim }

// Asked for every condition around an atom, and for both of its truths.
const claims = new WeakMap<Expression, Claims>()

/** What must be where an atom is known and `wanted`. Whether its operands are there is asked apart. */
export function claimOf(atom: Expression, wanted: boolean): Claim {
  let known = claims.get(atom)
  if (known === undefined) {
    known = { true: makeClaim(atom, true), false: makeClaim(atom, false) }
    claims.set(atom, known)
  }
  return wanted ? known.true : known.false
}

function makeClaim(atom: Expression, wanted: boolean): Claim {
  const positive = positiveOf(atom)
  if (positive.negated) return makeClaim(positive.atom, !wanted)
  if (atom.kind === "literal") return { kind: atom.value === wanted ? "always" : "never" }
  const asked = valuesAsked(atom)
  if (typeof asked === "boolean") return { kind: asked === wanted ? "always" : "never" }
  if (asked === undefined) return { kind: "opaque", key: textOf(atom), holds: wanted }
  const values = wanted ? asked.values : complementOf(asked.values)
  if (isEmpty(intersectionOf(asked.all, values))) return { kind: "never" }
  return { kind: "values", key: asked.key, all: asked.all, values }
}

/** `a != b` is known where `a == b` is, and the other way round of it; `not in` likewise. */
function positiveOf(atom: Expression): { readonly negated: boolean; readonly atom: Expression } {
  if (atom.kind === "compare" && atom.operator === "!=")
    return { negated: true, atom: { ...atom, operator: "==" } }
  const isNegated = atom.kind === "in-list" || atom.kind === "in-range" || atom.kind === "in-cidrs"
  if (isNegated && atom.negated) return { negated: true, atom: { ...atom, negated: false } }
  return { negated: false, atom }
}

interface Asked {
  readonly key: string
  readonly all: Domain
  readonly values: Domain
}

/** The values of one operand for which the atom is true; a truth where it is the same for all; undefined where it is not followed. */
function valuesAsked(atom: Expression): Asked | boolean | undefined {
  switch (atom.kind) {
    case "read":
      return asking(atom, atom.type, (all) => related("==", true, all))
    case "compare":
      return comparing(atom)
    case "in-list": {
      const { list } = atom
      if (list.kind !== "literal" || !Array.isArray(list.value)) return undefined
      const written = list.value as readonly unknown[]
      return asking(atom.item, atom.type, (all) => anyOf(written, all))
    }
    case "in-range": {
      const { low, high } = atom
      if (low.kind !== "literal" || high.kind !== "literal") return undefined
      return asking(atom.item, atom.type, (all) => {
        const [from, to] = [related(">=", low.value, all), related("<=", high.value, all)]
        return from && to && intersectionOf(from, to)
      })
    }
    case "like":
      return /^\*+$/.test(atom.pattern) ? true : undefined
    case "starts-with":
    case "ends-with":
    case "contains":
      return atom.right.kind === "literal" && atom.right.value === "" ? true : undefined
    default:
      return undefined
  }
}

function comparing(atom: Extract<Expression, { kind: "compare" }>): Asked | boolean | undefined {
  const { left, right, operator, type } = atom
  if (right.kind === "literal" && left.kind !== "literal")
    return asking(left, type, (all) => related(operator, right.value, all))
  if (left.kind === "literal" && right.kind !== "literal")
    return asking(right, type, (all) => related(mirrored[operator], left.value, all))
  if (left.kind === "literal" && right.kind === "literal")
    return comparingLiterals(atom, left.value, right.value)
  if (textOf(left) !== textOf(right)) return undefined
  return operator === "==" || operator === "<=" || operator === ">="
}

function comparingLiterals(
  { type, operator }: Extract<Expression, { kind: "compare" }>,
  left: unknown,
  right: unknown,
): boolean | undefined {
  const all = domainOf(type)
  const [one, other] = all ? [related("==", left, all), related(operator, right, all)] : []
  return one && other && !isEmpty(intersectionOf(one, other))
}

function anyOf(written: readonly unknown[], all: Domain): Domain | undefined {
  const points = written.map((value) => related("==", value, all))
  return points.reduce((sum, point) => sum && point && unionOf(sum, point), points[0])
}

function asking(operand: Expression, type: Type, of: (all: Domain) => Domain | undefined): Asked | undefined {
  const all = allOf(operand, type)
  const values = all && of(all)
  return all && values && { key: textOf(operand), all, values }
}

/** Undefined too where the operand is read as one type and compared as another. */
function allOf(operand: Expression, type: Type): Domain | undefined {
  if (operand.kind === "size") return domainOf({ kind: "int", min: 0 })
  if (operand.kind !== "read") return undefined
  const isNumber = (kind: Type["kind"]): boolean => kind === "int" || kind === "number"
  const isSame = operand.type.kind === type.kind || (isNumber(operand.type.kind) && isNumber(type.kind))
  return isSame ? domainOf(operand.type) : undefined
}

const texts = new WeakMap<Expression, string>()

/** An expression by what it says: where it stands is left out. */
export function textOf(expression: Expression): string {
  let text = texts.get(expression)
  if (text === undefined) texts.set(expression, (text = makeText(expression)))
  return text
}

function makeText(expression: Expression): string {
  switch (expression.kind) {
    case "read": {
      const { root, name, ordinal, members, type } = expression
      return `${root} ${name} ${ordinal} ${type.kind} ${JSON.stringify(members)}`
    }
    // Written out, as most atoms are these: serializing leaves out what it has built at every step.
    case "compare": {
      const { operator, left, right, type } = expression
      return `(${textOf(left)}) ${operator} (${textOf(right)}) ${type.kind}`
    }
    case "literal":
      return JSON.stringify(expression.value)
    default:
      return JSON.stringify(expression, (key, value: unknown) => (key === "span" ? undefined : value))
  }
}
