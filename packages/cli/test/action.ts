import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parse } from "yaml"

/** `action.yml`, read. */
export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] }
}

export interface ActionStep {
  readonly id?: string
  readonly name: string
  readonly if?: string
  readonly uses?: string
  readonly shell?: string
  readonly env?: Readonly<Record<string, string>>
  readonly run?: string
  readonly with?: Readonly<Record<string, string>>
}

export const action: Action = parse(
  readFileSync(fileURLToPath(new URL("../../../action.yml", import.meta.url)), "utf8"),
)

/** What a step came to. */
export interface StepRun {
  readonly name: string
  readonly outcome: "success" | "failure" | "skipped"
  readonly code: number | null
  readonly output: string
  readonly outputs: Readonly<Record<string, string>>
  /** Of a step that uses another action: what it is given. */
  readonly given: Readonly<Record<string, string>>
}

interface Place {
  /** Where the repository lies. */
  readonly workspace: string
  /** `RUNNER_TEMP`. */
  readonly temporary: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs the steps one after another as a runner does: conditions, outputs, and `bash` as it is called there. */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  place: Place,
): Promise<readonly StepRun[]> {
  const defaults = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, input.default]),
  )
  const known: Known = { inputs: { ...defaults, ...inputs }, steps: new Map() }
  const runs: StepRun[] = []
  for (const step of action.runs.steps) {
    const hasFailed = runs.some(({ outcome }) => outcome === "failure")
    const run = shallRun(step, known, hasFailed) ? await runStep(step, known, place) : skipped(step)
    runs.push(run)
    if (step.id !== undefined) known.steps.set(step.id, run)
  }
  return runs
}

interface Known {
  readonly inputs: Readonly<Record<string, string>>
  readonly steps: Map<string, StepRun>
}

const skipped = ({ name }: ActionStep): StepRun => ({
  name,
  outcome: "skipped",
  code: null,
  output: "",
  outputs: {},
  given: {},
})

/** Where no function of the status is named, a runner adds `success()`. */
function shallRun({ if: condition = "" }: ActionStep, known: Known, hasFailed: boolean): boolean {
  const terms = condition
    .replace(/^\$\{\{(.*)\}\}$/s, "$1")
    .split("&&")
    .map((term) => term.trim())
    .filter((term) => term !== "")
  if (!terms.includes("!cancelled()") && hasFailed) return false
  return terms.every((term) => {
    if (term === "!cancelled()") return true
    const [, name = "", operator, wanted] = /^([\w.-]+) (==|!=) '([^']*)'$/.exec(term) ?? []
    if (operator === undefined) throw new Error(`this condition is not understood: ${term}`)
    return (valueOf(name, known) === wanted) === (operator === "==")
  })
}

function valueOf(name: string, { inputs, steps }: Known): string {
  const [root, first = "", kind, output = ""] = name.split(".")
  if (root === "inputs" && first in inputs) return inputs[first] ?? ""
  const step = steps.get(first)
  if (root === "steps" && kind === "outcome") return step?.outcome ?? ""
  if (root === "steps" && kind === "outputs") return step?.outputs[output] ?? ""
  throw new Error(`nothing is known of \`${name}\``)
}

const filled = (text: string, known: Known): string =>
  text.replace(/\$\{\{ *([\w.-]+) *\}\}/g, (_, name: string) => valueOf(name, known))

const filledAll = (
  texts: Readonly<Record<string, string>> = {},
  known: Known,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, filled(text, known)]))

async function runStep(step: ActionStep, known: Known, place: Place): Promise<StepRun> {
  if (step.uses !== undefined)
    return { ...skipped(step), outcome: "success", given: filledAll(step.with, known) }
  const script = join(place.temporary, "step.sh")
  const output = join(place.temporary, "output")
  writeFileSync(script, step.run ?? "")
  writeFileSync(output, "")
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: place.workspace,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: place.temporary,
      RUNNER_TEMP: place.temporary,
      GITHUB_OUTPUT: output,
      ...place.environment,
      ...filledAll(step.env, known),
    },
  })
  let printed = ""
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (printed += data.toString()))
  const [code] = (await once(child, "close")) as [number | null]
  const lines = readFileSync(output, "utf8")
    .split("\n")
    .filter((line) => line !== "")
  const outputs = lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])
  return {
    name: step.name,
    outcome: code === 0 ? "success" : "failure",
    code,
    output: printed,
    outputs: Object.fromEntries(outputs),
    given: {},
  }
}
