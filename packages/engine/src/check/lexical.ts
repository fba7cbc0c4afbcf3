import type { BodyStatement, ResponseRule, ShapeStatement } from "../syntax/ast.ts"
import type { Template } from "../target/template.ts"
import type { Span } from "../text/span.ts"
import type { RecordType } from "../values/type.ts"
import type { Block, BlockStatement, Loaded } from "./blocks.ts"
import { quoted, report, type Checking } from "./checking.ts"
import { builtInTypes, type Package } from "./packages.ts"
import { nominalOf, resolveType } from "./types.ts"
import { isRefused, unheard } from "./unsupported.ts"

export const noBody: Block["body"] = { mode: "none", type: { kind: "json" } }

export function bodyOf(checking: Checking, home: Package, { shape }: BodyStatement): Block["body"] {
  if (shape === undefined || shape === "any" || shape === "raw")
    return { mode: shape ?? "none", type: { kind: "json" } }
  return { mode: "any", type: resolveType(unheard(checking), home, shape) }
}

const noModes: Pick<Block, "concealExistence" | "revealErrors" | "pass"> = {
  concealExistence: false,
  revealErrors: false,
  pass: [],
}

/** They may stand in several `response` blocks; in one pair of braces they must not contradict. */
export function responseModes(
  checking: Checking,
  statements: readonly BlockStatement[],
  parent: Block | undefined,
): Pick<Block, "concealExistence" | "revealErrors" | "pass"> {
  if (!statements.some(({ kind }) => kind === "response")) return parent ?? noModes
  let concealExistence = parent?.concealExistence ?? false
  let revealErrors = parent?.revealErrors ?? false
  let said: boolean | undefined
  const passing: ResponseRule[] = []
  let pass = parent?.pass ?? noModes.pass
  for (const statement of statements) {
    if (statement.kind !== "response" || isRefused(statement)) continue
    for (const rule of statement.rules) {
      if (rule.kind === "conceal" && rule.what === "existence") concealExistence = true
      if (rule.kind === "pass") {
        pass = rule.types.map(({ value }) => value.toLowerCase())
        passing.push(rule)
      }
      const reveals = rule.kind === "reveal-errors"
      if (!reveals && !(rule.kind === "conceal" && rule.what === "errors")) continue
      if (said !== undefined && said !== reveals)
        report(checking, "E303", rule.span, "errors are both revealed and concealed here", {
          help: "keep one of the two",
        })
      said = reveals
      revealErrors = reveals
    }
  }
  const [first, ...others] = passing
  if (first) for (const other of others) reportSecond(checking, other, first, "`pass`")
  return { concealExistence, revealErrors, pass }
}

export function onlyOne<Kind extends BlockStatement>(
  checking: Checking,
  statements: readonly BlockStatement[],
  is: (statement: BlockStatement) => statement is Kind,
  what: string,
): Kind | undefined {
  let first: Kind | undefined
  for (const statement of statements) {
    if (!is(statement)) continue
    if (first) reportSecond(checking, statement, first, what)
    first ??= statement
  }
  return first
}

function reportSecond(
  checking: Checking,
  second: { readonly span: Span },
  first: { readonly span: Span },
  what: string,
): void {
  report(checking, "E303", second.span, `a second ${what} in one block`, {
    why: "the innermost replaces the outer; of two in one block neither does",
    help: "keep one of them",
    related: [{ span: first.span, message: "the first stands here" }],
  })
}

export function shapeOf(
  checking: Checking,
  home: Package,
  statements: readonly BlockStatement[],
  kind: "query" | "headers",
): RecordType | undefined {
  const silent = unheard(checking)
  const statement = onlyOne(
    silent,
    statements,
    (one): one is ShapeStatement => one.kind === kind,
    `\`${kind}\``,
  )
  if (statement === undefined) return undefined
  const type = resolveType(silent, home, statement.shape)
  return type.kind === "record" ? type : undefined
}

export function loadsOf(
  checking: Checking,
  home: Package,
  template: Template,
  outer: Block["loads"] | undefined,
  statements: readonly BlockStatement[],
): Block["loads"] {
  let loads: Map<string, Loaded> | undefined
  const own = new Map<string, BlockStatement>()
  for (const node of statements) {
    if (node.kind !== "load") continue
    const name = node.name.text
    const first = own.get(name)
    if (first) {
      reportSecond(checking, node, first, `load of ${quoted(name)}`)
      continue
    }
    own.set(name, node)
    checking.loadNames.add(name)
    loads ??= new Map(outer)
    // Taken out first, so that it runs after those around it.
    loads.delete(name)
    loads.set(name, {
      node,
      name,
      type: resolveType(checking, home, node.type),
      nominal: nominalOf(home, node.type),
      isBroken:
        node.type.kind === "named" &&
        !builtInTypes.includes(node.type.name.text) &&
        !home.types.has(node.type.name.text),
      block: { home, template },
    })
  }
  return loads ?? outer ?? noLoads
}

const noLoads: Block["loads"] = new Map()
