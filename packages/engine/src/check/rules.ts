import type { Grant, Refusal, Target } from "../model/policy.ts"
import type * as ast from "../syntax/ast.ts"
import type { Expression } from "../values/expression.ts"
import { boundCost } from "./bound-cost.ts"
import type { Block } from "./blocks.ts"
import { quoted, report, type Checking } from "./checking.ts"
import { checkExpression, placeIn } from "./expression.ts"
import { asCondition } from "./operand.ts"
import { buildTarget } from "./templates.ts"
import type { Package } from "./packages.ts"
import type { Bindings, Seen } from "./place.ts"
import { resolveRole } from "./references.ts"
import type { RoleTable } from "./roles.ts"
import type { RouteIndex } from "./route-index.ts"

/** Where rules of one block are checked. */
export interface Ground {
  readonly checking: Checking
  readonly home: Package
  readonly block: Block
  readonly bindings: Bindings
  readonly roles: RoleTable
  readonly index: RouteIndex
  /** Some path did not read, so that a target may miss its route. */
  readonly isPartial: boolean
}

/** A condition with what it reads, for the routes that it will govern. */
export interface Checked {
  readonly expression: Expression | undefined
  readonly seen: readonly Seen[]
}

const nothingChecked: Checked = { expression: undefined, seen: [] }

/** `noRoles`: what reading a role here would do (language: more roles never mean less). */
export function checkWhen(ground: Ground, node: ast.Expression | undefined, noRoles?: string): Checked {
  if (node === undefined) return nothingChecked
  const place = placeIn(ground.checking, ground.home, ground.bindings)
  const condition = asCondition(place, checkExpression(place, node), node)
  if (condition.broken) return { expression: undefined, seen: [] }
  if (noRoles !== undefined && condition.readsRole) {
    report(ground.checking, "E402", node.span, "a role is read where it would take something away", {
      why: `more roles never mean less, and having this one would ${noRoles}`,
      help: "say who is left out with `unless`",
    })
    return { expression: undefined, seen: [] }
  }
  return { expression: boundCost(condition.expression), seen: place.work.seen }
}

export function checkNames(ground: Ground, names: readonly ast.Name[]): readonly string[] {
  const roles: string[] = []
  for (const name of names) {
    const role = resolveRole(ground.checking, ground.home, name)
    if (role !== undefined) roles.push(role)
  }
  return roles
}

export interface CheckedGrant {
  readonly grant: Grant
  readonly seen: readonly Seen[]
}

export function checkGrant(ground: Ground, node: ast.Grant): CheckedGrant {
  const roles = checkNames(ground, node.names)
  const { expression, seen } = checkWhen(ground, node.when)
  return { grant: { roles, when: expression }, seen }
}

export function checkUnless(
  ground: Ground,
  node: ast.Grant | undefined,
): { readonly grant: Grant | undefined; readonly seen: readonly Seen[] } {
  return node ? checkGrant(ground, node) : { grant: undefined, seen: [] }
}

export function checkElse(checking: Checking, node: ast.Else | undefined): Refusal | undefined {
  if (node === undefined) return undefined
  if (node.status < 400 || node.status > 499) {
    report(checking, "E308", node.span, `status ${quoted(String(node.status))} is no refusal`, {
      why: "a caller must see that the request was refused, and that it is not the server's fault",
      help: "`else` takes 400 to 499",
    })
  }
  return { status: node.status, text: node.text?.value }
}

const noTargets: readonly Target[] = []

export function checkTargets(
  ground: Pick<Ground, "checking" | "home" | "index" | "isPartial">,
  nodes: readonly ast.Target[],
): readonly Target[] {
  if (nodes.length === 0) return noTargets
  return nodes.flatMap((node) => {
    const template = buildTarget(ground.checking, ground.home, node.path)
    if (template === undefined) return []
    const verbs = node.verbs.map((verb) => verb.text)
    if (!ground.isPartial && !ground.index.takes(verbs, template)) {
      report(
        ground.checking,
        "E305",
        node.span,
        `no route takes ${quoted(`${verbs.join(", ")} ${node.path.text}`)}`,
        {
          why: "the line says something of requests that are refused anyway",
          help: "a target is a full path, wherever it stands",
        },
      )
    }
    return [{ verbs, template }]
  })
}
