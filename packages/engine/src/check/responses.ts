import type { ResponseRule } from "../model/policy.ts"
import type * as ast from "../syntax/ast.ts"
import type { Type } from "../values/type.ts"
import { quoted, report, ruleOf } from "./checking.ts"
import { checkField, typeAt } from "./fields.ts"
import { checkPass } from "./pass.ts"
import type { Seen } from "./place.ts"
import { checkGrant, checkUnless, checkWhen, type Ground } from "./rules.ts"
import { nominalOf, resolveType } from "./types.ts"
import { isRefused, refuse } from "./unsupported.ts"

/** The rules of one `response`, sorted by what they do: shows widen, the rest tightens. */
export interface CheckedResponse {
  readonly shows: ResponseRule[]
  readonly tightening: ResponseRule[]
  /** What shows read, and what the rest reads, of the routes. */
  readonly shown: Seen[]
  readonly seen: Seen[]
  /** What conditions of hide, mask and hash read: it must be known. */
  readonly asked: Seen[]
}

export function checkResponse(ground: Ground, node: ast.ResponseStatement): CheckedResponse {
  const { checking } = ground
  const checked: CheckedResponse = { shows: [], tightening: [], shown: [], seen: [], asked: [] }
  if (isRefused(node)) {
    const head = { ...node.span, end: node.span.start + "response".length }
    refuse(checking, "E063", node.media?.span ?? head, "`response` of a status or media type")
    return checked
  }
  for (const rule of node.rules) checkRule(ground, rule, { kind: "json" }, undefined, checked)
  return checked
}

function checkRule(
  ground: Ground,
  node: ast.ResponseRule,
  from: Type,
  each: string | undefined,
  into: CheckedResponse,
): void {
  const { checking } = ground
  switch (node.kind) {
    case "show":
      return checkShow(ground, node, from, into)
    case "hide":
    case "hash":
    case "mask":
      return checkHide(ground, node, from, into)
    case "each":
      return checkEach(ground, node, from, into)
    case "only-to": {
      const { grant, seen } = checkGrant(ground, node.to)
      into.seen.push(...seen)
      if (each === undefined) {
        return report(checking, "E312", node.span, "`only to` stands outside `each`", {
          why: "it leaves out one thing of many",
          help: "write `each [*] as row { only to … }`, or `allow` for the whole",
        })
      }
      into.tightening.push(ruleOf(checking, { id: "", span: node.span, kind: "only-to", to: grant } as const))
      return
    }
    case "max-items":
      return refuse(checking, "E065", node.span, "`max items`")
    case "remove-header":
      return refuse(checking, "E067", node.span, "`remove header`")
    case "set-header":
      return refuse(checking, "E068", node.span, "`set header`")
    case "conceal":
    case "reveal-errors":
    case "pass":
      if (node.kind === "pass") checkPass(checking, node.types)
      if (each === undefined && ground.block.kind !== "guardrail") return
      report(
        checking,
        "E312",
        node.span,
        `${quoted(node.kind === "reveal-errors" ? "reveal" : node.kind)} stands outside the routes that it is for`,
        {
          why: "it holds for the block that it stands in",
          help: "write it in a `response` of an api or a route",
        },
      )
  }
}

function checkShow(
  ground: Ground,
  node: Extract<ast.ResponseRule, { kind: "show" }>,
  from: Type,
  into: CheckedResponse,
): void {
  const { checking, block } = ground
  const to = checkUnless(ground, node.to)
  const fields = node.fields.map((field) => checkField(checking, field, from))
  into.shown.push(...to.seen)
  if (block.kind === "guardrail") {
    return report(checking, "E312", node.span, "`show` stands in a guardrail", {
      why: "what widens holds for its own block only",
      help: "write it in the api or the route, or `hide` the rest",
    })
  }
  into.shows.push(ruleOf(checking, { id: "", span: node.span, kind: "show", fields, to: to.grant } as const))
}

function checkHide(
  ground: Ground,
  node: Extract<ast.ResponseRule, { kind: "hide" | "hash" | "mask" }>,
  from: Type,
  into: CheckedResponse,
): void {
  const { checking } = ground
  if (node.kind === "mask" && node.how.kind === "as")
    return refuse(checking, "E064", node.how.name.span, "`mask … as`")
  const fields = node.fields.map((field) => checkField(checking, field, from))
  const when = checkWhen(ground, node.when, "hide a field")
  const unless = checkUnless(ground, node.unless)
  into.seen.push(...when.seen, ...unless.seen)
  into.asked.push(...when.seen)
  const rest = { fields, when: when.expression, unless: unless.grant }
  if (node.kind !== "mask") {
    into.tightening.push(ruleOf(checking, { id: "", span: node.span, kind: node.kind, ...rest }))
    return
  }
  const { how } = node
  // Refused above.
  if (how.kind === "as") return
  const done =
    how.kind === "keep"
      ? ({ kind: "keep", count: how.count } as const)
      : ({ kind: "with", text: how.text.value } as const)
  into.tightening.push(
    ruleOf(checking, { id: "", span: node.span, kind: "mask", how: done, ...rest } as const),
  )
}

function checkEach(
  ground: Ground,
  node: Extract<ast.ResponseRule, { kind: "each" }>,
  from: Type,
  into: CheckedResponse,
): void {
  const { checking, home, bindings } = ground
  const found = typeAt(checking, node.field, from)
  const type = node.type ? resolveType(checking, home, node.type) : found
  const nominal = node.type ? nominalOf(home, node.type) : type.kind === "record" ? type.name : undefined
  const name = node.name.text
  const inner: Ground = {
    ...ground,
    bindings: {
      ...bindings,
      resource: (_, wanted) => (wanted === name ? type : bindings.resource(bindings, wanted)),
      resourceNames: () => [name, ...bindings.resourceNames(bindings)],
      // The row is bound here even where loaded things are not read.
      refused: bindings.refused.has("resource")
        ? new Map([...bindings.refused].filter(([root]) => root !== "resource"))
        : bindings.refused,
    },
  }
  const checked: CheckedResponse = { shows: [], tightening: [], shown: [], seen: [], asked: [] }
  for (const rule of node.rules) checkRule(inner, rule, type, name, checked)
  const isOuter = (read: Seen): boolean => read.root !== "resource" || read.name !== name
  into.shown.push(...checked.shown.filter(isOuter))
  into.seen.push(...checked.seen.filter(isOuter))
  into.asked.push(...checked.asked.filter(isOuter))
  const head = {
    kind: "each",
    field: { text: node.field.text, steps: node.field.steps },
    name,
    type: nominal,
  } as const
  if (checked.shows.length > 0)
    into.shows.push(ruleOf(checking, { id: "", span: node.span, ...head, rules: checked.shows }))
  if (checked.tightening.length > 0)
    into.tightening.push(ruleOf(checking, { id: "", span: node.span, ...head, rules: checked.tightening }))
}
