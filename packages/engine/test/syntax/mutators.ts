import { pick, type Random } from "./random.ts"

// Faults as people make them, each on one line of a sound policy. A mutator changes one line into one that is
// certainly wrong, never adds or takes away a line, and gives undefined where the line offers nothing to it.

export interface Mutator {
  readonly name: string
  /** Whether parsing alone can see the fault, or only the checker, who knows the names. */
  readonly phase: "syntax" | "names"
  readonly apply: (line: string, random: Random) => string | undefined
}

export interface Fault {
  readonly mutator: string
  readonly line: number
}

export interface Mutated {
  readonly text: string
  readonly faults: readonly Fault[]
}

/** Replaces one occurrence, chosen at random, of what `pattern` finds outside comments; strings count as text. */
function change(
  pattern: RegExp,
  replace: (match: RegExpExecArray, random: Random) => string | undefined,
): Mutator["apply"] {
  return (line, random) => {
    const code = withoutComment(line)
    const matches = [...code.matchAll(pattern)].filter(
      ({ index }) => pattern.source.includes('"') || !inString(code, index),
    )
    const match = pick(random, matches)
    if (match === undefined) return undefined
    const replacement = replace(match, random)
    if (replacement === undefined) return undefined
    return line.slice(0, match.index) + replacement + line.slice(match.index + match[0].length)
  }
}

function withoutComment(line: string): string {
  for (let at = 0; at < line.length; at++)
    if (line[at] === "#" && !inString(line, at)) return line.slice(0, at)
  return line
}

const inString = (line: string, at: number): boolean => (line.slice(0, at).split('"').length - 1) % 2 === 1

const statementWords =
  "allow|deny|require|limit|use|audit|response|accept|load|show|hide|mask|role|quota|define|setting|authenticate|guardrail|assert|subject|import|trust|timeout|throttle|concurrent|reject|package|api|idempotent|deprecated|upgrade"
const statementStart = new RegExp(`(?<=^\\s*|[{}] *)(?:${statementWords})(?=\\s)`, "g")
const clause =
  /(?<=\s)(?:when|unless|else|except|per|burst|calendar|outage|includes|from|keep|within|for|starts|contains)(?=\s)/g
