import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { compile, type CompiledPolicy } from "@edict/engine"
import { runTests, type FileResult, type RunTestsOptions } from "../../src/testing/run-tests.ts"

/** A file of the repository. */
export const place = (relative: string): string =>
  fileURLToPath(new URL(`../../../../${relative}`, import.meta.url))

export const read = (relative: string): string => readFileSync(place(relative), "utf8")

/** A policy that is known to be valid. */
export function policyOf(text: string): CompiledPolicy {
  const { policy, diagnostics } = compile([{ path: "shop.edict", text }])
  if (policy === undefined)
    throw new Error(diagnostics.map(({ span, message }) => `${span.line}: ${message}`).join("\n"))
  return policy
}

/** The shop that fixtures are about. */
export const shop: CompiledPolicy = policyOf(read("packages/engine/test/fixtures/testing/shop.edict"))

/** Runs a text as a file of tests of the shop, or of another policy. */
export function runText(text: string, options: Partial<RunTestsOptions> = {}): Promise<FileResult> {
  return runTests({ policy: shop, source: { path: "shop.test.yaml", text }, ...options })
}

/** What came of a file, a line for each fault or case. */
export async function told(text: string, options: Partial<RunTestsOptions> = {}): Promise<readonly string[]> {
  const { diagnostics, results } = await runText(text, options)
  return [
    ...diagnostics.map(({ code, span, message }) => `${code} ${span.line}:${span.column} ${message}`),
    ...results.map(({ test, mismatches }) => {
      const kinds = mismatches.map((mismatch) =>
        mismatch.kind === "status" ? `status ${mismatch.received} at ${mismatch.place}` : mismatch.kind,
      )
      return `${test.name}: ${kinds.join(", ") || "as expected"}`
    }),
  ]
}
