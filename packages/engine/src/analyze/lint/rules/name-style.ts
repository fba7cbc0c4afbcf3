import { isLowerCamel, isUpperCamel, lowerCamelOf, upperCamelOf } from "../name-style.ts"
import type { Finding, SyntaxRule } from "../rule.ts"
import type { Name } from "../../../syntax/ast.ts"

export const nameStyle: SyntaxRule = {
  name: "name-style",
  title: "a name that is not written as others of its kind are",
  severity: "warning",
  reads: "syntax",
  *run({ nodes }) {
    const lower = [
      ...nodes("quota").map(({ name }) => ({ name, word: "quota" })),
      ...nodes("define").map(({ name }) => ({ name, word: "definition" })),
      ...nodes("setting").map(({ name }) => ({ name, word: "setting" })),
      ...nodes("authenticate").map(({ name }) => ({ name, word: "authenticator" })),
      ...nodes("load").map(({ name }) => ({ name, word: "loaded thing" })),
    ]
    for (const { name, word } of lower) {
      if (!isLowerCamel(name.text)) yield finding(name, word, lowerCamelOf(name.text))
    }
    for (const { name } of nodes("type")) {
      if (!isUpperCamel(name.text)) yield finding(name, "type", upperCamelOf(name.text))
    }
  },
}

function finding({ text, span }: Name, word: string, meant: string): Finding {
  return {
    span,
    message: `${word} \`${text}\` is not written \`${meant}\``,
    why: "names of one kind that look alike are not mistaken for names of another",
    help: "types begin with a capital, all else does not; capitals begin the words inside",
  }
}
