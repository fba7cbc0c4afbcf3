import { printable } from "../text/printable.ts"
import { layOperands, type Paint, type Quoted, valueText } from "./operand-layout.ts"
import type { ConditionTrace, Explanation, OperandTrace, RoleTrace, RuleTrace, Step } from "./trace.ts"

/** How an explanation is printed. */
export interface LayoutOptions {
  readonly color?: boolean | undefined
  /** `decisive`: only the step at which the request ended, or, of what is allowed, the `allow`. */
  readonly steps?: "all" | "decisive" | undefined
  /** Where a file of the policy is, as seen by the reader: put before `:line`. */
  readonly pathOf?: ((file: string) => string) | undefined
}

interface Layout {
  readonly paint: Paint
  readonly pathOf: (file: string) => string
}

const ansi = { good: 32, bad: 31, quiet: 2, strong: 1 } as const

/** An explanation as text: a line a step, under it each rule that was asked, and under that what it saw. */
export function renderExplanation(explanation: Explanation, options: LayoutOptions = {}): string {
  const layout: Layout = {
    paint: (style, text) => (options.color === true ? `\u001b[${ansi[style]}m${text}\u001b[0m` : text),
    pathOf: options.pathOf ?? ((file) => file),
  }
  const { request, steps, decision, why, nearest } = explanation
  const rule = decision.determining[0]
  const by =
    rule === undefined ? "" : ` by ${printable(`${layout.pathOf(rule.span.file)}:${rule.span.line}`)}`
  const verdict = layout.paint(decision.decision === "allow" ? "good" : "bad", decision.decision)
  return [
    layout.paint("strong", printable(`${request.method} ${request.path}`)),
    "",
    ...steps.flatMap((step, place) =>
      options.steps !== "decisive" || isDecisive(step, decision) ? renderStep(step, place + 1, layout) : [],
    ),
    "",
    `${verdict} ${decision.status}${by}: ${decision.reason}`,
    printable(why),
    ...(nearest === undefined ? [] : [printable(`nearest: ${nearest.sentence}`)]),
    "",
  ].join("\n")
}

function isDecisive({ name, outcome }: Step, { decision }: Explanation["decision"]): boolean {
  return outcome === "ended" || (decision === "allow" && name === "allow")
}

const nameWidth = 17

function renderStep(step: Step, number: number, layout: Layout): readonly string[] {
  const name = step.name.padEnd(nameWidth)
  const style = step.outcome === "ended" ? "bad" : step.outcome === "not reached" ? "quiet" : undefined
  const line = `${String(number).padStart(2)} ${name} ${printable(step.sentence)}`
  return [
    style === undefined ? line : layout.paint(style, line),
    ...step.rules.flatMap((rule) => renderRule(rule, layout).map((row) => `     ${row}`)),
  ]
}

function renderRule(rule: RuleTrace, layout: Layout): readonly string[] {
  const { unless } = rule
  const asked = [...rule.conditions, ...(unless?.when === undefined ? [] : [unless.when])]
  return [
    ...renderQuoted(rule, asked, layout),
    ...indented([
      ...rule.who.flatMap((role) => renderRole(role, layout)),
      ...(unless === undefined
        ? []
        : [
            `unless: ${unless.met === "true" ? "met" : "not met"}`,
            ...unless.roles.flatMap((role) => renderRole(role, layout)),
          ]),
      `${layout.paint(rule.fires ? "good" : "quiet", "→")} ${printable(rule.sentence)}`,
    ]),
  ]
}

const indented = (rows: readonly string[]): readonly string[] => rows.map((row) => `  ${row}`)

/** A line of source, below it what its operands came to, and below that the lines which it stands on. */
function renderQuoted(
  quoted: Quoted,
  parts: readonly (ConditionTrace | OperandTrace)[],
  layout: Layout,
): readonly string[] {
  const place = printable(`${layout.pathOf(quoted.span.file)}:${quoted.span.line}`)
  const { rows, elsewhere } = layOperands(quoted, parts, layout.paint)
  const margin = " ".repeat(place.length + 2)
  return [
    `${layout.paint("quiet", place)}  ${printable(quoted.text)}`,
    ...rows.map((row) => `${margin}${row}`),
    ...indented(elsewhere.flatMap((part, at) => renderElsewhere(part, elsewhere, at, layout))),
  ]
}

const mostElements = 5

/** Elements of a list are asked by the same text: only the first is quoted. */
function renderElsewhere(
  part: ConditionTrace | OperandTrace,
  all: readonly (ConditionTrace | OperandTrace)[],
  at: number,
  layout: Layout,
): readonly string[] {
  if (part.kind === "operand") return [printable(`${part.text}: ${valueText(part)}`)]
  const first = all.findIndex(({ span }) => span === part.span)
  if (first === at) return renderQuoted(part, [part], layout)
  if (at - first > mostElements) return []
  if (at - first === mostElements) return ["…"]
  const operands = operandsOf(part).map((operand) => `${operand.text}: ${valueText(operand)}`)
  return [printable([...operands, part.verdict].join(", "))]
}

function operandsOf(part: ConditionTrace): readonly OperandTrace[] {
  return part.parts.flatMap((inner) => (inner.kind === "operand" ? [inner] : operandsOf(inner)))
}

function renderRole(role: RoleTrace, layout: Layout): readonly string[] {
  return [
    `\`${printable(role.name)}\` ${heldWord[role.held]}: ${printable(role.why)}`,
    ...indented(role.conditions.flatMap((condition) => renderQuoted(condition, [condition], layout))),
  ]
}

const heldWord = { true: "is held", false: "is not held", unknown: "is perhaps held" } as const
