import type {
  AcceptAuthStatement,
  ApiBlock,
  BodyStatement,
  File,
  GuardrailDeclaration,
  Name,
  PathNode,
  RouteBlock,
  ShapeStatement,
  TypeNode,
} from "../syntax/ast.ts"
import { buildTemplate, type PartSource, type SegmentSource } from "../target/build.ts"
import type { Template } from "../target/template.ts"
import type { RecordType, Type } from "../values/type.ts"
import { nearest } from "../diagnostics/suggest.ts"
import type { Block, BlockStatement, Loaded, RouteDraft } from "./blocks.ts"
import { quoted, report, suggestion, type Checking } from "./checking.ts"
import { typeName } from "./fit.ts"
import { packageOf, type Package } from "./packages.ts"
import { nominalOf, resolveType } from "./types.ts"

/** Every block of the policy, in the order of the source, and the routes in them. */
export interface Layout {
  readonly blocks: readonly Block[]
  readonly routes: readonly RouteDraft[]
  /** A path did not read: that a target has no route is then no news. */
  readonly isPartial: boolean
}

interface Growing {
  readonly checking: Checking
  readonly blocks: Block[]
  readonly routes: RouteDraft[]
  isPartial: boolean
}

const root: Template = { text: "/", segments: [], trailingSlash: false, parameters: [] }

export function layOut(checking: Checking, files: readonly File[]): Layout {
  const growing: Growing = { checking, blocks: [], routes: [], isPartial: false }
  for (const file of files) layOutFile(growing, file)
  return growing
}

const blockKinds: ReadonlySet<string> = new Set([
  "api",
  "route",
  "guardrail",
  "role",
  "type",
  "subject",
  "actor",
  "setting",
  "define",
  "authenticate",
  "quota",
  "trust",
  "assert",
])

function layOutFile(growing: Growing, file: File): void {
  const home = packageOf(growing.checking, file.span.file)
  const statements = file.declarations.filter(
    (node): node is Extract<typeof node, BlockStatement> => !blockKinds.has(node.kind),
  )
  const block = openBlock(growing, {
    kind: "file",
    home,
    parent: undefined,
    path: undefined,
    node: undefined,
    head: file.span,
    statements,
  })
  if (block === undefined) return
  for (const node of file.declarations) {
    if (node.kind === "api") layOutApi(growing, block, node)
    else if (node.kind === "route") layOutRoute(growing, block, node)
    else if (node.kind === "guardrail") layOutGuardrail(growing, block, node)
  }
}

function layOutApi(growing: Growing, parent: Block, node: ApiBlock): void {
  const statements: BlockStatement[] = []
  for (const item of node.items) if (item.kind !== "api" && item.kind !== "route") statements.push(item)
  const block = openBlock(growing, {
    kind: "api",
    home: parent.home,
    parent,
    path: node.path,
    node,
    head: node.head,
    statements,
  })
  if (block === undefined) return
  if (node.path.trailingSlash) {
    report(growing.checking, "E311", node.path.span, "the path of an api ends without a slash", {
      why: "what stands in it starts with one",
      help: `write ${quoted(node.path.text.slice(0, -1))}`,
    })
  }
  for (const item of node.items) {
    if (item.kind === "api") layOutApi(growing, block, item)
    else if (item.kind === "route") layOutRoute(growing, block, item)
  }
}

function layOutGuardrail(growing: Growing, parent: Block, node: GuardrailDeclaration): void {
  openBlock(growing, {
    kind: "guardrail",
    home: parent.home,
    parent: undefined,
    path: node.path,
    node,
    head: node.path.span,
    statements: node.statements,
  })
}

