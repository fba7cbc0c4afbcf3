import type { Target } from "../../model/policy.ts"
import type { Template } from "../../target/template.ts"
import type { Expression } from "../../values/expression.ts"

// Statements about one request that are true or false, never unknown. "The condition is true" and "the condition is false"
// are two statements: where it is unknown, neither holds.

/** What a statement is about. Equal keys mean the same of every request of one route. */
export type Fact = {
  readonly key: string
  /** It is either so or not; else it may be unknown, and then neither is. */
  readonly isCertain: boolean
} &
  /** `guardrail`: whose parameters `path` reads. */
  (
    | {
        readonly kind: "condition"
        readonly expression: Expression
        readonly guardrail: number | undefined
      }
    | { readonly kind: "tls"; readonly version: number }
    /** The request is one of those that an `except` names. */
    | { readonly kind: "excepted"; readonly targets: readonly Target[] }
    /** The request lies under a guardrail's path. */
    | { readonly kind: "under"; readonly path: Template }
  )

export interface Literal {
  readonly kind: "literal"
  readonly key: string
  readonly fact: Fact
  /** It is so, or it is known not to be so. */
  readonly sense: boolean
}

export interface Junction {
  readonly kind: "all" | "any"
  readonly key: string
  readonly parts: readonly Formula[]
}

export type Formula =
  | { readonly kind: "true"; readonly key: "true" }
  | { readonly kind: "false"; readonly key: "false" }
  | Literal
  | Junction

export const always: Formula = { kind: "true", key: "true" }
export const never: Formula = { kind: "false", key: "false" }
export const constant = (isSo: boolean): Formula => (isSo ? always : never)

export function literal(fact: Fact, sense: boolean): Formula {
  return { kind: "literal", key: `${sense ? "+" : "-"}${fact.key}`, fact, sense }
}

/** All parts hold. Simplified: nothing in it repeats or contradicts what stands beside it. */
export const all = (parts: readonly Formula[]): Formula => join("all", parts)

/** Some part holds. Simplified as `all` is. */
export const any = (parts: readonly Formula[]): Formula => join("any", parts)

function join(kind: "all" | "any", given: readonly Formula[]): Formula {
  const [neutral, decisive] = kind === "all" ? (["true", "false"] as const) : (["false", "true"] as const)
  const parts = new Map<string, Formula>()
  for (const part of given.flatMap((one) => (one.kind === kind ? one.parts : [one]))) {
    if (part.kind === decisive) return part
    if (part.kind !== neutral) parts.set(part.key, part)
  }
  const literals = [...parts.values()].filter((part) => part.kind === "literal")
  if (literals.some((one) => clashes(kind, one, parts))) return constant(kind === "any")
  const kept = [...parts.values()].filter((part) => !literals.some((one) => swallows(kind, one, part)))
  const reduced = kept.map((part) => {
    if (part.kind === "literal") return part
    return literals.reduce<Formula>((rest, one) => beside(kind, one, rest), part)
  })
  if (reduced.some((part, place) => part.key !== kept[place]?.key)) return join(kind, reduced)
  return junction(kind, absorbed(kind, reduced))
}

function junction(kind: "all" | "any", parts: readonly Formula[]): Formula {
  const [only] = parts
  if (only === undefined) return constant(kind === "all")
  if (parts.length === 1) return only
  return { kind, key: `${kind}(${parts.map(({ key }) => key).join(",")})`, parts }
}

const opposite = ({ fact, sense }: Literal): string => `${sense ? "-" : "+"}${fact.key}`

/** Nothing is both so and not so; something certain is one of the two. */
function clashes(kind: "all" | "any", one: Literal, parts: ReadonlyMap<string, Formula>): boolean {
  return (kind === "all" || one.fact.isCertain) && parts.has(opposite(one))
}

/** TLS 1.3 is TLS 1.2 or later: beside the one, the other says nothing. */
function swallows(kind: "all" | "any", { fact }: Literal, part: Formula): boolean {
  if (fact.kind !== "tls" || part.kind !== "literal" || part.fact.kind !== "tls") return false
  return kind === "all" ? part.fact.version < fact.version : part.fact.version > fact.version
}

/** `part`, given that a literal holds beside it (in `all`), or that it does not (in `any`). */
function beside(kind: "all" | "any", one: Literal, part: Formula): Formula {
  if (part.kind === "true" || part.kind === "false") return part
  if (part.kind === "literal") {
    if (part.key === one.key) return constant(kind === "all")
    const isSettled = kind === "all" || one.fact.isCertain
    return isSettled && part.key === opposite(one) ? constant(kind === "any") : part
  }
  const parts = part.parts.map((inner) => beside(kind, one, inner))
  return parts.every((inner, place) => inner === part.parts[place]) ? part : join(part.kind, parts)
}

/** Leaves out a part that holds by itself wherever another does: `a or (a and b)` is `a`. */
function absorbed(kind: "all" | "any", parts: readonly Formula[]): readonly Formula[] {
  const inner = kind === "all" ? "any" : "all"
  const operandsOf = (part: Formula): readonly Formula[] => (part.kind === inner ? part.parts : [part])
  const keysOf = parts.map((part) => new Set(operandsOf(part).map(({ key }) => key)))
  return parts.filter((_, place) => {
    const own = keysOf[place] ?? new Set()
    return !keysOf.some(
      (keys, other) => other !== place && keys.size < own.size && [...keys].every((key) => own.has(key)),
    )
  })
}
