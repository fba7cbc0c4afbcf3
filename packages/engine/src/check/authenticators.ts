import { nearest } from "../diagnostics/suggest.ts"
import type { Assignment, Authenticator } from "../model/policy.ts"
import type * as ast from "../syntax/ast.ts"
import type { Type } from "../values/type.ts"
import { checkApiKey, checkJwt, knownOptions, optionsOf } from "./authenticator-options.ts"
import { quoted, report, suggestion, type Checking } from "./checking.ts"
import { checkExpression, placeIn } from "./expression.ts"
import { asOperand } from "./operand.ts"
import { commonType, isList, shallow, aType } from "./fit.ts"
import type { Package } from "./packages.ts"
import { bareBindings } from "./place.ts"
import { resolveRole } from "./references.ts"
import { neverAssigned, type RoleTable } from "./roles.ts"
import { refuse } from "./unsupported.ts"

const methods: readonly string[] = [
  "jwt",
  "introspection",
  "apikey",
  "password",
  "mtls",
  "cookie",
  "signature",
  "host",
]
/** What the expressions of each kind of block read the credential as. */
const credentialOf: ReadonlyMap<string, string> = new Map([
  ["apikey", "key"],
  ["signature", "key"],
])

export function checkAuthenticators(
  checking: Checking,
  packages: Iterable<Package>,
  roles: RoleTable,
): readonly Authenticator[] {
  const made: Authenticator[] = []
  for (const home of packages) {
    for (const { node, home: owner } of home.authenticators.values()) {
      if (owner !== home) continue
      const authenticator = checkAuthenticator(checking, home, node, roles)
      if (authenticator) made.push(authenticator)
    }
  }
  return made
}

function checkAuthenticator(
  checking: Checking,
  home: Package,
  node: ast.AuthenticateDeclaration,
  roles: RoleTable,
): Authenticator | undefined {
  const method = node.method.text
  if (!methods.includes(method)) {
    report(checking, "E117", node.method.span, `unknown way to authenticate ${quoted(method)}`, {
      help: `ways are ${methods.map(quoted).join(", ")}`,
      ...suggestion(node.method.span, nearest(method, methods)),
    })
    return undefined
  }
  if (method === "host") {
    for (const option of node.options) reportHostOption(checking, option)
    return { name: node.name.text, assignments: [], span: node.name.span, kind: "host" }
  }
  if (method !== "jwt" && method !== "apikey") {
    refuse(checking, "E069", node.method.span, `\`authenticate ${method}\``)
    return undefined
  }
  const assignments = checkAssignments(checking, home, node, roles)
  const rest = { name: node.name.text, assignments, span: node.name.span }
  checkAllAssigned(checking, node)
  for (const option of optionsOf(node)) {
    if (option.name.text === "bind") refuse(checking, "E070", option.span, "`bind`")
    else if (!knownOptions[method].includes(option.name.text))
      reportOption(checking, option, knownOptions[method])
  }
  const made = method === "jwt" ? checkJwt(checking, node) : checkApiKey(checking, node)
  return made && { ...rest, ...made }
}

function reportOption(checking: Checking, option: ast.Option, known: readonly string[]): void {
  const { text, span } = option.name
  report(checking, "E116", span, `unknown option ${quoted(text)}`, {
    help:
      known.length > 0
        ? `options are ${known.map(quoted).join(", ")}`
        : "the host says who calls: there are no options",
    ...suggestion(span, nearest(text, known)),
  })
}

/** The host program hands over the whole subject: there is nothing to take members from. */
function reportHostOption(checking: Checking, option: ast.AuthenticateOption): void {
  if (option.kind === "option") reportOption(checking, option, [])
  else
    report(checking, "E116", option.span, "`authenticate host` assigns nothing", {
      help: "the host program hands over the subject as it is to be",
    })
}

function checkAssignments(
  checking: Checking,
  home: Package,
  node: ast.AuthenticateDeclaration,
  roles: RoleTable,
): readonly Assignment[] {
  const first = new Map<string, ast.Assignment>()
  const made: Assignment[] = []
  for (const option of node.options) {
    if (option.kind !== "assignment") continue
    const key = `${option.target}.${option.member.text}`
    const earlier = first.get(key)
    if (earlier) {
      report(checking, "E303", option.span, `${quoted(key)} is set twice`, {
        help: "keep one of them",
        related: [{ span: earlier.span, message: "set here already" }],
      })
      continue
    }
    first.set(key, option)
    const assignment = checkAssignment(checking, home, node, option, roles)
    if (assignment) made.push(assignment)
  }
  return made
}