function layOutRoute(growing: Growing, parent: Block, node: RouteBlock): void {
  const block = openBlock(growing, {
    kind: "route",
    home: parent.home,
    parent,
    path: node.path,
    node,
    head: node.head,
    statements: node.statements,
  })
  if (block === undefined) return
  let allowsAnyone = false
  for (let at: Block | undefined = block; at; at = at.parent)
    allowsAnyone ||= at.statements.some(allowsAnyoneIn)
  for (const verb of node.verbs) {
    if (!checkVerb(growing.checking, verb)) {
      growing.isPartial = true
      continue
    }
    const route: RouteDraft = {
      id: `${verb.text} ${block.template.text}`,
      verb: verb.text,
      verbName: verb,
      block,
      template: block.template,
      allowsAnyone,
    }
    growing.routes.push(route)
    for (let at: Block | undefined = block; at; at = at.parent) at.routes.push(route)
  }
}

function allowsAnyoneIn(statement: BlockStatement): boolean {
  return statement.kind === "allow" && statement.grant.names.some((name) => name.text === "anyone")
}

/** As registered with IANA, and `ANY`. */
const knownVerbs: ReadonlySet<string> = new Set(
  "ANY GET HEAD POST PUT PATCH DELETE TRACE QUERY ACL BIND CHECKIN CHECKOUT COPY LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE ORDERPATCH PROPFIND PROPPATCH REBIND REPORT SEARCH UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF PURGE".split(
    " ",
  ),
)
const commonVerbs = ["ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

function checkVerb(checking: Checking, verb: Name): boolean {
  const { text, span } = verb
  if (text === "OPTIONS" || text === "CONNECT") {
    const help =
      text === "OPTIONS" ? "preflight requests are answered by `cors`" : "connections are never tunnelled"
    report(checking, "E119", span, `no route can have the verb ${quoted(text)}`, { help })
    return false
  }
  if (knownVerbs.has(text)) return true
  report(checking, "E119", span, `unknown verb ${quoted(text)}`, {
    why: "no request has it, so the route would never be reached",
    ...suggestion(span, nearest(text, commonVerbs)),
  })
  return false
}

interface Opening {
  readonly kind: Block["kind"]
  readonly home: Package
  readonly parent: Block | undefined
  readonly path: PathNode | undefined
  readonly node: Block["node"]
  readonly head: Block["head"]
  readonly statements: readonly BlockStatement[]
}

/** Undefined where its path is no template: what stands in it is passed over then. */
function openBlock(growing: Growing, opening: Opening): Block | undefined {
  const { checking } = growing
  const { kind, home, parent, path, node, head, statements } = opening
  const built = path === undefined ? { template: root, sources: [] } : buildPath(checking, home, parent, path)
  if (built === undefined) {
    growing.isPartial = true
    return undefined
  }
  const { template, sources } = built
  const loads = loadsOf(checking, home, template, parent?.loads, statements)
  const body = onlyOne(
    checking,
    statements,
    (statement): statement is BodyStatement => statement.kind === "body" && statement.shape !== undefined,
    "`body`",
  )
  const query = shapeOf(checking, home, statements, "query")
  const headers = shapeOf(checking, home, statements, "headers")
  const block: Block = {
    kind,
    home,
    parent,
    get top() {
      return parent === undefined || parent.kind === "file" ? block : parent.top
    },
    template,
    sources,
    head,
    node,
    statements,
    loads,
    accept:
      onlyOne(
        checking,
        statements,
        (statement): statement is AcceptAuthStatement => statement.kind === "accept-auth",
        "`accept auth`",
      ) ?? parent?.accept,
    body: body ? bodyOf(checking, home, body) : (parent?.body ?? noBody),
    query: query ?? parent?.query,
    headers: headers ?? parent?.headers,
    ...responseModes(checking, statements, parent),
    routes: [],
  }
  growing.blocks.push(block)
  return block
}

const noBody: Block["body"] = { mode: "none", type: { kind: "json" } }

function bodyOf(checking: Checking, home: Package, { shape }: BodyStatement): Block["body"] {
  if (shape === undefined || shape === "any" || shape === "raw")
    return { mode: shape ?? "none", type: { kind: "json" } }
  return { mode: "any", type: resolveType(checking, home, shape) }
}

/** The two may stand in several `response` blocks; in one pair of braces they must not contradict. */
function responseModes(
  checking: Checking,
  statements: readonly BlockStatement[],
  parent: Block | undefined,
): Pick<Block, "concealExistence" | "revealErrors"> {
  let concealExistence = parent?.concealExistence ?? false
  let revealErrors = parent?.revealErrors ?? false
  let said: boolean | undefined
  for (const statement of statements) {
    if (statement.kind !== "response") continue
    for (const rule of statement.rules) {
      if (rule.kind === "conceal" && rule.what === "existence") concealExistence = true
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
  return { concealExistence, revealErrors }
}

function onlyOne<Kind extends BlockStatement>(
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

function reportSecond(checking: Checking, second: BlockStatement, first: BlockStatement, what: string): void {
  report(checking, "E303", second.span, `a second ${what} in one block`, {
    why: "the innermost replaces the outer; of two in one block neither does",
    help: "keep one of them",
    related: [{ span: first.span, message: "the first stands here" }],
  })
}

function shapeOf(
  checking: Checking,
  home: Package,
  statements: readonly BlockStatement[],
  kind: "query" | "headers",
): RecordType | undefined {
  const statement = onlyOne(
    checking,
    statements,
    (one): one is ShapeStatement => one.kind === kind,
    `\`${kind}\``,
  )
  if (statement === undefined) return undefined
  const type = resolveType(checking, home, statement.shape)
  return type.kind === "record" ? type : undefined
}

function loadsOf(
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
    loads ??= new Map(outer)
    // Taken out first, so that it runs after those around it.
    loads.delete(name)
    loads.set(name, {
      node,
      name,
      type: resolveType(checking, home, node.type),
      nominal: nominalOf(home, node.type),
      block: { home, template },
    })
  }
  return loads ?? outer ?? noLoads
}

const noLoads: Block["loads"] = new Map()

/** The path of a block: that of the blocks around it, and its own. */
function buildPath(
  checking: Checking,
  home: Package,
  parent: Block | undefined,
  path: PathNode,
): Pick<Block, "template" | "sources"> | undefined {
  const outer = parent?.sources ?? []
  const sources =
    outer.length === 0 ? sourcesOf(checking, home, path) : [...outer, ...sourcesOf(checking, home, path)]
  const before = parent === undefined || parent.template.text === "/" ? "" : parent.template.text
  const text = before === "" ? path.text : path.text === "/" ? before : before + path.text
  const built = buildTemplate(text, sources, path.trailingSlash)
  if (!("kind" in built)) return { template: built, sources }
  const segment = path.segments[built.segment - outer.length]
  const span = segment?.parts[built.part]?.span ?? segment?.span ?? path.span
  report(checking, "E311", span, built.message)
  return undefined
}

/** The path of a target, which stands alone wherever it is written. */
export function buildTarget(checking: Checking, home: Package, path: PathNode): Template | undefined {
  return buildPath(checking, home, undefined, path)?.template
}

function sourcesOf(checking: Checking, home: Package, path: PathNode): readonly SegmentSource[] {
  return path.segments.map(({ parts }) => ({
    parts: parts.map((part): PartSource => {
      if (part.kind === "text") return { kind: "text", text: part.text }
      if (part.kind === "rest") return { kind: "rest", name: part.name?.text }
      return {
        kind: "parameter",
        name: part.name.text,
        type: part.type && parameterType(checking, home, part.type),
      }
    }),
  }))
}

const parameterKinds: ReadonlySet<string> = new Set([
  "string",
  "int",
  "uuid",
  "number",
  "bool",
  "date",
  "time",
  "instant",
  "duration",
  "ip",
  "url",
])

function parameterType(checking: Checking, home: Package, node: TypeNode): Type {
  const before = checking.found.length
  const type = resolveType(checking, home, node)
  if (parameterKinds.has(type.kind) || checking.found.length > before)
    return parameterKinds.has(type.kind) ? type : { kind: "string" }
  report(checking, "E220", node.span, `no path parameter is a ${typeName(type)}`, {
    help: "a parameter is one text: `string`, `int`, `uuid` and the like",
  })
  return { kind: "string" }
}
