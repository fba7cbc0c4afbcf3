import { printable } from "../text/printable.ts"
import type { ConditionTrace, Explanation, OperandTrace, RoleTrace, RuleTrace, Step } from "./trace.ts"

/** How an explanation is printed. */
export interface LayoutOptions {
  readonly color?: boolean | undefined
  /** Where a file of the policy is, as seen by the reader: put before `:line`. */
  readonly pathOf?: ((file: string) => string) | undefined
}

interface Layout {
  readonly paint: (style: Style, text: string) => string
  readonly pathOf: (file: string) => string
}

type Style = "good" | "bad" | "quiet" | "strong"

const ansi = { good: 32, bad: 31, quiet: 2, strong: 1 } as const

/** An explanation as text: a line a step, under it each rule that was asked, and under that what it saw. */
export function renderExplanation(explanation: Explanation, options: LayoutOptions = {}): string {
  const layout: Layout = {
    paint: (style, text) => (options.color === true ? `\u001b[${ansi[style]}m${text}\u001b[0m` : text),
    pathOf: options.pathOf ?? ((file) => file),
  }
  const { request, steps, decision } = explanation
  const rule = decision.determining[0]
  const by =
    rule === undefined ? "" : ` by ${printable(`${layout.pathOf(rule.span.file)}:${rule.span.line}`)}`
  const verdict = layout.paint(decision.decision === "allow" ? "good" : "bad", decision.decision)
  return [
    layout.paint("strong", printable(`${request.method} ${request.path}`)),
    "",
    ...steps.flatMap((step, place) => renderStep(step, place + 1, layout)),
    "",
    `${verdict} ${decision.status}${by}: ${decision.reason}`,
    "",
  ].join("\n")
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
  const place = printable(`${layout.pathOf(rule.span.file)}:${rule.span.line}`)
  const unless = rule.unless
  return [
    `${layout.paint("quiet", place)}  ${printable(rule.text)}`,
    ...rule.who.flatMap((role) => renderRole(role, layout)),
    ...rule.conditions.flatMap((condition) => renderPart(condition, layout)),
    ...(unless === undefined
      ? []
      : [
          `unless: ${unless.met === "true" ? "met" : "not met"}`,
          ...unless.roles.flatMap((role) => renderRole(role, layout)),
        ]),
    ...(unless?.when === undefined ? [] : renderPart(unless.when, layout)),
    `${layout.paint(rule.fires ? "good" : "quiet", "→")} ${printable(rule.sentence)}`,
  ].map((row, index) => (index === 0 ? row : `  ${row}`))
}

function renderRole(role: RoleTrace, layout: Layout): readonly string[] {
  return [
    `\`${printable(role.name)}\` ${heldWord[role.held]}: ${printable(role.why)}`,
    ...role.conditions.flatMap((condition) => renderPart(condition, layout)).map((row) => `  ${row}`),
  ]
}

const heldWord = { true: "is held", false: "is not held", unknown: "is perhaps held" } as const

function renderPart(part: ConditionTrace | OperandTrace, layout: Layout): readonly string[] {
  if (part.kind === "operand") return [renderOperand(part)]
  const style = part.verdict === "true" ? "good" : part.verdict === "false" ? "bad" : "strong"
  const why = part.why === undefined ? "" : ` (${printable(part.why)})`
  return [
    `${printable(part.text)}  ${layout.paint(style, part.verdict)}${why}`,
    ...part.parts.flatMap((inner) => renderPart(inner, layout)).map((row) => `  ${row}`),
  ]
}

const longestValue = 120

function renderOperand({ text, value, state }: OperandTrace): string {
  if (state === "missing") return `${printable(text)} is missing`
  const json = printable(JSON.stringify(value) ?? "nothing")
  const shown = json.length <= longestValue ? json : `${json.slice(0, longestValue - 1)}…`
  const remark = state === "default" ? " (its default)" : state === "ill-typed" ? " (not of its type)" : ""
  return `${printable(text)} = ${shown}${remark}`
}
