import { writeFile } from "node:fs/promises"
import { relative, resolve } from "node:path"
import {
  type AccessMatrix,
  accessMatrix,
  renderMatrixCsv,
  renderMatrixHtml,
  renderMatrixMarkdown,
  renderMatrixText,
  terminalJson,
} from "@edict/engine"
import { Command } from "commander"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { formatOption } from "../format-option.ts"
import { policyPaths, readValidPolicy, shownPath } from "../policy.ts"
import { colorsOf, count, say, type Terminal, write } from "../terminal.ts"

const formats = ["text", "csv", "md", "json"] as const

interface Options {
  readonly format: (typeof formats)[number]
  readonly html?: string
}

/** `edict matrix [POLICY]`. */
export function matrixCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  return new Command("matrix")
    .summary("who may do what: routes by roles")
    .description(
      "Tell of each route which callers may use it: yes, no, or if, with the conditions in words. What is told holds for all requests, not for some that were tried.",
    )
    .argument("[policy]", "a folder or a file; without it, that of edict.config.yaml, else this folder")
    .addOption(formatOption(formats))
    .option("--html <file>", "write a page to search and to print; then --format prints only if it is given")
    .action(async (path: string | undefined, options: Options, command: Command) => {
      const paths = policyPaths(path === undefined ? [] : [path], terminal)
      const [only] = paths
      if (only === undefined || paths.length > 1)
        throw new Failure("edict.config.yaml names several policies", { hint: "say which one to tell of" })
      const { policy, files } = await readValidPolicy(only, terminal)
      const show = (file: string): string => shownPath(files.root, file, terminal)
      const matrix = accessMatrix(policy)
      if (options.html !== undefined) await writePage(options.html, matrix, terminal)
      const isAsked = options.html === undefined || command.getOptionValueSource("format") === "cli"
      if (isAsked) await write(terminal, render(matrix, options.format, show, terminal))
      end(exit.clean)
    })
}

function render(
  matrix: AccessMatrix,
  format: Options["format"],
  show: (file: string) => string,
  terminal: Terminal,
): string {
  switch (format) {
    case "text":
      return renderMatrixText(matrix, {
        width: terminal.output.isTTY ? terminal.output.columns : undefined,
        color: colorsOf(terminal, "output"),
      })
    case "csv":
      return renderMatrixCsv(matrix)
    case "md":
      return renderMatrixMarkdown(matrix)
    case "json": {
      const rows = matrix.rows.map((row) => ({ ...row, span: { ...row.span, file: show(row.span.file) } }))
      return `${terminalJson({ version: 1, ...matrix, rows })}\n`
    }
  }
}

async function writePage(file: string, matrix: AccessMatrix, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, file)
  await writeFile(path, renderMatrixHtml(matrix)).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`\`${file}\` cannot be written: ${error.code ?? error.message}`)
  })
  const { rows, columns } = matrix
  say(
    terminal,
    `${relative(terminal.cwd, path)}: ${count(rows.length, "route")}, ${count(columns.length, "kind")} of callers`,
  )
}
