import { access, mkdir, readFile, writeFile } from "node:fs/promises"
import { join, relative, resolve } from "node:path"
import { compile, importOpenApi, renderHuman } from "@edict/engine"
import { Command } from "commander"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { formatOption } from "../format-option.ts"
import { renderReport, type ReportFormat, reportFormats } from "../report.ts"
import { colorsOf, say, type Terminal, write } from "../terminal.ts"

interface Options {
  readonly output: string
  readonly basePath?: string
  readonly force?: boolean
  readonly format: ReportFormat
}

/** `edict import openapi F -o DIR`. */
export function importCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  const openapi = new Command("openapi")
    .summary("a policy from an OpenAPI document")
    .description(
      "Make a policy of an OpenAPI document: 2.0 or 3.x, in YAML or JSON. What it cannot say is left out, with a warning.",
    )
    .argument("<document>", "the OpenAPI document")
    .requiredOption("-o, --output <folder>", "where the policy goes")
    .option("--base-path <path>", "what stands before every path, such as /api (2.0: instead of basePath)")
    .option("--force", "replace a policy of the same name")
    .addOption(formatOption(reportFormats))
    .action(async (file: string, options: Options) => {
      await importDocument(file, options, terminal)
      end(exit.clean)
    })
  return new Command("import").summary("a policy from another format").addCommand(openapi)
}

async function importDocument(file: string, options: Options, terminal: Terminal): Promise<void> {
  const text = await readFile(resolve(terminal.cwd, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`\`${file}\` cannot be read: ${error.code ?? error.message}`)
  })
  const source = { path: file, text }
  const { value, diagnostics } = importOpenApi(source, { basePath: options.basePath })
  const report = { diagnostics, sources: [source], checked: [file], verb: "check" } as const
  if (options.format === "text") {
    terminal.errors.write(
      renderHuman(diagnostics, { sources: [source], color: colorsOf(terminal, "errors") }),
    )
  } else await write(terminal, (await renderReport(report, options.format, terminal)).text)
  if (!value) throw new Failure(`\`${file}\` is no OpenAPI document that can be read`)
  // Written by this command, so a policy that does not compile is its own fault: nothing of it is kept.
  const { diagnostics: faults } = compile([{ path: value.path, text: value.text }])
  const fault = faults.find(({ severity }) => severity === "error")
  if (fault)
    throw new Error(
      `the policy made of \`${file}\` does not compile: line ${fault.span.line}: ${fault.message}`,
    )
  const path = await save(value.path, value.text, options, terminal)
  say(terminal, `${path}: ${value.routes} of ${value.operations} operations are routes`)
}

async function save(name: string, text: string, options: Options, terminal: Terminal): Promise<string> {
  const folder = resolve(terminal.cwd, options.output)
  const path = join(folder, name)
  const shown = relative(terminal.cwd, path) || path
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (isThere && options.force !== true)
    throw new Failure(`\`${shown}\` is there already`, { hint: "--force replaces it" })
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(path, text)
  } catch (error) {
    throw new Failure(
      `\`${shown}\` cannot be written: ${(error as NodeJS.ErrnoException).code ?? "unknown reason"}`,
    )
  }
  return shown
}
