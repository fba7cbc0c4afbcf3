import type * as ast from "../syntax/ast.ts"
import type { Type } from "../values/type.ts"
import { quoted, reportUnknown } from "./checking.ts"
import { asOperand } from "./operand.ts"
import { commonType, isList, isText, shallow, aType } from "./fit.ts"
import type { DefineEntry } from "./packages.ts"
import { broken, complain, typed, type Place, type Typed } from "./place.ts"
import { settle } from "./operators.ts"
import { resolveType } from "./types.ts"

type Call = Extract<ast.Expression, { kind: "call" }>

/** `size(x)`, or a definition put in its place. */
export function checkCall(place: Place, node: Call): Typed {
  const name = node.name.text
  const given = node.arguments.map((argument) =>
    asOperand(place, place.check(place, argument), argument, "a call"),
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
  return place.check({ ...place, home: define.home, parameters: bound, variables: new Map(), call }, body)
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
        labels: [{ span: written.span, text: `${aType(argument.type)}, where ${aType(wanted)} is taken` }],
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
      labels: [{ span: written.span, text: aType(value.type) }],
    })
  }
  const type: Type = { kind: "int" }
  return typed({ kind: "size", operand: value.expression, span: node.span }, type, [value])
}
