import { describe, expect, test } from "vitest"
import { compile, type Compiled, type CompiledPolicy } from "@edict/engine"
import { compileRedaction } from "../../src/redact/compile-redaction.ts"
import { decideByReference } from "../../src/reference/decide.ts"
import { filterByReference } from "../../src/reference/redact.ts"
import { bodyLines, requestLines } from "./lines.ts"
import { blocksOf, policyOf, readPage, type Block } from "./page.ts"

interface Page {
  readonly path: string
  readonly blocks: readonly Block[]
  /** All but what others stand in. */
  readonly examples: readonly Block[]
}

/** `shown`: kinds of block that are no policy and that this test leaves alone. */
function pageAt(path: string, shown: readonly string[]): Page {
  const blocks = blocksOf(readPage(path)).filter(({ kind }) => !shown.includes(kind))
  return { path, blocks, examples: blocks.filter(({ options }) => !options.has("prelude")) }
}

// The program in the readme is run where Fastify is at hand, by the adapters.
const pages = [pageAt("docs/language.md", []), pageAt("README.md", ["sh", "text", "ts"])]

/** What a block says, and what came of running it; one by one. */
interface Outcome {
  readonly said: readonly unknown[]
  readonly came: readonly unknown[]
}

const runs: Readonly<Record<string, (block: Block, page: Page) => Outcome>> = {
  edict: runEdict,
  requests: runRequests,
  bodies: runBodies,
}

/** Compiles: without a diagnostic, or with exactly those that the block names and to no policy. */
function runEdict(block: Block, { blocks }: Page): Outcome {
  const expected = block.options.get("error")?.split(",") ?? []
  const { policy, diagnostics } = compileBlock(block, blocks, true)
  const found = diagnostics.map(({ code, message }) =>
    expected.includes(code) ? code : `${code} ${message}`,
  )
  return {
    said: [expected.length === 0 ? "a policy" : "none", ...expected.toSorted()],
    came: [policy === undefined ? "none" : "a policy", ...found.toSorted()],
  }
}

function runRequests(block: Block, page: Page): Outcome {
  const generated = policyAbove(block, page, true)
  const closures = policyAbove(block, page, false)
  const lines = requestLines(block.text)
  return {
    said: lines.map(({ text, status }) => ({ text, statuses: [status, status, status] })),
    came: lines.map(({ text, request }) => ({
      text,
      statuses: [
        generated.decide(request).status,
        closures.decide(request).status,
        decideByReference(generated.model, request).status,
      ],
    })),
  }
}

function runBodies(block: Block, page: Page): Outcome {
  const policy = policyAbove(block, page, true)
  const lines = bodyLines(block.text)
  return {
    said: lines.map(({ text, left }) => ({ text, left, byReference: { kind: "body", body: left } })),
    came: lines.map(({ text, subject, body }) => {
      const request = { method: "GET", path: "/orders", subject }
      const byReference = filterByReference(policy.model, request, policy.decide(request), 200, body)
      return { text, left: leftOf(policy, request, body), byReference }
    }),
  }
}

function leftOf(
  policy: CompiledPolicy,
  request: Parameters<CompiledPolicy["decide"]>[0],
  body: unknown,
): unknown {
  const match = policy.match(request)
  if (match.kind === "refused") return match.decision
  const redacted = compileRedaction(policy.plan, match.route).apply(body, {
    environment: policy.environmentOf(match, request),
    status: 200,
    guardrails: () => undefined,
    hashKey: "a key",
  })
  return redacted.kind === "body" ? (JSON.parse(redacted.text) as unknown) : redacted
}

/** The policy that a block of lines is about: the nearest one above. */
function policyAbove(block: Block, { blocks, examples }: Page, codegen: boolean): CompiledPolicy {
  const above = examples.findLast(({ kind, line }) => kind === "edict" && line < block.line)
  const policy = above && compileBlock(above, blocks, codegen).policy
  if (policy === undefined) throw new Error(`line ${block.line}: no policy stands above`)
  return policy
}

function compileBlock(block: Block, blocks: readonly Block[], codegen: boolean): Compiled {
  return compile([{ path: "example.edict", text: policyOf(block, blocks) }], { codegen })
}

describe.each(pages)("in $path", (page) => {
  const { blocks, examples } = page

  test.each(examples.map((block) => ({ block, kind: block.kind, line: block.line })))(
    "line $line: what $kind says comes",
    ({ block }) => {
      const run = runs[block.kind]
      if (run === undefined) throw new Error(`nothing runs a block of \`${block.kind}\``)
      const { said, came } = run(block, page)
      expect(said).not.toEqual([])
      expect(came).toEqual(said)
    },
  )

  test("every policy that was made for examples has some", () => {
    const made = blocks.flatMap(({ options }) => options.get("prelude") ?? [])
    const used = new Set(blocks.map(({ options }) => options.get("in")))
    expect(made.filter((name) => !used.has(name))).toEqual([])
  })
})