const operator = / (?:==|!=|>=|<=|<|>) /g
const conditionEnd = /(?<=(?:==|!=|>=|<=) )[\w."-]+$/g

function transpose(word: string, random: Random): string | undefined {
  const places = Array.from({ length: word.length - 1 }, (_, at) => at).filter(
    (at) => word[at] !== word[at + 1],
  )
  const at = pick(random, places)
  return at === undefined ? undefined : word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
}

const dropLetter = (word: string, random: Random): string | undefined => {
  if (word.length < 4) return undefined
  const at = 1 + Math.floor(random() * (word.length - 2))
  return word.slice(0, at) + word.slice(at + 1)
}

const doubleLetter = (word: string, random: Random): string => {
  const at = Math.floor(random() * word.length)
  return word.slice(0, at + 1) + word.slice(at)
}

const syntax = (name: string, apply: Mutator["apply"]): Mutator => ({ name, phase: "syntax", apply })
const names = (name: string, apply: Mutator["apply"]): Mutator => ({ name, phase: "names", apply })

export const mutators: readonly Mutator[] = [
  syntax(
    "swap two letters of a statement's keyword",
    change(statementStart, ([word], random) => transpose(word, random)),
  ),
  syntax(
    "drop a letter of a statement's keyword",
    change(statementStart, ([word], random) => dropLetter(word, random)),
  ),
  syntax(
    "double a letter of a statement's keyword",
    change(statementStart, ([word], random) => doubleLetter(word, random)),
  ),
  syntax(
    "misspell the keyword of a clause",
    change(clause, ([word], random) => transpose(word, random)),
  ),
  syntax(
    "drop the `}` of a line of its own",
    change(/(?<=^\s*)\}(?=\s*$)/g, () => ""),
  ),
  syntax(
    "drop a `}` at the end of a line",
    change(/(?<=\S.*)\}(?=\s*$)/g, () => ""),
  ),
  syntax(
    "drop a `{` at the end of a line",
    change(/\{(?=\s*$)/g, () => ""),
  ),
  syntax(
    "drop the `{` behind a path",
    change(/(?<=(?:\/|\}|\w) )\{(?=\s)/g, () => ""),
  ),
  syntax(
    "drop a `)`",
    change(/\)/g, () => ""),
  ),
  syntax(
    "drop the `(` of a condition",
    change(/(?<=\s)\((?=\w)/g, () => ""),
  ),
  syntax(
    "drop the closing quote of a string",
    change(/(?<="[^"]*)"(?=[^"]*$)/g, () => ""),
  ),
  syntax(
    "drop the opening quote of a string",
    change(/(?<=^[^"]*)"(?=[^"]*"[^"]*$)/g, () => ""),
  ),
  syntax(
    "open a block with `(`",
    change(/(?<=\s)\{(?=\s|$)/g, () => "("),
  ),
  syntax(
    "close a block with `)`",
    change(/(?<=^\s*|\s)\}(?=\s*$)/g, () => ")"),
  ),
  syntax(
    "close a parenthesis with `]`",
    change(/\)/g, () => "]"),
  ),
  syntax("end a line with `;`", (line) =>
    withoutComment(line).trim() === "" ? undefined : `${withoutComment(line).trimEnd()};`,
  ),
  syntax(
    "put in a stray sign",
    change(/(?<=\w) (?=\w)/g, (_, random) => ` ${pick(random, ["@", "$", "^", "~", "&", "|"])} `),
  ),
  syntax(
    "put in a stray `}`",
    change(/(?<=\w)(?=\s*$)/g, () => " }"),
  ),
  syntax(
    "put in a stray `)`",
    change(/(?<=\w)(?=\s*$)/g, () => " )"),
  ),
  syntax(
    "put in a stray `{`",
    change(/(?<=\w)(?=\s*$)/g, () => " {"),
  ),
  syntax(
    "write a keyword twice",
    change(
      /(?<=^\s*|[{}] *)(?:allow|deny|use|audit|load|show|hide|limit|role|quota|api)(?=\s)/g,
      ([word]) => `${word} ${word}`,
    ),
  ),
  syntax(
    "write a comma twice",
    change(/,(?= \S)/g, () => ",,"),
  ),
  syntax(
    "write an operator twice",
    change(operator, ([found]) => `${found.trimEnd()}${found}`),
  ),
  syntax(
    "drop a comma between names",
    change(/(?<=(?:allow|deny|use|show) (?:[\w.]+, )*[\w.]+),(?= )/g, () => ""),
  ),
  syntax(
    "drop `when`",
    change(/(?<=\w) when(?= \w)/g, () => ""),
  ),
  syntax(
    "drop an operator",
    change(operator, () => " "),
  ),
  syntax(
    "drop the value at the end of a line",
    change(conditionEnd, () => ""),
  ),
  syntax(
    "drop the name behind a keyword at the end of a line",
    change(/(?<=(?:allow|deny|use|includes|audit|per|to|unless) )[\w.]+$/g, () => ""),
  ),
  syntax(
    "compare with `=`",
    change(/ == /g, () => " = "),
  ),
  syntax(
    "write `&&` for `and`",
    change(/ and (?!\d)/g, () => " && "),
  ),
  syntax(
    "mix `and` with `or`",
    change(/(?<=[\w)"] )and [\w.]+ == [\w."]+(?=\s*$)/g, ([found]) => `${found} or true == true`),
  ),
  syntax(
    "give a duration an unknown unit",
    change(/\b\d+(?:min|h|s|d)\b/g, ([found]) => `${found}x`),
  ),
  syntax(
    "write letters in a number",
    change(/(?<=\s)[1-9]\d+(?=\s|$)/g, ([found]) => `${found[0]}o${found.slice(1)}`),
  ),
  syntax(
    "write a status as text",
    change(/(?<=else )\d{3}/g, ([found]) => `"${found}"`),
  ),
  syntax(
    "swap a keyword and its word",
    change(
      /(?<=^\s*|[{}] )(allow|deny|use|load|role|quota|audit) ([a-z]\w*)/g,
      ([, keyword, word]) => `${word} ${keyword}`,
    ),
  ),
  syntax(
    "drop a colon",
    change(/(?<=\w)\??: (?=[\w"])/g, () => " "),
  ),
  syntax(
    "double a slash",
    change(/(?<=[\w}])\/(?=[a-z{])/g, () => "//"),
  ),
  syntax(
    "leave a path parameter open",
    change(/(?<=\/\{\w+)\}(?=[/\s])/g, () => ""),
  ),
  syntax(
    "put a dot segment in a path",
    change(/(?<=[\w}])\/(?=[a-z{])/g, () => "/../"),
  ),
  syntax(
    "escape what needs none",
    change(/(?<=")(?=\w[^"]*")/g, () => "\\q"),
  ),
  names(
    "misspell a role",
    change(/(?<=(?:allow|deny|unless|to) )[a-z]{5,}(?=\s|,|$)/g, ([word], random) => transpose(word, random)),
  ),
  names(
    "misspell a quota",
    change(/(?<=use )[a-zA-Z]{5,}/g, ([word], random) => transpose(word, random)),
  ),
  names(
    "misspell a member",
    change(/(?<=(?:subject|order|context)\.)[a-zA-Z]{4,}/g, ([word], random) => transpose(word, random)),
  ),
]

/**
 * Puts `count` faults of `phase` into a policy, each by another mutator and on lines apart from each other.
 * Undefined where the policy offers too little.
 */
export function mutate(text: string, chosen: readonly Mutator[], random: Random): Mutated | undefined {
  const lines = text.split("\n")
  const faults: Fault[] = []
  for (const mutator of chosen) {
    const fault = applyOnce(lines, mutator, faults, random)
    if (fault === undefined) return undefined
    faults.push(fault)
  }
  return { text: lines.join("\n"), faults }
}

function applyOnce(
  lines: string[],
  mutator: Mutator,
  faults: readonly Fault[],
  random: Random,
): Fault | undefined {
  const places: { index: number; line: string }[] = []
  for (const [index, line] of lines.entries()) {
    if (faults.some((fault) => Math.abs(fault.line - index - 1) < 3)) continue
    const changed = mutator.apply(line, random)
    if (changed !== undefined && changed !== line) places.push({ index, line: changed })
  }
  const place = pick(random, places)
  if (place === undefined) return undefined
  lines[place.index] = place.line
  return { mutator: mutator.name, line: place.index + 1 }
}
