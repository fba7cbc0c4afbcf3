import type { Expression, Read } from "../../../values/expression.ts"
import { eachOperand } from "../../../values/parts.ts"
import { type Claim, claimOf, textOf } from "./atom.ts"
import { intersectionOf, isEmpty, type Domain } from "./domain.ts"

/** What is known of requests before one comes. */
export interface Known {
  /** Nothing is ever there to be read. */
  readonly isNever: (read: Read) => boolean
  /** Whoever is asked surely holds the role. */
  readonly holds: (role: string) => boolean
}

export const knowNothing: Known = { isNever: () => false, holds: () => false }

/** What has been taken for granted on the way to one truth. Never changed: a way that fails leaves nothing behind. */
interface Taken {
  readonly there: Facts<boolean>
  readonly values: Facts<Domain>
  readonly holds: Facts<boolean>
}

/** The last one first. Conditions are short, and what is tried is thrown away: a list costs less than a table for each try. */
type Facts<Fact> = { readonly key: string; readonly fact: Fact; readonly before: Facts<Fact> } | undefined

const nothing: Taken = { there: undefined, values: undefined, holds: undefined }

function factOf<Fact>(facts: Facts<Fact>, key: string): Fact | undefined {
  for (let at = facts; at !== undefined; at = at.before) if (at.key === key) return at.fact
  return undefined
}

interface Wanted {
  readonly expression: Expression
  readonly truth: boolean
}

/** Beyond so many tries nothing is said: what is not refuted counts as possible. */
const mostTries = 2_000

/**
 * Whether some request may make the condition `truth`. A `false` is certain, a `true` is not: only single operands against
 * written values are followed, and the rest by its text.
 */
export function canBe(expression: Expression, truth: boolean, known: Known): boolean {
  const budget = { left: mostTries }
  return search([{ expression, truth }], nothing, known, budget)
}

/** Whether an atom may be true and may be false, as most may: seen without a search. */
export function isEither(atom: Expression, known: Known): boolean {
  const isFollowed = atom.kind === "has" || atom.kind === "is" || atom.kind === "any" || atom.kind === "every"
  if (isFollowed || atom.kind === "and" || atom.kind === "or" || atom.kind === "not") return false
  const isOpen = ({ kind }: Claim): boolean => kind === "opaque" || kind === "values"
  return isOpen(claimOf(atom, true)) && isOpen(claimOf(atom, false)) && !operandsOf(atom).some(known.isNever)
}

function search(wanted: readonly Wanted[], taken: Taken, known: Known, budget: { left: number }): boolean {
  const [first, ...rest] = wanted
  if (first === undefined || (budget.left -= 1) < 0) return true
  const { expression, truth } = first
  switch (expression.kind) {
    case "not":
      return search([{ expression: expression.operand, truth: !truth }, ...rest], taken, known, budget)
    case "and":
    case "or": {
      const parts = expression.operands.map((operand) => ({ expression: operand, truth }))
      const isAll = (expression.kind === "and") === truth
      if (isAll) return search([...parts, ...rest], taken, known, budget)
      return parts.some((part) => search([part, ...rest], taken, known, budget))
    }
    default: {
      const next = take(expression, truth, taken, known)
      return next !== undefined && search(rest, next, known, budget)
    }
  }
}

/** What is taken for granted with this atom too; undefined where it cannot be. */
function take(atom: Expression, truth: boolean, taken: Taken, known: Known): Taken | undefined {
  if (atom.kind === "has") return takeThere(atom.operand, truth, taken, known)
  if (atom.kind === "is" && known.holds(atom.role)) return truth ? taken : undefined
  if (atom.kind === "any" || atom.kind === "every") {
    // True needs an element for which it is true, and `every` that is false one for which it is false.
    const needsElement = (atom.kind === "any") === truth
    if (needsElement && !canBe(atom.condition, truth, known)) return undefined
  }
  let there: Taken | undefined = taken
  for (const read of operandsOf(atom)) {
    there = takeThere(read, true, there, known)
    if (there === undefined) return undefined
  }
  return takeClaim(atom, truth, there)
}

function takeThere(read: Read, isThere: boolean, taken: Taken, known: Known): Taken | undefined {
  if (isThere && known.isNever(read)) return undefined
  const key = textOf(read)
  const { there, values, holds } = taken
  const before = factOf(there, key)
  if (before !== undefined) return before === isThere ? taken : undefined
  return { there: { key, fact: isThere, before: there }, values, holds }
}

function takeClaim(atom: Expression, truth: boolean, taken: Taken): Taken | undefined {
  const claim = claimOf(atom, truth)
  const { there, values, holds } = taken
  switch (claim.kind) {
    case "always":
      return taken
    case "never":
      return undefined
    case "opaque": {
      const { key, holds: fact } = claim
      const before = factOf(holds, key)
      if (before !== undefined) return before === fact ? taken : undefined
      return { there, values, holds: { key, fact, before: holds } }
    }
    case "values": {
      const { key } = claim
      const fact = intersectionOf(factOf(values, key) ?? claim.all, claim.values)
      return isEmpty(fact) ? undefined : { there, values: { key, fact, before: values }, holds }
    }
  }
}

const operands = new WeakMap<Expression, readonly Read[]>()

function operandsOf(atom: Expression): readonly Read[] {
  let reads = operands.get(atom)
  if (reads === undefined) operands.set(atom, (reads = readsIn(atom)))
  return reads
}

/** What must be there for the atom to be known; inside `any` and `every` that differs from element to element. */
function readsIn(atom: Expression): readonly Read[] {
  if (atom.kind === "read") return [atom]
  if (atom.kind === "any" || atom.kind === "every") return readsIn(atom.list)
  const reads: Read[] = []
  eachOperand(atom, (operand) => reads.push(...readsIn(operand)))
  return reads
}
