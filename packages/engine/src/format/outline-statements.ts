import type { Else, Expression, FieldPath, Grant, LimitRate, Reference, Target } from "../syntax/ast.ts"
import type { AuthenticateOption, Requirement, ResponseRule, Tightening } from "../syntax/ast.ts"
import type { Declaration, Import, Statement } from "../syntax/ast.ts"
import { afterOf, block, firstOf, group, type Break, type Sketch } from "./outline.ts"
import { outlineBracketed, outlineExpression, outlineList, outlineLiteral } from "./outline-expressions.ts"
import { outlineRecord, outlineType } from "./outline-expressions.ts"

export type Line = Declaration | Statement | Import | AuthenticateOption | ResponseRule

interface Spanned {
  readonly span: { readonly start: number; readonly end: number }
}

/** A part of a statement that begins a line of its own where the statement does not fit on one. */
interface Clause {
  readonly at: number
  readonly fill: () => void
}

type MaybeClause = Clause | undefined

// What is in the head of a statement goes in twice, so that it is told from the clauses, which go in once.
const inHead = 4
const inClause = 2

/** One line of a block or file. */
export function outlineLine(sketch: Sketch, node: Line): void {
  if ("documentation" in node) sketch.documentable.push(firstOf(sketch, node))
  const at = parts(sketch)
  switch (node.kind) {
    case "import":
      return at.clauses(node, [at.clause(node.from, () => {})], () => at.list(node.names))
    case "role":
      return at.clauses(node, [
        at.listClause(node.aliases),
        at.listClause(node.includes),
        node.of && at.clause(node.of.name, () => outlineType(sketch, node.of!.type)),
        at.when(node.when),
      ])
    case "type":
    case "subject":
    case "actor":
      return outlineRecord(sketch, node.record)
    case "setting":
      return at.clauses(node, [node.from && at.clause(node.from, () => {})], () => {
        outlineType(sketch, node.type)
        outlineLiteral(sketch, node.value)
      })
    case "define":
      return outlineDefine(sketch, node)
    case "authenticate":
    case "cors":
      return outlineBlock(sketch, node, node.options)
    case "quota":
    case "limit":
      return outlineRate(sketch, node, node.rate)
    case "guardrail":
      return outlineBlock(sketch, node, node.statements)
    case "api":
      return outlineBlock(sketch, node, node.items)
    case "route":
      at.verbs(node.verbs)
      return outlineBlock(sketch, node, node.statements)
    case "response":
    case "each":
      if (node.kind === "each") {
        at.field(node.field)
        if (node.type !== undefined) outlineType(sketch, node.type)
      }
      return outlineBlock(sketch, node, node.rules)
    case "trust":
      return at.clauses(node, [node.header && at.clause(node.header, () => {})], () => at.list(node.proxies))
    case "assert":
      return outlineAssert(sketch, node)
    case "assignment":
      return at.clauses(node, [node.only && at.listClause(node.only)], () =>
        outlineExpression(sketch, node.value, inHead),
      )
    case "option":
      return at.clauses(node, [], () =>
        outlineList(sketch, node.values, inHead, (place) => {
          const value = node.values[place]!
          if (value.kind === "list-literal") outlineLiteral(sketch, value)
        }),
      )
    case "allow":
      return at.clauses(node, [at.when(node.grant.when)], () => at.list(node.grant.names))
    case "accept-auth":
    case "use":
      return at.clauses(node, [], () => at.list(node.names))
    case "accept-media":
    case "pass":
      return at.clauses(node, [], () => at.list(node.types))
    case "load":
      return at.clauses(node, [at.listClause(node.by)], () => outlineType(sketch, node.type))
    case "body":
      return node.shape === undefined || typeof node.shape === "string"
        ? undefined
        : outlineType(sketch, node.shape)
    case "query":
    case "headers":
    case "params":
      return outlineType(sketch, node.shape)
    case "deprecated":
      return at.clauses(node, [
        node.sunset && at.clause(node.sunset, () => {}),
        node.link && at.clause(node.link, () => {}),
      ])
    case "idempotent":
      return at.clauses(node, [at.clause(node.for, () => {})])
    case "deny":
      return at.clauses(
        node,
        [at.when(node.when), at.unless(node.unless), at.else(node.else), at.except(node.except)],
        () => at.list(node.names),
      )
    case "require":
      return at.clauses(node, [at.unless(node.unless), at.else(node.else), at.except(node.except)], () =>
        outlineRequirement(sketch, node.what),
      )
    case "concurrent":
      return at.clauses(node, [at.listClause(node.per)])
    case "throttle":
      return at.clauses(node, [
        at.listClause(node.per),
        // `delay up to` stands before the time.
        { at: firstOf(sketch, node.delay) - 3, fill: () => {} },
      ])
    case "audit":
      return at.clauses(node, [at.listClause(node.note), at.when(node.when)])
    case "reject":
      return outlineReject(sketch, node)
    case "show":
      return at.clauses(node, [at.grant(node.to)], () => at.fields(node.fields))
    case "hide":
    case "hash":
      return at.clauses(node, [at.when(node.when), at.unless(node.unless)], () => at.fields(node.fields))
    case "mask":
      return at.clauses(
        node,
        [
          { at: afterOf(sketch, node.fields.at(-1)!), fill: () => {} },
          at.when(node.when),
          at.unless(node.unless),
        ],
        () => at.fields(node.fields),
      )
    case "only-to":
      return at.clauses(node, [at.when(node.to.when)], () => at.list(node.to.names))
    case "timeout":
    case "upgrade":
    case "max-items":
    case "reveal-errors":
    case "conceal":
    case "remove-header":
    case "set-header":
      return
  }
}

