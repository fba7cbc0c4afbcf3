import { mirrored } from "../../values/compare.ts"
import type { Expression, Read } from "../../values/expression.ts"
import { asksAboutSecret, readsSecret } from "../../values/secret.ts"
import type { Value } from "../../values/type.ts"
import { comparisonVerb } from "./comparison-verb.ts"
import { clockWords, durationWords, listWords, literalWords } from "./value-words.ts"

/** What phrases need to know of the policy. */
export interface Vocabulary {
  readonly settings: Readonly<Record<string, Value>>
  /** Headers that bring API keys, in lower case. */
  readonly keyHeaders: ReadonlySet<string>
  /** The condition asks about a secret: the values of settings in it are not told. */
  readonly isAboutSecret?: boolean
}

/** A condition in words: what must be so for it to be true, or, with `sense` false, for it to be false. */
export function phraseOf(condition: Expression, sense: boolean, given: Vocabulary): string {
  const isAboutSecret = given.isAboutSecret || asksAboutSecret(condition, given.keyHeaders)
  const vocabulary = { ...given, isAboutSecret }
  const say = (operand: Expression): string => operandWords(operand, vocabulary)
  const inner = (part: Expression, isSo: boolean): string => grouped(part, phraseOf(part, isSo, vocabulary))
  switch (condition.kind) {
    case "and":
    case "or": {
      const word = (condition.kind === "and") === sense ? " and " : " or "
      return condition.operands.map((operand) => inner(operand, sense)).join(word)
    }
    case "not":
      return phraseOf(condition.operand, !sense, vocabulary)
    case "has":
      return `${say(condition.operand)} is ${sense ? "given" : "not given"}`
    case "any":
    case "every": {
      const variable = variableName(condition.variable)
      const among = `${variable} in ${say(condition.list)}`
      const holds = phraseOf(condition.condition, true, vocabulary)
      if (condition.kind === "every") return `${sense ? "for" : "not for"} every ${among}: (${holds})`
      return `for ${sense ? "some" : "no"} ${among}: (${holds})`
    }
    case "compare":
      return comparison(condition, sense, vocabulary)
    case "in-list":
      return membership(condition, condition.negated !== sense, vocabulary)
    case "in-cidrs": {
      const isIn = condition.negated !== sense
      const blocks = listWords(condition.cidrs)
      if (isContext(condition.item, "ip")) return `${isIn ? "from" : "not from"} ${blocks}`
      return `${say(condition.item)} is ${isIn ? "in" : "not in"} ${blocks}`
    }
    case "in-range": {
      const isIn = condition.negated !== sense
      return `${say(condition.item)} is ${isIn ? "" : "not "}from ${say(condition.low)} to ${say(condition.high)}`
    }
    case "like":
      return `${say(condition.operand)} ${sense ? "is" : "is not"} like ${JSON.stringify(condition.pattern)}`
    case "starts-with":
    case "ends-with": {
      const verb = condition.kind === "starts-with" ? "start" : "end"
      return `${say(condition.left)} ${sense ? `${verb}s` : `does not ${verb}`} with ${say(condition.right)}`
    }
    case "contains":
      return `${say(condition.left)} ${sense ? "contains" : "does not contain"} ${say(condition.right)}`
    case "is":
      return `the caller is ${sense ? "" : "not "}${condition.role}`
    case "within":
      return `${say(condition.operand)} is ${sense ? "" : "not "}within the last ${durationWords(condition.milliseconds)}`
    case "between":
      return `${sense ? "" : "not "}${windowWords(condition)}`
    case "read":
      if (condition.root === "subject" && condition.members.join(".") === "mfa")
        return sense ? "with MFA" : "without MFA"
      return `${say(condition)} is ${sense ? "true" : "false"}`
    case "literal":
    case "size":
      return `${say(condition)} is ${sense ? "true" : "false"}`
  }
}

/** `and` beside `or` takes parentheses, as in policies. */
function grouped(part: Expression, words: string): string {
  const plain = part.kind === "not" ? part.operand : part
  return plain.kind === "and" || plain.kind === "or" || plain.kind === "not" ? `(${words})` : words
}

type Compare = Extract<Expression, { kind: "compare" }>

function comparison(
  { operator, left, right, type }: Compare,
  sense: boolean,
  vocabulary: Vocabulary,
): string {
  const turned = left.kind === "literal" && right.kind !== "literal"
  const [first, second] = turned ? [right, left] : [left, right]
  const verb = comparisonVerb(turned ? mirrored[operator] : operator, type, sense)
  return `${operandWords(first, vocabulary)} ${verb} ${operandWords(second, vocabulary)}`
}

function membership(
  { item, list }: Extract<Expression, { kind: "in-list" }>,
  isIn: boolean,
  vocabulary: Vocabulary,
): string {
  const isScope = list.kind === "read" && list.root === "subject" && list.members.join(".") === "scopes"
  if (isScope && item.kind === "literal")
    return `${isIn ? "with" : "without"} scope ${literalWords(item.value, item.type)}`
  const subject = operandWords(item, vocabulary)
  if (list.kind !== "literal")
    return `${subject} is ${isIn ? "" : "not "}in ${operandWords(list, vocabulary)}`
  return `${subject} is ${isIn ? "" : "not "}${literalWords(list.value, list.type)}`
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

function windowWords({ from, to, zone, days }: Extract<Expression, { kind: "between" }>): string {
  const on =
    days === undefined
      ? ""
      : ` on ${listWords(
          days.map((day) => weekdays[day - 1] ?? ""),
          "and",
        )}`
  return `between ${clockWords(from)} and ${clockWords(to)} ${zone}${on}`
}

function isContext(expression: Expression, name: string): boolean {
  return expression.kind === "read" && expression.root === "context" && expression.members.join(".") === name
}

const contextWords: Readonly<Record<string, string>> = {
  ip: "the caller's address",
  now: "the present time",
  host: "the host",
  tls: "the TLS version",
  userAgent: "the user agent",
  requestId: "the request's id",
}

/** An operand in words: `the caller's id`, `order.ownerId`, `"open"`. */
export function operandWords(operand: Expression, vocabulary: Vocabulary): string {
  switch (operand.kind) {
    case "read":
      return readWords(operand, vocabulary)
    case "literal":
      return literalWords(operand.value, operand.type)
    case "size":
      return `the size of ${operandWords(operand.operand, vocabulary)}`
    default:
      return `(${phraseOf(operand, true, vocabulary)})`
  }
}

function readWords(read: Read, { settings, keyHeaders, isAboutSecret }: Vocabulary): string {
  const { root, name, members, type } = read
  const path = members.join(".")
  switch (root) {
    case "subject":
      return path === "" ? "the caller" : `the caller's ${path}`
    case "actor":
      return path === "" ? "the actor" : `the actor's ${path}`
    case "path":
      return `path.${name}`
    case "query":
    case "header":
    case "body":
      return path === "" ? `the ${root}` : `${root} ${path}`
    case "context":
      return contextWords[path] ?? `the request's ${path}`
    case "resource":
      return [name, ...members].join(".")
    case "variable":
      return [variableName(name), ...members].join(".")
    case "setting":
      return isAboutSecret || readsSecret(read, keyHeaders)
        ? name
        : `${name} (${literalWords(settings[name], type)})`
    case "credential":
      return `the credential's ${path}`
  }
}

/** Names of variables carry a number that makes them unique. */
const variableName = (unique: string): string => unique.split("#", 1)[0] ?? unique
