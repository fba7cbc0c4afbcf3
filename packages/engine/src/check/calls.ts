import type * as ast from "../syntax/ast.ts"
import type { Type } from "../values/type.ts"
import { quoted, report, reportUnknown, type Checking } from "./checking.ts"
import { asOperand, checkExpression } from "./expression.ts"
import { commonType, isList, isText, shallow, typeName } from "./fit.ts"
import type { DefineEntry, Package } from "./packages.ts"
import { bareBindings, broken, complain, placeIn, typed, type Place, type Typed } from "./place.ts"
import { settle } from "./operators.ts"
import { resolveType } from "./types.ts"

type Call = Extract<ast.Expression, { kind: "call" }>

/** `size(x)`, or a definition put in its place. */
export function checkCall(place: Place, node: Call): Typed {
  const name = node.name.text
  const given = node.arguments.map((argument) =>
    asOperand(place, checkExpression(place, argument), argument, "a call"),
  )
  if (name === "size") return checkSize(place, node, given)
  const define = place.home.defines.get(name)
  if (define === undefined) {
    const help = place.home.roles.has(name)
      ? `it is a role: write \`subject is ${name}\``
      : "declare it with `define`, or import it"
    reportUnknown(place.checking, {
      code: "E104",
      what: "definition",
      name,
      span: node.name.span,
      candidates: [...place.home.defines.keys(), "size"],
      help,
    })
    return broken(node.span)
  }
  const { parameters, body } = define.node
  if (given.length !== parameters.length) {
    return complain(
      place,
      "E207",
      node.span,
      `${quoted(name)} takes ${countOf(parameters.length)}, not ${given.length}`,
      {
        related: [{ span: define.name.span, message: "defined here" }],
      },
    )
  }
  if (define.broken) return broken(node.span)
  const bound = new Map<string, Typed>()
  for (const [index, parameter] of parameters.entries()) {
    const argument = given[index]
    const written = node.arguments[index]
    if (!argument || !written) continue
    bound.set(parameter.name.text, bindArgument(place, define, parameter, argument, written))
  }
  const call = place.call ?? { span: node.span, define }
  const result = checkExpression(
    { ...place, home: define.home, parameters: bound, variables: new Map(), call },
    body,
  )
  // Each call is its own: a fault found at an earlier one must not hide this one's.
  return result
}

function bindArgument(
  place: Place,
  define: DefineEntry,
  parameter: ast.DefineDeclaration["parameters"][number],
  argument: Typed,
  written: ast.Expression,
): Typed {
  if (argument.broken) return argument
  const wanted = resolveType(place.checking, define.home, parameter.type)
  const isOther =
    wanted.kind === "record" && argument.type.kind === "record" && wanted.name !== argument.type.name
  const type = commonType(wanted, argument.type)
  if (type === undefined || isOther) {
    return complain(
      place,
      "E201",
      written.span,
      `${quoted(parameter.name.text)} of ${quoted(define.name.text)} can never be this`,
      {
        labels: [
          { span: written.span, text: `a ${typeName(argument.type)}, where a ${typeName(wanted)} is taken` },
        ],
        related: [{ span: parameter.name.span, message: "declared here" }],
      },
    )
  }
  if (argument.type.kind === "json" && argument.expression.kind === "read") {
    return { ...argument, type: wanted, expression: { ...argument.expression, type: shallow(wanted) } }
  }
  if (argument.expression.kind !== "literal") return argument
  const settled = settle(place, argument, type, wanted)
  return settled === undefined
    ? broken(written.span)
    : { ...argument, expression: settled, type: argument.type }
}

function countOf(count: number): string {
  if (count === 0) return "no arguments"
  return count === 1 ? "1 argument" : `${count} arguments`
}

function checkSize(place: Place, node: Call, given: readonly Typed[]): Typed {
  const [value] = given
  const written = node.arguments[0]
  if (!value || !written || given.length !== 1) {
    return complain(place, "E207", node.span, `\`size\` takes 1 argument, not ${given.length}`)
  }
  if (value.broken) return value
  if (!isList(value.type) && !isText(value.type)) {
    return complain(place, "E203", written.span, "`size` counts a list or a text", {
      labels: [{ span: written.span, text: `a ${typeName(value.type)}` }],
    })
  }
  const type: Type = { kind: "int" }
  return typed({ kind: "size", operand: value.expression, span: node.span }, type, [value])
}

/** Checks every definition by itself, with its parameters as declared; one in a circle is reported once. */
export function checkDefines(checking: Checking, packages: Iterable<Package>): void {
  const own = [...packages].flatMap((home) =>
    [...home.defines.values()].filter((define) => define.home === home),
  )
  findCircles(checking, own)
  for (const define of own) {
    const before = checking.found.length
    checkDefine(checking, define)
    if (checking.found.length > before) define.broken = true
  }
}

function checkDefine(checking: Checking, define: DefineEntry): void {
  const { node, home } = define
  const bound = new Map<string, Typed>()
  for (const { name, type } of node.parameters) {
    if (bound.has(name.text))
      report(checking, "E114", name.span, `parameter ${quoted(name.text)} is declared twice`, {
        help: "rename one of them",
      })
    const declared = resolveType(checking, home, type)
    const expression = {
      kind: "read",
      root: "variable",
      name: name.text,
      ordinal: -1,
      members: [],
      type: shallow(declared),
      span: name.span,
    } as const
    bound.set(name.text, { expression, type: declared, readsRole: false, broken: false })
  }
  if (define.broken) return
  // What a path binds is known where the definition is called.
  const bindings = bareBindings("a definition", { parameter: () => ({ ordinal: 0, type: { kind: "json" } }) })
  checkExpression({ ...placeIn(checking, home, bindings), parameters: bound }, node.body)
}

function findCircles(checking: Checking, defines: readonly DefineEntry[]): void {
  const state = new Map<DefineEntry, "open" | "done">()
  for (const start of defines) {
    const path: { define: DefineEntry; calls: DefineEntry[] }[] = []
    const enter = (define: DefineEntry): void => {
      state.set(define, "open")
      path.push({ define, calls: callsIn(define) })
    }
    if (!state.has(start)) enter(start)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.calls.pop()
      if (next === undefined) {
        state.set(top.define, "done")
        path.pop()
      } else if (state.get(next) === "open")
        reportCircle(
          checking,
          path.map((step) => step.define),
          next,
        )
      else if (!state.has(next)) enter(next)
    }
  }
}

function reportCircle(checking: Checking, path: readonly DefineEntry[], from: DefineEntry): void {
  const circle = path.slice(path.indexOf(from))
  if (circle.every((define) => define.broken)) return
  for (const define of circle) define.broken = true
  report(checking, "E209", from.name.span, `definition ${quoted(from.name.text)} leads back to itself`, {
    labels: [{ span: from.name.span, text: [...circle, from].map((define) => define.name.text).join(" → ") }],
    why: "a definition is put in the place of its call, which would never end",
  })
}

function callsIn(define: DefineEntry): DefineEntry[] {
  const called = new Set<DefineEntry>()
  const open: unknown[] = [define.node.body]
  while (open.length > 0) {
    const part = open.pop()
    if (typeof part !== "object" || part === null) continue
    if (Array.isArray(part)) {
      open.push(...(part as unknown[]))
      continue
    }
    const node = part as Partial<Call> & Readonly<Record<string, unknown>>
    const found = node.kind === "call" && node.name ? define.home.defines.get(node.name.text) : undefined
    if (found) called.add(found)
    for (const [key, value] of Object.entries(node)) if (key !== "span" && key !== "name") open.push(value)
  }
  return [...called]
}
