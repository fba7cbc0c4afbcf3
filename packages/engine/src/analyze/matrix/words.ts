import type { Target } from "../../model/policy.ts"
import type { Formula, Literal } from "./formula.ts"
import { phraseOf, type Vocabulary } from "./phrases.ts"
import { listWords } from "./value-words.ts"

/** A formula in words, its conjuncts apart: every one of them must hold. */
export function wordsOf(formula: Formula, vocabulary: Vocabulary): readonly string[] {
  const parts = formula.kind === "all" ? formula.parts : [formula]
  return parts.map((part) => sentenceOf(part, vocabulary))
}

function sentenceOf(formula: Formula, vocabulary: Vocabulary): string {
  if (formula.kind === "true") return "always"
  if (formula.kind === "false") return "never"
  if (formula.kind === "literal") return literalSentence(formula, vocabulary)
  const words = formula.parts.map((part) => {
    const inner = sentenceOf(part, vocabulary)
    return part.kind === "literal" && !isCompound(part) ? inner : `(${inner})`
  })
  return words.join(formula.kind === "all" ? " and " : " or ")
}

/** Its words hold an `and` or an `or` of their own. */
function isCompound({ fact }: Literal): boolean {
  if (fact.kind === "excepted") return fact.targets.length > 1
  if (fact.kind !== "condition") return false
  const { expression } = fact
  if (expression.kind === "in-cidrs") return expression.cidrs.length > 1
  if (expression.kind === "between") return expression.days !== undefined && expression.days.length > 1
  return expression.kind === "in-list" && expression.list.kind === "literal"
}

function literalSentence({ fact, sense }: Literal, vocabulary: Vocabulary): string {
  switch (fact.kind) {
    case "condition":
      return phraseOf(fact.expression, sense, vocabulary)
    case "tls":
      return `${sense ? "over" : "not over"} TLS ${fact.version.toFixed(1)} or later`
    case "excepted":
      return `${sense ? "" : "not "}for ${listWords(fact.targets.map(targetWords))}`
    case "under":
      return `${sense ? "" : "not "}under ${fact.path.text}`
  }
}

const targetWords = ({ verbs, template }: Target): string => `${verbs.join(", ")} ${template.text}`
