import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { dirname, join, relative, resolve } from "node:path"
import { lint, lintRules } from "@edict/engine"
import { Argument, Command, Option } from "commander"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { type Drafts, policyFolder } from "../init/drafts.ts"
import { documentDrafts, type ImportedDrafts } from "../init/from-document.ts"
import { type Framework, frameworks, linesToPaste } from "../init/paste.ts"
import { starterDrafts } from "../init/starter.ts"
import { count, say, type Terminal, write } from "../terminal.ts"

interface Options {
  readonly openapi?: string
  readonly framework?: Framework
}

/** `edict init [DIR]`. */
export function initCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  return new Command("init")
    .summary("a policy to begin with, its tests, and the line to paste")
    .description(
      "Write a policy, its tests and edict.config.yaml, and print what to paste into the application. Asks nothing, and replaces nothing.",
    )
    .addArgument(new Argument("[folder]", "the application's folder").default("."))
    .option("--openapi <file>", "make the policy of this OpenAPI document: 2.0 or 3.x, in YAML or JSON")
    .addOption(
      new Option("--framework <name>", "what to print lines for; else what package.json names").choices(
        frameworks,
      ),
    )
    .action(async (folder: string, options: Options) => {
      const root = resolve(terminal.cwd, folder)
      const drafts =
        options.openapi === undefined ? starterDrafts() : await imported(options.openapi, terminal)
      const framework = options.framework ?? (await frameworkOf(root))
      await save(root, withConfig(drafts), terminal)
      say(terminal, "\nto paste into the application:\n")
      await write(terminal, linesToPaste(framework, `./${policyFolder}`, drafts))
      end(exit.clean)
    })
}

async function imported(file: string, terminal: Terminal): Promise<Drafts> {
  const text = await readFile(resolve(terminal.cwd, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`\`${file}\` cannot be read: ${error.code ?? error.message}`)
  })
  const drafts = documentDrafts({ path: file, text })
  say(terminal, summary(file, drafts))
  return drafts
}

function summary(file: string, { routes, operations, diagnostics }: ImportedDrafts): string {
  const left = count(diagnostics.length, "remark")
  const more = diagnostics.length === 0 ? "" : `; ${left}: edict import openapi ${file} -o FOLDER tells them`
  return `${file}: ${routes} of ${operations} operations are routes${more}`
}

/** The configuration turns down what lint has to say of the drafts, each rule by name, so that one can raise it again. */
function withConfig(drafts: Drafts): ReadonlyMap<string, string> {
  const sources = [...drafts.files].flatMap(([path, text]) =>
    path.endsWith(".edict") ? [{ path, text }] : [],
  )
  const ruleNames = new Set(lintRules.map(({ name }) => name))
  const found = new Map<string, number>()
  for (const { code, severity } of lint(sources).diagnostics)
    if (severity !== "note" && ruleNames.has(code)) found.set(code, (found.get(code) ?? 0) + 1)
  const rules = [...found].map(
    ([name, number]) => `    ${name}: note # ${count(number, "finding")} at the start`,
  )
  const config = [
    `policies: [${policyFolder}]`,
    ...(rules.length === 0 ? [] : ["lint:", "  rules:", ...rules]),
    "",
  ]
  return new Map([...drafts.files, ["edict.config.yaml", config.join("\n")]])
}

/** Nothing is written unless all can be. */
async function save(root: string, files: ReadonlyMap<string, string>, terminal: Terminal): Promise<void> {
  const shown = (path: string): string => relative(terminal.cwd, join(root, path)) || path
  const there: string[] = []
  for (const path of files.keys()) if (await isThere(join(root, path))) there.push(`\`${shown(path)}\``)
  if (there.length > 0) {
    const verb = there.length === 1 ? "is" : "are"
    throw new Failure(`${there.join(", ")} ${verb} there already`, { hint: "init replaces nothing" })
  }
  const written: string[] = []
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text, { flag: "wx" })
      written.push(path)
    }
  } catch (error) {
    for (const path of written) await rm(join(root, path), { force: true })
    const { code, message } = error as NodeJS.ErrnoException
    throw new Failure(`\`${shown(".")}\` cannot be written: ${code ?? message}`)
  }
  for (const path of written) say(terminal, `wrote ${shown(path)}`)
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** The framework that package.json depends on; Express where it says nothing. */
async function frameworkOf(root: string): Promise<Framework> {
  try {
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      readonly dependencies?: Readonly<Record<string, string>>
    }
    return frameworks.find((name) => Object.hasOwn(manifest.dependencies ?? {}, name)) ?? "express"
  } catch {
    return "express"
  }
}
