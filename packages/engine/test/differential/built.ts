import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { openPolicy, type BuiltModule } from "../../src/decide/built.ts"
import type { CompiledPlan } from "../../src/decide/compile.ts"
import { moduleCall, moduleParts } from "../../src/emit/module.ts"
import type { Plan } from "../../src/plan/plan.ts"
import { firstDisagreement, type Case, type Disagreement } from "./corpus.ts"

/**
 * Builds policies, and reads them back as a program would: as modules, many in one file. Their `openPolicy` is the one of these
 * sources. `rewrite` plants a mistake in their functions.
 */
export async function buildAndImport(
  plans: readonly Plan[],
  rewrite: (source: string) => string = (source) => source,
): Promise<(plan: Plan) => CompiledPlan> {
  const folder = mkdtempSync(join(tmpdir(), "edict-built-"))
  try {
    const file = join(folder, "policies.mjs")
    const calls = plans.map((plan) => {
      const parts = moduleParts(plan)
      return moduleCall({ ...parts, functions: parts.functions.map(rewrite) })
    })
    writeFileSync(file, `export const built = (openPolicy) => [\n${calls.join(",\n")}\n]\n`)
    const { built } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
      readonly built: (open: (module: BuiltModule) => CompiledPlan) => readonly CompiledPlan[]
    }
    const policies = new Map(built(openPolicy).map((policy, place) => [plans[place]!, policy]))
    return (plan) => policies.get(plan)!
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** So many policies a module: where a mistake is planted, the first few modules mostly show it. */
const batch = 24

/** As `firstDisagreement`, of policies that are built; `plant` and `rewrite` make mistakes in their plans and in their code. */
export async function firstBuiltDisagreement(
  cases: readonly Case[],
  plant: (plan: Plan) => Plan = (plan) => plan,
  rewrite?: (source: string) => string,
): Promise<Disagreement | undefined> {
  for (let start = 0; start < cases.length; start += batch) {
    const planted = cases.slice(start, start + batch).map((one) => ({ ...one, plan: plant(one.plan) }))
    const built = await buildAndImport(
      planted.map(({ plan }) => plan),
      rewrite,
    )
    const found = firstDisagreement(planted, built)
    if (found) return found
  }
  return undefined
}
