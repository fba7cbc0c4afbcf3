import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import oniguruma from "vscode-oniguruma"
import textmate, { type IGrammar } from "vscode-textmate"
import { scan } from "../../src/syntax/scan.ts"
import * as t from "../../src/syntax/tokens.ts"
import { durationUnitNames, unitNames } from "../../src/syntax/units.ts"
import { generatePolicy } from "../generate/policy.ts"
import { soundPolicies } from "./policies.ts"

const file = fileURLToPath(new URL("../../../../editors/edict.tmLanguage.json", import.meta.url))
const source = readFileSync(file, "utf8")

let grammar: IGrammar

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm")
  await oniguruma.loadWASM(readFileSync(wasm))
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(source, file),
  })
  const loaded = await registry.loadGrammar("source.edict")
  if (loaded === null) throw new Error("there is no grammar")
  grammar = loaded
})

interface Coloured {
  readonly text: string
  readonly scope: string
}

/** The stretches of a text with their innermost scopes, by offset. */
function colour(text: string): ReadonlyMap<number, Coloured> {
  const found = new Map<number, Coloured>()
  let stack = textmate.INITIAL
  let offset = 0
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack)
    for (const { startIndex, endIndex, scopes } of tokens)
      found.set(offset + startIndex, { text: line.slice(startIndex, endIndex), scope: scopes.at(-1) ?? "" })
    stack = ruleStack
    offset += line.length + 1
  }
  return found
}

const scopeOf = (text: string, part: string): string =>
  [...colour(text).values()].find((one) => one.text === part)?.scope ?? "nothing"

describe("in step with the tokens", () => {
  it.each([...t.keywords.keys()])("`%s` is a word of the language", (word) => {
    expect(scopeOf(`x ${word} y`, word)).toMatch(
      /^(?:keyword|variable\.language|constant\.language|support\.type)\./,
    )
    expect(scopeOf(`x.${word} y`, word)).toBe("variable.other.member.edict")
    expect(scopeOf(`{ ${word}?: string }`, word)).toBe("variable.other.declared.edict")
    expect(scopeOf(`x ${word}-y z`, `${word}-y`)).toBe("variable.other.edict")
  })

  it("colours no words that the language does not have", () => {
    const lists = [...source.matchAll(/\(\?<!\[\\\\w-\]\)\(\?:([a-z|]+)\)/g)].flatMap(([, list = ""]) =>
      list.split("|"),
    )
    const types = "bool date duration instant int ip json number string time url uuid".split(" ")
    const others = new Set([...types, "anyone", "authenticated", ...unitNames])
    expect(lists.length).toBeGreaterThan(t.keywords.size)
    expect(lists.filter((word) => !t.keywords.has(word) && !others.has(word))).toEqual([])
  })

  it.each(unitNames)("knows the unit %s", (unit) => {
    const kind = durationUnitNames.includes(unit) ? "duration" : "size"
    expect(scopeOf(`timeout 1_5${unit} x`, `1_5${unit}`)).toBe(`constant.numeric.${kind}.edict`)
  })

  it.each(durationUnitNames)("knows rates in %s", (unit) => {
    expect(scopeOf(`limit 5/15${unit} per`, `5/15${unit}`)).toBe("constant.numeric.rate.edict")
    expect(scopeOf(`limit 5/${unit} per`, `5/${unit}`)).toBe("constant.numeric.rate.edict")
  })
})

const wanted: ReadonlyMap<unknown, RegExp> = new Map<unknown, RegExp>([
  [t.StringToken, /^string\.quoted/],
  [t.Path, /^string\.unquoted\.path/],
  [t.Integer, /^constant\.numeric\.edict/],
  [t.Decimal, /^constant\.numeric\.edict/],
  [t.Duration, /^constant\.numeric\.duration/],
  [t.Size, /^constant\.numeric\.size/],
  [t.DateToken, /^constant\.numeric\.date/],
  [t.Time, /^constant\.numeric\.time/],
  [t.Address, /^constant\.numeric\.address/],
  [t.Cidr, /^constant\.numeric\.address/],
  [t.Rate, /^constant\.numeric\.rate/],
  [t.Verb, /^entity\.name\.(?:tag\.verb|edict)|^variable\.other\.member/],
  [t.Identifier, /^variable|^entity|^support/],
])

const generated = Array.from({ length: 20 }, (_, seed) => generatePolicy(seed + 1).files).flat()

it.each([...soundPolicies, ...generated])("colours every word of $path as what it is", ({ text }) => {
  const colours = colour(text)
  const { tokens, comments } = scan("f.edict", text)
  // The name of a package is one stretch, though several words.
  const packageLine = tokens.find(({ image }) => image === "package")?.startLine
  for (const token of tokens.filter(({ startLine }) => startLine !== packageLine)) {
    const expected =
      wanted.get(token.tokenType) ??
      (t.keywords.has(token.image) ? /^(?!source)/ : /^(?:keyword\.operator|punctuation)/)
    const found = colours.get(token.startOffset)
    expect([token.image, found?.scope]).toEqual([token.image, expect.stringMatching(expected)])
    const isSplit = token.tokenType === t.StringToken || token.tokenType === t.Path
    const whole = text.slice(token.startOffset, token.endOffset + 1)
    expect(found?.text).toBe(isSplit ? found?.text : whole)
  }
  for (const { text: comment, span } of comments) {
    const kind = comment.startsWith("##") ? "documentation" : "number-sign"
    expect(colours.get(span.start)).toEqual({ text: comment, scope: `comment.line.${kind}.edict` })
  }
})

describe("within words", () => {
  it.each([
    ['role a as "x\\n"', "\\n", "constant.character.escape.edict"],
    ['role a as "x\\q"', "\\q", "invalid.illegal.escape.edict"],
    ['role a as "# x"', "# x", "string.quoted.double.edict"],
    ["api /a/{id: uuid} {", "id", "variable.parameter.path.edict"],
    ["api /a/{id} { ## x", "## x", "comment.line.documentation.edict"],
    ["package shop.orders", "shop.orders", "entity.name.namespace.edict"],
    ["role customer", "customer", "entity.name.edict"],
    ["trust proxy fd00::/8", "fd00::/8", "constant.numeric.address.edict"],
    ["require body.n in -1..5", "-1", "constant.numeric.edict"],
    ["require body.n in -1..5", "5", "constant.numeric.edict"],
    ["allow anyone", "anyone", "support.constant.role.edict"],
  ])("%s: %s", (text, part, scope) => expect(scopeOf(text, part)).toBe(scope))

  it("ends a string with its line", () => {
    expect(scopeOf('role a as "x\nrole b', "b")).toBe("entity.name.edict")
  })
})