function outlineBlock(sketch: Sketch, node: Spanned, lines: readonly Line[]): void {
  const items = lines.map((line) => firstOf(sketch, line))
  block(sketch, afterOf(sketch, node) - 1, items, () => {
    for (const line of lines) outlineLine(sketch, line)
  })
}

function outlineDefine(sketch: Sketch, node: Extract<Line, { kind: "define" }>): void {
  const open = firstOf(sketch, node.name) + 1
  const close = sketch.lexemes.partner.get(open) ?? open
  sketch.tight.add(open)
  const body: Clause = {
    at: firstOf(sketch, node.body),
    fill: () => outlineExpression(sketch, node.body, 0),
  }
  parts(sketch).clauses(node, [body], () =>
    outlineBracketed(
      sketch,
      open,
      close + 1,
      node.parameters.map(({ name, type }) => ({ span: { start: name.span.start, end: type.span.end } })),
      (place) => outlineType(sketch, node.parameters[place]!.type),
    ),
  )
}

function outlineRate(sketch: Sketch, node: Spanned, rate: LimitRate): void {
  const at = parts(sketch)
  const end = afterOf(sketch, node)
  // Three clauses have no node of their own; they are the last, and their lengths are known.
  const outage = rate.outage === undefined ? end : end - 2
  const then = rate.block === undefined ? outage : firstOf(sketch, rate.block) - 2
  const bare = (isThere: boolean, start: number): MaybeClause =>
    isThere ? { at: start, fill: () => {} } : undefined
  at.clauses(node, [
    rate.calendar && at.clause(rate.calendar, () => {}),
    at.listClause(rate.per),
    rate.burst && at.clause(rate.burst, () => {}),
    rate.cost && at.clause(rate.cost, () => outlineExpression(sketch, rate.cost!, inClause)),
    at.when(rate.when),
    at.unless(rate.unless),
    bare(rate.countRefused, then - 2),
    bare(rate.block !== undefined, then),
    bare(rate.outage !== undefined, outage),
  ])
}

function outlineAssert(sketch: Sketch, node: Extract<Line, { kind: "assert" }>): void {
  const at = parts(sketch)
  if (node.form === "every-route") return at.clauses(node, [at.except(node.except)])
  at.clauses(node, [at.except(node.targets), at.when(node.when)], () => at.list(node.names))
}

function outlineReject(sketch: Sketch, node: Extract<Tightening, { kind: "reject" }>): void {
  const at = parts(sketch)
  at.clauses(node, [at.listClause(node.places), at.fieldsClause(node.except)], () => {
    if (node.kinds.length === 0) return
    const open = firstOf(sketch, node) + 2
    outlineBracketed(sketch, open, (sketch.lexemes.partner.get(open) ?? open) + 1, node.kinds)
  })
}

function outlineRequirement(sketch: Sketch, what: Requirement): void {
  if (what.kind === "scope") outlineList(sketch, what.scopes, inHead)
  if (what.kind === "condition") outlineExpression(sketch, what.condition, inHead)
}

/** The parts that statements share. A clause begins with the word before what it holds. */
function parts(sketch: Sketch) {
  const clause = (node: Spanned, fill: () => void): Clause => ({ at: firstOf(sketch, node) - 1, fill })
  const field = (path: FieldPath): void => {
    const end = afterOf(sketch, path)
    for (let index = firstOf(sketch, path) + 1; index < end; index++) sketch.tight.add(index)
  }
  const fields = (paths: readonly FieldPath[], indent: number = inHead): void => {
    for (const path of paths) field(path)
    outlineList(sketch, paths, indent)
  }
  const listClause = (nodes: readonly (Spanned | Reference)[]): MaybeClause =>
    nodes[0] && clause(nodes[0], () => outlineList(sketch, nodes, inClause))
  const when = (condition: Expression | undefined): MaybeClause =>
    condition && clause(condition, () => outlineExpression(sketch, condition, inClause))
  const grant = (node: Grant | undefined): MaybeClause =>
    node &&
    clause(node, () => {
      const inner = when(node.when)
      const breaks = inner === undefined ? [] : [{ at: inner.at, indent: inClause }]
      group(sketch, firstOf(sketch, node), afterOf(sketch, node), breaks, () => {
        outlineList(sketch, node.names, inClause)
        inner?.fill()
      })
    })
  const targets = (nodes: readonly Target[]): MaybeClause => listClause(nodes)
  return {
    clause,
    field,
    fields,
    listClause,
    when,
    grant,
    unless: grant,
    else: (node: Else | undefined): MaybeClause => node && { at: firstOf(sketch, node), fill: () => {} },
    except: targets,
    fieldsClause: (paths: readonly FieldPath[]): MaybeClause =>
      paths[0] && clause(paths[0], () => fields(paths, inClause)),
    // The first begins the line already.
    verbs: (nodes: readonly Spanned[]): void => {
      const breaks = nodes.slice(1).map((node) => ({ at: firstOf(sketch, node), indent: inHead }))
      if (nodes.length > 1) group(sketch, firstOf(sketch, nodes[0]!), afterOf(sketch, nodes.at(-1)!), breaks)
    },
    list: (nodes: readonly Spanned[]): void => outlineList(sketch, nodes, inHead),
    clauses(node: Spanned, found: readonly MaybeClause[], head: () => void = () => {}): void {
      const clauses = found.filter((one) => one !== undefined)
      const breaks: Break[] = clauses.map(({ at }) => ({ at, indent: 2 }))
      group(sketch, firstOf(sketch, node), afterOf(sketch, node), breaks, () => {
        head()
        for (const one of clauses) one.fill()
      })
    },
  }
}
