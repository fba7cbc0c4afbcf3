import { isAbsolute, join, relative, resolve, sep } from "node:path"
import {
  compile,
  type Compiled,
  type CompiledPolicy,
  type Diagnostic,
  PolicyError,
  type PolicyFiles,
  readPolicyFiles,
  renderHuman,
  type Source,
  type Span,
} from "@edict/engine"
import { readConfig } from "./config.ts"
import { exit, Failure } from "./exit.ts"
import { colorsOf, type Terminal } from "./terminal.ts"

/** A policy that was read and compiled, valid or not. */
export interface ReadPolicy extends Compiled {
  readonly files: PolicyFiles
  /** Its sources under the paths by which the reader knows them. */
  readonly shownSources: readonly Source[]
  readonly shownDiagnostics: readonly Diagnostic[]
}

/** Reads and compiles one policy: a folder or a file. */
export async function readPolicy(path: string, terminal: Terminal): Promise<ReadPolicy> {
  const files = await readFiles(path, terminal)
  const options = { environment: terminal.environment, schemas: files.schemas }
  const compiled = compile(files.sources, options)
  return { ...compiled, files, ...shown(files, compiled.diagnostics, terminal) }
}

/** Sources and findings under the paths by which the reader knows them. */
export function shown(
  { root, sources, schemas }: PolicyFiles,
  diagnostics: readonly Diagnostic[],
  terminal: Terminal,
): Pick<ReadPolicy, "shownSources" | "shownDiagnostics"> {
  const show = (file: string): string => shownPath(root, file, terminal)
  const texts = [...sources, ...[...schemas].map(([path, text]) => ({ path, text }))]
  return {
    shownSources: texts.map(({ path, text }) => ({ path: show(path), text })),
    shownDiagnostics: diagnostics.map((finding) => relocate(finding, show)),
  }
}

/** The policies that a command was given, else those of the configuration, else the folder itself. */
export function policyPaths(paths: readonly string[], terminal: Terminal): readonly string[] {
  if (paths.some((path) => path === "")) throw new Failure("a path is empty")
  if (paths.length > 0) return paths
  const { policies } = readConfig(terminal.cwd)
  return policies.length > 0 ? policies : ["."]
}

/** The files of one policy: a folder or a file. */
export async function readFiles(path: string, terminal: Terminal): Promise<PolicyFiles> {
  try {
    return await readPolicyFiles(resolve(terminal.cwd, path))
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    throw new Failure(error.message.replaceAll(resolve(terminal.cwd, path), path))
  }
}

/** As `readPolicy`, for commands that need a valid one: else its errors go to standard error. */
export async function readValidPolicy(
  path: string,
  terminal: Terminal,
): Promise<ReadPolicy & { readonly policy: CompiledPolicy }> {
  const read = await readPolicy(path, terminal)
  const { policy } = read
  if (policy) return { ...read, policy }
  const color = colorsOf(terminal, "errors")
  terminal.errors.write(renderHuman(read.shownDiagnostics, { sources: read.shownSources, color }))
  throw new Failure(`\`${path}\` is no valid policy`, { code: exit.invalidPolicy })
}

/** A file of a policy, seen from where the command runs; with `/`, as editors and code-scanning services take it. */
export function shownPath(root: string, file: string, { cwd }: Terminal): string {
  const path = relative(cwd, join(root, file))
  const seen = path === "" || isAbsolute(path) ? join(root, file) : path
  return seen.split(sep).join("/")
}

function relocate(finding: Diagnostic, show: (file: string) => string): Diagnostic {
  const at = (span: Span): Span => ({ ...span, file: show(span.file) })
  return {
    ...finding,
    span: at(finding.span),
    labels: finding.labels.map((label) => ({ ...label, span: at(label.span) })),
    related: finding.related.map((related) => ({ ...related, span: at(related.span) })),
    fixes: finding.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, span: at(edit.span) })),
    })),
  }
}
