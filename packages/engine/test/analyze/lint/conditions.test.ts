import { describe, expect, test } from "vitest"
import { compile, type CompiledPolicy } from "../../../src/compile.ts"
import { canBe, knowNothing } from "../../../src/analyze/lint/conditions/possible.ts"
import { areApart } from "../../../src/analyze/lint/conditions/apart.ts"
import { compileExpression } from "../../../src/evaluate/expression.ts"
import type { Environment } from "../../../src/evaluate/environment.ts"
import { evaluationScope } from "../../../src/evaluate/scope.ts"
import type { Expression } from "../../../src/values/expression.ts"
import { makeRandom, type Random } from "../../generate/random.ts"

const prelude = `package shop
type Thing { total: int  part: number(0..2)  state: string("open", "sent")  name: string  paid: bool  day: date  ids: list of int }
`

/** The condition of the one route of a policy. */
function conditionOf(text: string): {
  readonly expression: Expression
  readonly policy: CompiledPolicy
} {
  const source = `${prelude}GET /t/{id} { load thing: Thing by path.id  allow anyone when ${text} }`
  const { policy, diagnostics } = compile([{ path: "a.edict", text: source }])
  const expression = policy?.model.routes[0]?.allows[0]?.grant.when
  if (policy === undefined || expression === undefined)
    throw new Error(`${text}: ${diagnostics.map(({ message }) => message).join("; ")}`)
  return { expression, policy }
}

/** Each operand with values on both sides of every constant that is written below, and one that is no value. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  total: [0, 1, 2, 3, 4, undefined],
  part: [0, 0.5, 1, 1.5, 2, undefined],
  state: ["open", "sent", undefined],
  name: ["a", "b", "c", undefined],
  paid: [true, false, undefined],
  day: ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", undefined],
}

function things(names: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  const [first, ...rest] = names
  if (first === undefined) return [{}]
  return things(rest).flatMap((thing) => (values[first] ?? []).map((value) => ({ ...thing, [first]: value })))
}

const nobody: Environment = {
  method: "GET",
  path: "/t/1",
  subject: undefined,
  assigned: [],
  actor: undefined,
  parameters: ["1"],
  query: undefined,
  headers: undefined,
  body: undefined,
  context: undefined,
  resources: undefined,
}

/** Every truth that the condition comes to over all things. */
function truthsOf(text: string): {
  readonly truths: ReadonlySet<unknown>
  readonly expression: Expression
} {
  const { expression, policy } = conditionOf(text)
  const scope = evaluationScope(policy.plan, [{ name: "thing", type: "Thing" }])
  const evaluate = compileExpression(expression, scope)
  const used = Object.keys(values).filter((name) => text.includes(`thing.${name}`))
  const truths = new Set(things(used).map((thing) => evaluate({ ...nobody, resources: { thing } })))
  return { truths, expression }
}

function condition(random: Random, depth: number): string {
  if (depth === 0 || random.chance(0.3)) return atom(random)
  if (random.chance(0.2)) return `not (${condition(random, depth - 1)})`
  const word = random.pick(["and", "or"])
  const parts = Array.from({ length: 2 + random.below(2) }, () => `(${condition(random, depth - 1)})`)
  return parts.join(` ${word} `)
}

function atom(random: Random): string {
  const order = random.pick(["==", "!=", "<", "<=", ">", ">="])
  const equality = random.pick(["==", "!="])
  const not = random.pick(["", "not "])
  const name = random.pick(Object.keys(values))
  return random.pick([
    `thing.total ${order} ${random.pick(["1", "2", "3"])}`,
    `${random.pick(["1", "3"])} ${order} thing.total`,
    `thing.total ${not}in 1 .. ${random.pick(["2", "3"])}`,
    `thing.total ${not}in [1, 3]`,
    `thing.part ${order} ${random.pick(["0", "1", "2"])}`,
    `thing.state ${equality} "open"`,
    `thing.state ${not}in ["open", "sent"]`,
    `thing.name ${equality} "${random.pick(["a", "b"])}"`,
    `thing.name ${not}in ["a", "b"]`,
    `thing.day ${order} ${random.pick(["2026-01-02", "2026-01-03"])}`,
    "thing.paid",
    "thing.paid == false",
    `has thing.${name}`,
    `thing.${name} == thing.${name}`,
  ])
}

test("what is refuted never comes, and what is not refuted comes", () => {
  const counted = { refuted: 0, apart: 0 }
  for (let seed = 1; seed <= 800; seed += 1) {
    const text = condition(makeRandom(seed), 3)
    const { truths, expression } = truthsOf(text)
    const said = [canBe(expression, true, knowNothing), canBe(expression, false, knowNothing)]
    // The values lie around every constant, and every kind of atom above is followed.
    expect({ seed, text, said }).toEqual({ seed, text, said: [truths.has(true), truths.has(false)] })
    if (said.includes(false)) counted.refuted += 1
    if (expression.kind === "and" || expression.kind === "or") {
      if (areApart(expression)) counted.apart += 1
    }
  }
  expect(counted.refuted).toBeGreaterThan(60)
  expect(counted.apart).toBeGreaterThan(20)
})

describe("what is not followed is known by its text", () => {
  test.each([
    ['header.a starts with "x" and not (header.a starts with "x")', [false, true]],
    ['header.a starts with "x" and not (header.a starts with "y")', [true, true]],
    ['header.a starts with "" or has header.b', [true, false]],
    ['header.a starts with ""', [true, false]],
    ['header.a like "**"', [true, false]],
    ["context.ip in 10.0.0.0/8 and context.ip not in 10.0.0.0/8", [false, true]],
    ["any id in thing.ids: (id > 1 and id < 2)", [false, true]],
    ["any id in thing.ids: (id > 1 and id < 3)", [true, true]],
    ["every id in thing.ids: (id > 1 or id <= 1)", [true, false]],
    ["size(header.a) >= 0", [true, false]],
    ["size(header.a) < 0 or has header.b", [true, true]],
  ])("%s", (text, said) => {
    const { expression } = conditionOf(text)
    expect([canBe(expression, true, knowNothing), canBe(expression, false, knowNothing)]).toEqual(said)
  })
})

test("a condition that would take too long is left alone", () => {
  const pairs = Array.from({ length: 24 }, (_, at) => `(header.a${at} == "x" or header.b${at} == "x")`)
  const text = `(${pairs.join(" and ")}) and header.z == "x" and header.z == "y"`
  const { expression } = conditionOf(text)
  const before = performance.now()
  expect(canBe(expression, true, knowNothing)).toBe(true)
  expect(performance.now() - before).toBeLessThan(1_000)
})
