import type { Mutator } from "../syntax/mutators.ts"
import { pick, type Random } from "../syntax/random.ts"

// Faults that only the checker can see, as people make them: each changes one line of a sound policy into one that
// parses and is wrong.

function change(
  pattern: RegExp,
  replace: (found: string, random: Random) => string | undefined,
): Mutator["apply"] {
  return (line, random) => {
    const code = line.replace(/(^|\s)#.*$/, "")
    const match = pick(random, [...code.matchAll(pattern)])
    const replacement = match && replace(match[0], random)
    return match === undefined || replacement === undefined
      ? undefined
      : line.slice(0, match.index) + replacement + line.slice(match.index + match[0].length)
  }
}

function swapped(word: string, random: Random): string | undefined {
  const places = Array.from(word.slice(0, -1)).flatMap((letter, at) => (letter === word[at + 1] ? [] : [at]))
  const at = pick(random, places)
  return at === undefined ? undefined : word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
}

const doubled = (word: string, random: Random): string => {
  const at = Math.floor(random() * word.length)
  return word.slice(0, at + 1) + word.slice(at)
}

const names = (name: string, apply: Mutator["apply"]): Mutator => ({ name, phase: "names", apply })

export const checkMutators: readonly Mutator[] = [
  names(
    "swap letters of a role",
    change(
      /(?<=(?:allow|deny|unless|only to|includes) (?:\w+, )*)(?!anyone|authenticated)[a-z]{5,}\w*(?=[\s,]|$)/g,
      swapped,
    ),
  ),
  names(
    "double a letter of a role",
    change(/(?<=(?:allow|deny|unless|only to|includes) (?:\w+, )*)[a-z]\w{3,}(?=[\s,]|$)/g, doubled),
  ),
  names("swap letters of a quota", change(/(?<=use (?:\w+, )*)[a-z]\w{3,}/g, swapped)),
  names("swap letters of an authenticator", change(/(?<=accept auth (?:\w+, )*)[a-z]\w{2,}/g, swapped)),
  names("swap letters of a member of the subject", change(/(?<=subject\.)(?!id\b)[a-zA-Z]{4,}/g, swapped)),
  names("double a letter of a member of the context", change(/(?<=context\.)(?:now|ip|time)\b/g, doubled)),
  names("swap letters of a path parameter", change(/(?<=path\.)[a-z]{4,}/g, swapped)),
  names(
    "double a letter of a loaded thing's member",
    change(
      /(?<=\b(?:order|account|payment|patient|node|secret|repo|org|invite|pull|refund)\.)[a-z]\w{2,}/g,
      doubled,
    ),
  ),
  names("swap letters of a type", change(/(?<=: )(?:string|instant|[A-Z]\w{3,})(?=\s|$)/g, swapped)),
  names(
    "double a letter of a definition that is called",
    change(
      /(?<!define )\b(?:large|grantOf|sameOrg|sameProject|shared|officeHours|may)(?=\()/g,
      (word, random) => doubled(word, random),
    ),
  ),
  names(
    "misspell an option",
    change(/(?<=^\s*|\{ | "[^"]*" )(?:issuer|audience|keys|header)(?= )/g, swapped),
  ),
  names("misspell a way to authenticate", change(/(?<=authenticate )(?:jwt|apikey)/g, doubled)),
  names("misspell the time zone", change(/(?<=")Europe\/Berlin(?=")/g, swapped)),
  names(
    "answer with a status that is no refusal",
    change(/(?<=else )4\d\d/g, (status) => `3${status.slice(1)}`),
  ),
  names(
    "let a burst exceed its limit",
    change(/(?<=burst )\d+/g, (count) => `${count}000000`),
  ),
  names(
    "compare with a text in the place of a number",
    change(/(?<=[<>]=? )\d[\d_]*(?=[\s)]|$)/g, (count) => `"${count}"`),
  ),
  names(
    "compare a text with a number",
    change(/(?<= == )"\w+"/g, () => "7"),
  ),
  names(
    "misspell a value of an enumeration",
    change(/(?<=\.(?:status|state|system) == ")\w+(?=")/g, doubled),
  ),
  names("misspell a verb", change(/(?<=^\s*|[{}] )(?:POST|PATCH|DELETE)(?= \/)/g, swapped)),
  names(
    "name a target that is no route",
    change(/(?<=^(?!assert).*except (?:GET|POST) )\/[a-z]\w*/gm, (path) => `${path}x`),
  ),
  names("misspell the imported schema", change(/(?<=import schema (?:\w+, )*)[A-Z]\w{3,}/g, swapped)),
  names("misspell the schema file", change(/(?<=from "\.\/)\w+(?=\.yaml)/g, swapped)),
  names(
    "ask for a version of tls that there is not",
    change(/(?<=tls >= )1\.\d/g, () => "2.1"),
  ),
  names(
    "read a role under `not`",
    change(/subject is \w+/g, (found) => `not (${found})`),
  ),
]
