import { expect, it } from "vitest"
import { lexemesOf } from "../../src/format/lexemes.ts"
import { differenceOf } from "../../src/format/same.ts"
import { parse } from "../../src/syntax/parse.ts"

const read = (text: string) => ({
  file: parse({ path: "f.edict", text }).value,
  lexemes: lexemesOf("f.edict", text),
})
const difference = (before: string, after: string): string | undefined =>
  differenceOf(read(before), read(after))

// What a faulty formatter could make of a text: each must be seen, or a policy would come to say something else.
it.each<[string, string, string, string]>([
  ["a line less", "package a\nrole b\nrole c\n", "package a\nrole b\n", "the words differ from word 4 on"],
  [
    "another order",
    "package a\ndefine d() = [1, 2] == [2, 1]\n",
    "package a\ndefine d() = [2, 1] == [2, 1]\n",
    "the words differ from word 8 on",
  ],
  [
    "another spelling",
    "package a\nsetting n: int = 1_0\n",
    "package a\nsetting n: int = 10\n",
    "the words differ from word 7 on",
  ],
  ["a comment less", "package a\n# x\n# y\n", "package a\n# x\n", "the comments differ from comment 1 on"],
  ["another comment", "package a # x\n", "package a # y\n", "the comments differ from comment 0 on"],
  [
    "a comment elsewhere",
    "package a # x\nrole b\n",
    "package a\nrole b # x\n",
    "the comments differ from comment 0 on",
  ],
  [
    "a comment on a line of its own",
    "package a # x\nrole b\n",
    "package a\n# x\nrole b\n",
    "the comments differ from comment 0 on",
  ],
  [
    "documentation of another",
    "package a\nrole b ## x\nrole c\n",
    "package a\nrole b\n## x\nrole c\n",
    "the trees differ at `file.declarations.0.documentation`",
  ],
])("%s is seen", (_, before, after, wanted) => {
  expect(difference(before, after)).toBe(wanted)
  expect(difference(before, before)).toBeUndefined()
  expect(difference(after, after)).toBeUndefined()
})

it("another tree of the same words is seen", () => {
  const text = "package a\nrole b\n"
  const { file, lexemes } = read(text)
  const role = file.declarations[0]!
  const other = { ...file, declarations: [{ ...role, documentation: "x" }] } as typeof file
  expect(differenceOf({ file, lexemes }, { file: other, lexemes })).toBe(
    "the trees differ at `file.declarations.0.documentation`",
  )
  const shorter = { ...file, declarations: [] }
  expect(differenceOf({ file, lexemes }, { file: shorter, lexemes })).toBe(
    "the trees differ at `file.declarations`",
  )
})
