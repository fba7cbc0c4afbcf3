import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { cp, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { root } from "./install.ts"
import { run, type Ran } from "./run.ts"

const sources = fileURLToPath(new URL("apps/", import.meta.url))

/** All that a strict program asks of the types that it uses, those inside `node_modules` too. */
const strict = {
  target: "es2023",
  lib: ["es2023"],
  module: "nodenext",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
}

export function sourceOf(name: string): Promise<string> {
  return readFile(join(sources, `${name}.ts`), "utf8")
}

/** Puts an application into a folder that has what it imports, checks its types, and compiles it. */
export async function compileApplication(folder: string, name: string, source: string): Promise<Ran> {
  const file = `${name}.ts`
  await writeFile(join(folder, file), source)
  await cp(join(sources, "policy"), join(folder, "policy"), { recursive: true })
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...strict, outDir: "dist", rootDir: "." }, files: [file] }),
  )
  return run([process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", "."], { cwd: folder })
}

export interface Application {
  readonly origin: string
  readonly stop: () => Promise<void>
}

/** Runs a compiled application until it says where it listens. */
export async function startApplication(folder: string, name: string): Promise<Application> {
  const program = join("dist", `${name}.js`)
  const child = spawn(process.execPath, [program], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] })
  // Audit lines follow, and are read until the end: a pipe that fills would hold the application up.
  const lines = createInterface(child.stdout)
  const [line] = await Promise.race([once(lines, "line"), once(lines, "close")])
  const [, port] = /(?:127\.0\.0\.1:|port: )(\d+)/.exec(String(line)) ?? []
  if (port === undefined) throw new Error(`${name} does not listen: ${line}`)
  return { origin: `http://127.0.0.1:${port}`, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill()
  await once(child, "close")
}