function checkAssignment(
  checking: Checking,
  home: Package,
  node: ast.AuthenticateDeclaration,
  option: ast.Assignment,
  roles: RoleTable,
): Assignment | undefined {
  const wanted = typeOfMember(checking, option)
  const credential = credentialOf.get(node.method.text) ?? "claims"
  const why = "here is only what the credential says"
  const bindings = bareBindings("an authenticator", {
    credential,
    resourceNames: () => [credential],
    refused: new Map(
      ["subject", "actor", "path", "query", "header", "body", "context"].map((root) => [root, why]),
    ),
  })
  const place = placeIn(checking, home, bindings)
  const value = asOperand(place, checkExpression(place, option.value), option.value, "`=`")
  const only = option.only && checkOnly(checking, home, option, roles, wanted !== undefined)
  if (value.broken || wanted === undefined) return undefined
  if (commonType(value.type, wanted) === undefined) {
    report(
      checking,
      "E201",
      option.value.span,
      `${quoted(`${option.target}.${option.member.text}`)} can never be this`,
      {
        labels: [
          {
            span: option.value.span,
            text: `${aType(value.type)}, where ${aType(wanted)} is declared`,
          },
        ],
      },
    )
    return undefined
  }
  const isRead = value.expression.kind === "read" && value.type.kind === "json"
  const expression =
    isRead && value.expression.kind === "read"
      ? { ...value.expression, type: shallow(wanted) }
      : value.expression
  return { target: option.target, member: option.member.text, value: expression, only, span: option.span }
}

const rolesType: Type = { kind: "set", element: { kind: "string" } }

function typeOfMember(checking: Checking, { target, member }: ast.Assignment): Type | undefined {
  const { text, span } = member
  if (target === "subject" && text === "roles") return rolesType
  const record = target === "subject" ? checking.subject : checking.actor
  if (record === undefined) {
    report(checking, "E106", span, "no `actor` is declared", {
      help: "declare what an actor is: `actor { id: string }`",
    })
    return undefined
  }
  const members = record.members ?? {}
  if (Object.hasOwn(members, text)) return members[text]?.type
  const names = Object.keys(members)
  report(checking, "E107", span, `${quoted(target)} has no member ${quoted(text)}`, {
    help: `it has ${names.map(quoted).join(", ")}${target === "subject" ? ", and `roles`" : ""}`,
    ...suggestion(span, nearest(text, target === "subject" ? [...names, "roles"] : names)),
  })
  return undefined
}

function checkOnly(
  checking: Checking,
  home: Package,
  option: ast.Assignment,
  roles: RoleTable,
  isKnown: boolean,
): readonly string[] {
  const { member, only = [] } = option
  const isRoles = option.target === "subject" && member.text === "roles"
  if (isKnown && !isRoles && only[0]) {
    report(checking, "E116", only[0].span, `${quoted("only")} stands after ${quoted(member.text)}`, {
      why: "it says which roles are taken over",
      help: "write it after `subject.roles`",
    })
  }
  return only.flatMap((name) => {
    const role = resolveRole(checking, home, name)
    if (role === undefined) return []
    const why = neverAssigned(role, roles)
    if (why !== undefined)
      report(checking, "E407", name.span, `role ${quoted(role)} is never assigned`, {
        why,
        help: "take it out of `only`",
      })
    return [role]
  })
}

/** A member that is neither optional nor has a default is set by every block. */
function checkAllAssigned(checking: Checking, node: ast.AuthenticateDeclaration): void {
  const set = new Set(
    node.options.flatMap((option) =>
      option.kind === "assignment" && option.target === "subject" ? [option.member.text] : [],
    ),
  )
  for (const [name, member] of Object.entries(checking.subject.members ?? {})) {
    if (member.optional || member.default !== undefined || set.has(name)) continue
    report(
      checking,
      "E406",
      node.name.span,
      `authenticator ${quoted(node.name.text)} does not set ${quoted(`subject.${name}`)}`,
      {
        why: "a member that is neither optional nor has a default is always there",
        help: isList(member.type)
          ? `give it a default: \`${name}: … = []\``
          : `write ${quoted(`subject.${name} = …`)}`,
      },
    )
  }
}
