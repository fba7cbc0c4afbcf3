import type { File } from "../syntax/ast.ts"
import type { Lexemes } from "./lexemes.ts"
import { withoutTrailingBlanks } from "./lexemes.ts"

/** How a text and the one made of it differ beyond their looks; undefined where they do not. */
export function differenceOf(
  before: { readonly file: File; readonly lexemes: Lexemes },
  after: { readonly file: File; readonly lexemes: Lexemes },
): string | undefined {
  const word = before.lexemes.words.findIndex((text, place) => text !== after.lexemes.words[place])
  if (word >= 0 || before.lexemes.words.length !== after.lexemes.words.length)
    return `the words differ from word ${word < 0 ? before.lexemes.words.length : word} on`
  const remarks = commentsOf(before.lexemes)
  const kept = commentsOf(after.lexemes)
  const comment = remarks.findIndex((text, place) => text !== kept[place])
  if (comment >= 0 || remarks.length !== kept.length)
    return `the comments differ from comment ${comment < 0 ? remarks.length : comment} on`
  const place = treeDifference(before.file, after.file)
  return place === undefined ? undefined : `the trees differ at \`file${place}\``
}

/** All comments in order; with those that document nothing by themselves goes the word that they follow. */
function commentsOf({ gaps }: Lexemes): readonly string[] {
  return gaps.flatMap(({ trailing, own }, index) => {
    const place = (text: string, isDocumentation: boolean, kind: string): string =>
      isDocumentation ? text : `${index} ${kind} ${text}`
    return [
      ...(trailing ? [place(trailing.text, trailing.isDocumentation, "behind")] : []),
      ...own.map(({ text, isDocumentation }) => place(text, isDocumentation, "before")),
    ]
  })
}

/** Where things stand is no part of what they say. `comments` are compared apart. */
const placeKeys: ReadonlySet<string> = new Set(["span", "head", "comments"])

/** The way to the first place at which two trees say different things. */
function treeDifference(left: unknown, right: unknown): string | undefined {
  if (typeof left !== "object" || left === null || typeof right !== "object" || right === null)
    return Object.is(normal(left), normal(right)) ? undefined : ""
  const keys = Object.keys(left)
  if (Array.isArray(left) !== Array.isArray(right) || keys.length !== Object.keys(right).length) return ""
  for (const key of keys) {
    if (placeKeys.has(key)) continue
    const found = Object.hasOwn(right, key) ? treeDifference(memberOf(left, key), memberOf(right, key)) : ""
    if (found !== undefined) return `.${key}${found}`
  }
  return undefined
}

const memberOf = (value: object, key: string): unknown => (value as Readonly<Record<string, unknown>>)[key]

/** Documentation is the only text of a tree that can hold blanks before line ends; they are not kept. */
function normal(value: unknown): unknown {
  if (typeof value !== "string" || !/[ \t](?:\n|$)/.test(value)) return value
  return value.split("\n").map(withoutTrailingBlanks).join("\n")
}
