import type { Span } from "../text/span.ts"
import type { Type } from "../values/type.ts"
import type { Target } from "../model/policy.ts"
import type { Block, Loaded, RouteDraft } from "./blocks.ts"
import { quoted, report } from "./checking.ts"
import type { Bindings, Seen } from "./place.ts"
import type { Ground } from "./rules.ts"
import { takesAll } from "./route-index.ts"

const nothing: ReadonlyMap<string, string> = new Map()
const guardrailRefuses: ReadonlyMap<string, string> = new Map(
  ["body", "resource"].map((root) => [
    root,
    "a guardrail holds for every request under its path, whatever its route binds",
  ]),
)

const nowhere: readonly RouteDraft[] = []
const reachNothing = (): readonly RouteDraft[] => nowhere

/** What the rules of a block can read. `reach` is the routes that they hold for, beyond those that bind names by themselves. */
export function bindingsOf(block: Block, reach: () => readonly RouteDraft[]): Bindings {
  const { kind, query, headers, body } = block
  return {
    where: kind === "guardrail" ? "a guardrail" : kind === "route" ? "this route" : "this block",
    block,
    reach: kind === "api" || kind === "file" ? reach : reachNothing,
    parameter: blockParameter,
    parameterNames: blockParameterNames,
    resource: blockResource,
    resourceNames: blockResourceNames,
    query,
    headers,
    body: body.type,
    refused: kind === "guardrail" ? guardrailRefuses : nothing,
    credential: undefined,
  }
}

const blockParameter: Bindings["parameter"] = ({ block, reach }, name) =>
  (block && parameterOf(block, name)) ?? firstOf(reach(), (route) => parameterOf(route, name))
const blockParameterNames: Bindings["parameterNames"] = ({ block }) =>
  block?.template.parameters.map((parameter) => parameter.name) ?? []
const blockResource: Bindings["resource"] = ({ block, reach }, name) =>
  block?.loads.get(name)?.type ?? firstOf(reach(), (route) => route.block.loads.get(name)?.type)
const blockResourceNames: Bindings["resourceNames"] = ({ block }) => [...(block?.loads.keys() ?? [])]

function firstOf<Found>(
  routes: readonly RouteDraft[],
  find: (route: RouteDraft) => Found | undefined,
): Found | undefined {
  for (const route of routes) {
    const found = find(route)
    if (found !== undefined) return found
  }
  return undefined
}

function parameterOf(
  { template }: Pick<RouteDraft, "template">,
  name: string,
): { readonly ordinal: number; readonly type: Type } | undefined {
  const ordinal = template.parameters.findIndex((parameter) => parameter.name === name)
  const type = template.parameters[ordinal]?.type
  return type && { ordinal, type }
}

export interface Reach {
  /** Asked for only by rules that read something: most read nothing that a route binds. */
  readonly routes: () => readonly RouteDraft[]
  readonly except: readonly Target[]
  /** What names the rule in a message: `this rule`, a quota. */
  readonly what: string
  readonly span: Span
}

/** Reports, once a rule, a name that one of its routes does not bind, or binds otherwise. */
export function checkReach(ground: Ground, reach: Reach, seen: readonly Seen[]): void {
  const { block } = ground
  if (block.kind === "route" || block.kind === "guardrail") return
  let asked: Set<string> | undefined
  for (const read of seen) {
    if (read.root !== "path" && read.root !== "resource") continue
    if (read.root === "path" && block.template.parameters.some((parameter) => parameter.name === read.name))
      continue
    const key = `${read.root} ${read.name}`
    if (asked?.has(key)) continue
    asked = (asked ?? new Set()).add(key)
    const expected =
      read.root === "path"
        ? ground.bindings.parameter(ground.bindings, read.name)?.ordinal
        : nominalIn(ground, reach, read.name)
    const missing = reach.routes().filter((route) => {
      const found =
        read.root === "path"
          ? parameterOf(route, read.name)?.ordinal
          : identityOf(route.block.loads.get(read.name))
      return found !== expected && !isExcepted(reach.except, route)
    })
    reportMissing(ground, reach, read, missing)
  }
}

/** What tells loads of one name apart: their type. */
function identityOf(load: Loaded | undefined): string | undefined {
  return load && (load.nominal ?? load.type.kind)
}

function nominalIn(ground: Ground, reach: Reach, name: string): string | undefined {
  return (
    identityOf(ground.block.loads.get(name)) ??
    firstOf(reach.routes(), (route) => identityOf(route.block.loads.get(name)))
  )
}

function reportMissing(ground: Ground, reach: Reach, read: Seen, missing: readonly RouteDraft[]): void {
  const [first] = missing
  if (first === undefined) return
  const name = read.root === "path" ? `path.${read.name}` : read.name
  const others = missing.length > 1 ? `, and ${missing.length - 1} more` : ""
  report(ground.checking, "E306", read.span, `${quoted(name)} is not bound on ${quoted(first.id)}${others}`, {
    why: `${reach.what} holds for that route too, and would read nothing there, or something else`,
    help: "write it where the name is bound, or leave the route out with `except`",
    related: [{ span: first.block.head, message: "this route" }],
  })
}

function isExcepted(except: readonly Target[], route: RouteDraft): boolean {
  return except.some(({ verbs, template }) => takesAll(verbs, template, route))
}

const ownHelp = "say `unless anyone`, or allow only who has a subject"

/** Reports a rule that reads the subject, and a route of its where anyone is allowed. `help`: the way out, if not the usual. */
export function checkSubjectKnown(ground: Ground, reach: Reach, seen: readonly Seen[], help?: string): void {
  const read = seen.find(({ root }) => root === "subject")
  if (read === undefined) return
  const open = reach.routes().filter((route) => route.block.allowsAnyone && !isExcepted(reach.except, route))
  const [first] = open
  if (first === undefined) return
  const others = open.length > 1 ? `, and ${open.length - 1} more` : ""
  const isOwn = ground.block.kind === "route"
  report(
    ground.checking,
    "E405",
    read.span,
    `the subject is read, and ${quoted(first.id)}${others} allows anyone`,
    {
      why: "a caller without credentials has no subject: what is read of it is unknown",
      help:
        help ?? (isOwn ? ownHelp : `leave the route out: \`except ${first.verb} ${first.template.text}\``),
      related: isOwn ? [] : [{ span: first.block.head, message: "this route" }],
    },
  )
}
