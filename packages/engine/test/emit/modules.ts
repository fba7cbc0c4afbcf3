import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { compile, type CompiledPolicy } from "../../src/compile.ts"

const source = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url))

export function policyOf(...texts: readonly string[]): CompiledPolicy {
  const sources = texts.map((text, place) => ({ path: `${place}.edict`, text }))
  const { policy, diagnostics } = compile(sources)
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  return policy
}

/** Lays `@edict/engine/decide` of these sources where modules in the folder look for it: one file, and nothing else of the engine. */
export async function layEngine(folder: string): Promise<void> {
  const engine = join(folder, "node_modules/@edict/engine")
  mkdirSync(engine, { recursive: true })
  const manifest = { name: "@edict/engine", type: "module", exports: { "./decide": "./decide.js" } }
  writeFileSync(join(engine, "package.json"), JSON.stringify(manifest))
  writeFileSync(join(folder, "package.json"), '{"type":"module"}')
  await build({
    entryPoints: [source("decide.ts")],
    outfile: join(engine, "decide.js"),
    bundle: true,
    format: "esm",
    platform: "neutral",
    logLevel: "silent",
  })
}
