import type { Declared } from "../model/policy.ts"
import type { Plan } from "../plan/plan.ts"
import { moduleCall, moduleParts } from "./module.ts"
import { typesOf } from "./types.ts"

/** A policy as files that a program imports. */
export interface BuiltFiles {
  readonly code: string
  /** Declarations beside JavaScript; TypeScript has its own in `code`. */
  readonly types: string | undefined
}

export interface BuildOptions {
  /** JavaScript where nothing is said. */
  readonly language?: "javascript" | "typescript"
}

/**
 * Writes a policy as a module that exports `policy`, and its types. The module imports `@edict/engine/decide` alone, makes no
 * code when it runs, and decides as the policy does.
 *
 * Equal policies make equal files, byte for byte, whatever the order in which their sources were given.
 *
 * @example
 * const { code, types } = buildModule(await loadPolicy("./policies/orders"))
 */
export function buildModule(
  policy: { readonly declared: Declared; readonly plan: Plan },
  { language = "javascript" }: BuildOptions = {},
): BuiltFiles {
  const parts = moduleParts(policy.plan)
  // INVARIANT (no policy text in code): a comment is code. The hash is hexadecimal.
  const head = `// Made by \`edict build\`; do not edit, but build the policy again.
// module format ${parts.format}, policy ${/^[0-9a-f]*$/.test(policy.plan.hash) ? policy.plan.hash : ""}\n`
  const types = typesOf(policy)
  if (language === "javascript") {
    return {
      code: `${head}import { openPolicy } from "@edict/engine/decide"\n\nexport const policy = ${moduleCall(parts)}\n`,
      types: `${head}import type { BuiltPolicy } from "@edict/engine/decide"\n\n${types}\nexport declare const policy: BuiltPolicy<PolicyTypes>\n`,
    }
  }
  return {
    // Generated functions say no types; what is exported does.
    code: `${head}// @ts-nocheck\nimport { openPolicy, type BuiltPolicy } from "@edict/engine/decide"\n\n${types}\nexport const policy: BuiltPolicy<PolicyTypes> = ${moduleCall(parts)}\n`,
    types: undefined,
  }
}
