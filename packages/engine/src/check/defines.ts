import type * as ast from "../syntax/ast.ts"
import { quoted, report, type Checking } from "./checking.ts"
import { checkExpression, placeIn } from "./expression.ts"
import { shallow } from "./fit.ts"
import type { DefineEntry, Package } from "./packages.ts"
import { bareBindings, type Typed } from "./place.ts"
import { resolveType } from "./types.ts"

type Call = Extract<ast.Expression, { kind: "call" }>

/** Checks every definition by itself, with its parameters as declared; one in a circle is reported once. */
export function checkDefines(checking: Checking, packages: Iterable<Package>): void {
  const own = [...packages].flatMap((home) =>
    [...home.defines.values()].filter((define) => define.home === home),
  )
  for (const define of findCircles(checking, own)) {
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

/** Every definition after those that it calls, so that a fault is reported where it is and nowhere else. */
function findCircles(checking: Checking, defines: readonly DefineEntry[]): readonly DefineEntry[] {
  const ordered: DefineEntry[] = []
  const own = new Set(defines)
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
        ordered.push(top.define)
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
  return ordered.filter((define) => own.has(define))
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
