import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const built = join(root, "packages/cli/dist/main.js")

/** The command as it ships, if it was built from the sources as they are now; else a bundle of these. */
export async function commandPath(): Promise<string> {
  const sources = ["packages/cli/src", "packages/engine/src", "docs/diagnostics", "docs/rules"].map(
    (folder) => newest(join(root, folder)),
  )
  if (modified(built) > Math.max(...sources)) return built
  const outdir = `packages/cli/test/dist/command/${process.pid}`
  const { bundleCommand } = await import(join(root, "scripts/build.mjs"))
  const failure = await bundleCommand(outdir, "src")
  if (failure !== undefined) throw new Error(failure)
  return join(root, outdir, "main.js")
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return Math.max(0, ...files.map((entry) => modified(join(entry.parentPath, entry.name))))
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

export interface Run {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** Runs the command as a process of its own. */
export async function runCommand(
  path: string,
  given: readonly string[],
  options: {
    readonly cwd?: string
    readonly input?: string
    readonly environment?: Record<string, string>
  } = {},
): Promise<Run> {
  const child = spawn(process.execPath, [path, ...given], {
    cwd: options.cwd ?? root,
    env: { PATH: process.env["PATH"] ?? "", ...options.environment },
  })
  let output = ""
  let errors = ""
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk
  })
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk
  })
  child.stdin.on("error", () => {})
  child.stdin.end(options.input ?? "")
  const [code] = (await once(child, "close")) as [number | null]
  return { code, output, errors }
}
