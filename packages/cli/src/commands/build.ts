import { readFileSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { buildModule } from "@edict/engine"
import { Command } from "commander"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { readValidPolicy } from "../policy.ts"
import { replaceFile } from "../replace-file.ts"
import { say, type Terminal } from "../terminal.ts"

interface Options {
  readonly output: string
  readonly check?: boolean
  readonly force?: boolean
}

/** `edict build POLICY -o F`. */
export function buildCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  return new Command("build")
    .summary("write a policy as a module, with its types")
    .description(
      "Write a policy as an ES module that exports `policy`, and its types beside it. It imports `@edict/engine/decide` alone, and makes no code where it runs. Replaces what it made itself, and nothing else.",
    )
    .argument("<policy>", "a folder or a file")
    .requiredOption("-o, --output <file>", "where to: .js, .mjs, .ts or .mts")
    .option("--check", "write nothing; tell whether the files are what would be written")
    .option("--force", "replace files that were not made by this command, too")
    .action(async (path: string, options: Options) => {
      end(await build(path, options, terminal))
    })
}

/** By ending of the module: that of its declarations, or none where they are in it. */
const declarations: Readonly<Record<string, string | undefined>> = {
  ".js": ".d.ts",
  ".mjs": ".d.mts",
  ".ts": undefined,
  ".mts": undefined,
}

async function build(path: string, { output, check, force }: Options, terminal: Terminal): Promise<ExitCode> {
  const [, stem = "", ending = ""] = /^(.*[^/\\])(\.[a-z]+)$/.exec(output) ?? []
  if (!Object.hasOwn(declarations, ending) || output.endsWith(".d.ts") || output.endsWith(".d.mts"))
    throw new Failure(`\`${output}\` does not end in .js, .mjs, .ts or .mts`, {
      hint: ending === ".cjs" ? "the module is an ES module, which `require` takes too" : undefined,
    })
  const { policy } = await readValidPolicy(path, terminal)
  const language = ending.endsWith("ts") ? "typescript" : "javascript"
  const { code, types } = buildModule(policy, { language })
  const files: readonly File[] = [
    { path: output, text: code },
    ...(types === undefined ? [] : [{ path: `${stem}${declarations[ending] ?? ""}`, text: types }]),
  ]
  if (check === true) return compareFiles(files, path, terminal)
  // Nothing is written unless all may be.
  if (force !== true) for (const file of files) refuseForeign(file, terminal)
  for (const file of files) await write(file, terminal)
  const routes = policy.plan.routes.length
  say(
    terminal,
    `${files.map((file) => file.path).join(", ")}: ${routes} ${routes === 1 ? "route" : "routes"}`,
  )
  return exit.clean
}

interface File {
  /** As it was given. */
  readonly path: string
  readonly text: string
}

/** How every file begins that was made by any version of this command. */
const ownHead = "// Made by `edict build`"

/** A name that was mistyped must not cost somebody a file. */
function refuseForeign({ path }: File, { cwd }: Terminal): void {
  try {
    if (readFileSync(resolve(cwd, path), "utf8").startsWith(ownHead)) return
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "ENOTDIR") return
    throw new Failure(`\`${path}\` cannot be written: ${code ?? message}`)
  }
  throw new Failure(`\`${path}\` is there already, and was not made by \`edict build\``, {
    hint: "--force replaces it",
  })
}

/** A build that is interrupted leaves the file that was there. */
async function write({ path, text }: File, { cwd }: Terminal): Promise<void> {
  const place = resolve(cwd, path)
  await mkdir(dirname(place), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`\`${path}\` cannot be written: ${error.code ?? error.message}`)
  })
  await replaceFile(place, text, path)
}

function compareFiles(files: readonly File[], policy: string, terminal: Terminal): ExitCode {
  const stale = files.filter(({ path, text }) => read(path, terminal) !== text)
  if (stale.length === 0) {
    say(terminal, `${files.map(({ path }) => path).join(", ")}: up to date`)
    return exit.clean
  }
  for (const { path } of stale) {
    const what = read(path, terminal) === undefined ? "is not there" : "is not what the policy builds now"
    say(terminal, `\`${path}\` ${what}`)
  }
  say(terminal, `write it: edict build ${policy} -o ${files[0]?.path ?? ""}`)
  return exit.findings
}

/** Version control may have given lines other ends: they mean the same. */
function read(path: string, { cwd }: Terminal): string | undefined {
  try {
    return readFileSync(resolve(cwd, path), "utf8").replaceAll("\r\n", "\n")
  } catch {
    return undefined
  }
}
