import type {
  AcceptAuthStatement,
  ApiBlock,
  BodyStatement,
  Declaration,
  CorsStatement,
  File,
  GuardrailDeclaration,
  PathNode,
  RouteBlock,
} from "../syntax/ast.ts"
import type { Template } from "../target/template.ts"
import type { Block, BlockStatement, RouteDraft } from "./blocks.ts"
import { quoted, report, type Checking } from "./checking.ts"
import { packageOf, type Package } from "./packages.ts"
import { buildPath } from "./templates.ts"
import { checkVerb } from "./verbs.ts"
import { bodyOf, loadsOf, noBody, onlyOne, responseModes, shapeOf } from "./lexical.ts"

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

/** Whether it is a line about the routes around it. INVARIANT: no kind of declaration is passed over unseen: a new one does not compile. */
function isStatement(node: Declaration): node is Extract<Declaration, BlockStatement> {
  switch (node.kind) {
    case "api":
    case "route":
    case "guardrail":
    case "role":
    case "type":
    case "subject":
    case "actor":
    case "setting":
    case "define":
    case "authenticate":
    case "quota":
    case "trust":
    case "assert":
      return false
    case "accept-auth":
    case "audit":
    case "concurrent":
    case "cors":
    case "deny":
    case "limit":
    case "reject":
    case "require":
    case "response":
    case "throttle":
    case "timeout":
    case "use":
      return true
  }
}

function layOutFile(growing: Growing, file: File): void {
  const home = packageOf(growing.checking, file.span.file)
  const statements = file.declarations.filter(isStatement)
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
    }
    growing.routes.push(route)
    for (let at: Block | undefined = block; at; at = at.parent) at.routes.push(route)
  }
}

function allowsIn(statements: readonly BlockStatement[], is: (name: string) => boolean): boolean {
  return statements.some((node) => node.kind === "allow" && node.grant.names.some((name) => is(name.text)))
}

const isAnyone = (name: string): boolean => name === "anyone"
const isBody = (node: BlockStatement): node is BodyStatement =>
  node.kind === "body" && node.shape !== undefined
const isCors = (node: BlockStatement): node is CorsStatement => node.kind === "cors"
const isAccept = (node: BlockStatement): node is AcceptAuthStatement => node.kind === "accept-auth"

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
  const body = onlyOne(checking, statements, isBody, "`body`")
  const query = shapeOf(checking, home, statements, "query")
  const headers = shapeOf(checking, home, statements, "headers")
  const modes = responseModes(checking, statements, parent)
  const block: Block = {
    kind,
    home,
    parent,
    template,
    sources,
    head,
    node,
    statements,
    loads,
    accept: onlyOne(checking, statements, isAccept, "`accept auth`") ?? parent?.accept,
    body: body ? bodyOf(checking, home, body) : (parent?.body ?? noBody),
    query: query ?? parent?.query,
    headers: headers ?? parent?.headers,
    concealExistence: modes.concealExistence,
    revealErrors: modes.revealErrors,
    pass: modes.pass,
    cors: onlyOne(checking, statements, isCors, "`cors`") ?? parent?.cors,
    allowsAnyone: parent?.allowsAnyone === true || allowsIn(statements, isAnyone),
    allowsOthers:
      parent?.allowsOthers === true ||
      allowsIn(statements, (name) => name === "authenticated" || home.roles.has(name)),
    routes: [],
  }
  growing.blocks.push(block)
  return block
}
