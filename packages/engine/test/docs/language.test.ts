import { describe, expect, test } from "vitest"
import { compile, type Compiled, type CompiledPolicy } from "@edict/engine"
import { compileRedaction } from "../../src/redact/compile-redaction.ts"
import { decideByReference } from "../../src/reference/decide.ts"
import { filterByReference } from "../../src/reference/redact.ts"
import { bodyLines, requestLines } from "./lines.ts"
import { blocksOf, policyOf, readPage, type Block } from "./page.ts"

// The page's examples: `edict` blocks are compiled, `requests` and `bodies` blocks are asked of the policy above them.

const path = "docs/language.md"
const blocks = blocksOf(readPage(path))
const examples = blocks.filter(({ options }) => !options.has("prelude"))

/** The policy that a block of lines is about: the nearest one above. */
function policyAbove(block: Block, codegen: boolean): CompiledPolicy {
  const above = examples.filter(({ kind, line }) => kind === "edict" && line < block.line)
  const { policy, diagnostics } = compileBlock(above.at(-1)!, codegen)
  expect(diagnostics).toEqual([])
  return policy!
}

function compileBlock(block: Block, codegen: boolean): Compiled {
  return compile([{ path: "example.edict", text: policyOf(block, blocks) }], { codegen })
}

function runEdict(block: Block): void {
  const expected = block.options.get("error")?.split(",") ?? []
  const { policy, diagnostics } = compileBlock(block, true)
  const found = diagnostics.map(({ code, message }) => `${code} ${message}`)
  expect(diagnostics.map(({ code }) => code).sort(), found.join("\n")).toEqual([...expected].sort())
  expect(policy === undefined).toBe(expected.length > 0)
}

function runRequests(block: Block): void {
  const generated = policyAbove(block, true)
  const closures = policyAbove(block, false)
  const lines = requestLines(block.text)
  expect(lines).not.toEqual([])
  for (const { text, request, status } of lines) {
    const decisions = [
      generated.decide(request),
      closures.decide(request),
      decideByReference(generated.model, request),
    ]
    expect(
      decisions.map((decision) => decision.status),
      text,
    ).toEqual([status, status, status])
  }
}

function runBodies(block: Block): void {
  const policy = policyAbove(block, true)
  const lines = bodyLines(block.text)
  expect(lines).not.toEqual([])
  for (const { text, subject, body, left } of lines) {
    const request = { method: "GET", path: "/orders", subject }
    const match = policy.match(request)
    if (match.kind !== "route") throw new Error(`no route for ${text}`)
    const context = {
      environment: policy.environmentOf(match, request),
      status: 200,
      guardrails: () => undefined,
      hashKey: "a key",
    }
    const redacted = compileRedaction(policy.plan, match.route).apply(body, context)
    const byReference = filterByReference(policy.model, request, policy.decide(request), 200, body)
    expect(redacted.kind === "body" ? JSON.parse(redacted.text) : redacted, text).toEqual(left)
    expect(byReference, text).toEqual({ kind: "body", body: left })
  }
}

const runs: Readonly<Record<string, (block: Block) => void>> = {
  edict: runEdict,
  requests: runRequests,
  bodies: runBodies,
}

describe(`every block of ${path}`, () => {
  test.each(examples.map((block) => [`line ${block.line}: ${block.kind}`, block] as const))(
    "%s",
    (_, block) => {
      const run = runs[block.kind]
      if (run === undefined) throw new Error(`nothing runs a block of \`${block.kind}\``)
      run(block)
    },
  )

  test("what a prelude leaves open is filled by some example", () => {
    const used = new Set(blocks.map(({ options }) => options.get("in")))
    for (const { options } of blocks)
      if (options.has("prelude")) expect(used).toContain(options.get("prelude"))
  })
})
