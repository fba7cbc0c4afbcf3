import { compile, type CompiledPolicy, type CompileSourcesOptions } from "./compile.ts"
import { readPolicyFiles, type PolicyFiles } from "./load/folder.ts"
import { PolicyError } from "./load/policy-error.ts"

/** Settings of `loadPolicy`; schema files are read from disk. */
export type LoadPolicyOptions = Omit<CompileSourcesOptions, "schemas">

/**
 * Loads the policy of a folder (every `.edict` file under it, and the schema files that they import) or of one file.
 *
 * Rejects with `PolicyError`, which holds every diagnostic, where the policy cannot be used. `setting … from env.X` reads
 * the variables of the process unless others are given.
 *
 * @example
 * const policy = await loadPolicy("./policies/orders")
 */
export async function loadPolicy(path: string, options: LoadPolicyOptions = {}): Promise<CompiledPolicy> {
  return compileFiles(path, await readPolicyFiles(path), options)
}

/** Throws `PolicyError` where the files are no valid policy; `path` is what it calls them. */
export function compileFiles(
  path: string,
  { root, sources, schemas }: PolicyFiles,
  options: LoadPolicyOptions,
): CompiledPolicy {
  const { policy, diagnostics } = compile(sources, { environment: process.env, ...options, schemas })
  if (policy) return { ...policy, root }
  const first = diagnostics.find(({ severity }) => severity === "error")
  const where =
    first && `${first.span.file}:${first.span.line}:${first.span.column}: ${first.message} (${first.code})`
  throw new PolicyError(`\`${path}\` is no valid policy: ${where ?? "it has errors"}`, diagnostics, sources)
}
