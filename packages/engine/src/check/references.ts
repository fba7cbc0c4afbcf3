import { nearest } from "../diagnostics/suggest.ts"
import type { Name, Reference } from "../syntax/ast.ts"
import type { Read, ReadRoot } from "../values/expression.ts"
import type { Member, RecordType, Type } from "../values/type.ts"
import { quoted, reportUnknown, suggestion, type Checking } from "./checking.ts"
import { shallow } from "./fit.ts"
import { builtInRoles, type Package } from "./packages.ts"
import { complain, type Place, type Typed } from "./place.ts"
import { resolveSetting } from "./settings.ts"
import { noMembers, unknownMember, unknownRoot } from "./unknown-names.ts"

/** The policy-wide name of a role; undefined where there is none (it is reported then). */
export function resolveRole(checking: Checking, home: Package, name: Name): string | undefined {
  if (builtInRoles.includes(name.text) || home.roles.has(name.text)) return name.text
  reportUnknown(checking, {
    code: "E101",
    what: "role",
    name: name.text,
    span: name.span,
    candidates: [...home.roles.keys(), ...builtInRoles],
    why: "an unknown role never matches, so this would grant nothing",
    help: "declare it with `role`, or import it",
  })
  return undefined
}

const text: Type = { kind: "string" }
const json: Type = { kind: "json" }

const contextMembers: Readonly<Record<string, Type>> = {
  ip: { kind: "ip" },
  now: { kind: "instant" },
  tls: { kind: "number" },
  host: text,
  userAgent: text,
  requestId: text,
}

/** A reference: to what the request brings, to what stands around, or to a setting. */
export function checkRead(place: Place, node: Reference): Typed {
  const { root, members } = node
  const variable = place.variables.get(root.text)
  if (variable)
    return walk(place, node, { root: "variable", name: variable.unique, type: variable.type }, members)
  const argument = place.parameters?.get(root.text)
  if (argument) return readArgument(place, node, argument)
  const { bindings } = place
  switch (root.text) {
    case "subject":
    case "actor":
    case "path":
    case "query":
    case "header":
    case "body":
    case "context": {
      const why = bindings.refused.get(root.text)
      if (why !== undefined)
        return complain(place, "E215", node.span, `${quoted(root.text)} is not read in ${bindings.where}`, {
          why,
        })
      return readRoot(place, node, root.text)
    }
    default:
      break
  }
  if (bindings.credential === root.text)
    return walk(place, node, { root: "credential", name: root.text, type: json }, members)
  const resource = bindings.resource(bindings, root.text)
  if (resource) {
    const why = bindings.refused.get("resource")
    if (why !== undefined)
      return complain(place, "E215", node.span, `${quoted(root.text)} is not read in ${bindings.where}`, {
        why,
      })
    return walk(place, node, { root: "resource", name: root.text, type: resource }, members)
  }
  const setting = place.home.settings.get(root.text)
  if (setting) {
    const { key, type } = resolveSetting(place.checking, setting)
    return walk(place, node, { root: "setting", name: key, type }, members)
  }
  return unknownRoot(place, root)
}

type ReservedRoot = "subject" | "actor" | "path" | "query" | "header" | "body" | "context"

function readRoot(place: Place, node: Reference, root: ReservedRoot): Typed {
  const { bindings, checking } = place
  const { members } = node
  const [first] = members
  if (root === "body") return walk(place, node, { root, name: "", type: bindings.body }, members)
  if (first === undefined) {
    return complain(place, "E107", node.span, `${quoted(root)} is no value by itself`, {
      help: `name a member, such as ${quoted(`${root}.${exampleOf[root]}`)}`,
    })
  }
  if (root === "subject" || root === "actor") {
    const type = root === "subject" ? checking.subject : checking.actor
    if (type === undefined) {
      return complain(place, "E106", node.span, "no `actor` is declared", {
        help: "declare what an actor is: `actor { id: string }`",
      })
    }
    if (root === "subject" && first.text === "roles" && type.members && !("roles" in type.members)) {
      return complain(place, "E213", node.span, "the subject's roles are no member", {
        why: "more roles never mean less: they are read only where a rule says who, and by `is`",
        help: "write `subject is` and the role",
      })
    }
    return walk(place, node, { root, name: "", type }, members)
  }
  if (root === "path") return readParameter(place, node, first)
  if (root === "context" && first.text === "time") {
    return complain(place, "E214", node.span, "`context.time` is read only by `between`", {
      help: "write `context.time between 08:00 and 18:00`, or compare `context.now`",
    })
  }
  const declared = root === "context" ? undefined : root === "query" ? bindings.query : bindings.headers
  const member =
    root === "context"
      ? contextMember(first)
      : declared === undefined
        ? { type: text, optional: true }
        : memberIn(declared, first.text)
  if (member === undefined) {
    const candidates =
      root === "context" ? [...Object.keys(contextMembers), "time"] : Object.keys(declared?.members ?? {})
    return unknownMember(place, first, `\`${root}\``, candidates)
  }
  if (members.length > 1) return noMembers(place, node, members[1] ?? first, member.type)
  const name = root === "header" ? first.text.toLowerCase() : first.text
  const made = readOf(root, "", -1, [name], shallow(member.type), member.default, node.span)
  const isAlwaysThere = member.default !== undefined || (root === "context" && alwaysThere.has(name))
  return reading(place, isAlwaysThere ? made : { ...made, mayBeMissing: true }, member.type)
}

const exampleOf = {
  subject: "id",
  actor: "id",
  path: "id",
  query: "limit",
  header: "x-reason",
  context: "ip",
} as const

/** Of `context`: what the guard knows of every request. */
const alwaysThere: ReadonlySet<string> = new Set(["ip", "now", "requestId"])

function contextMember(name: Name): Member | undefined {
  const type = Object.hasOwn(contextMembers, name.text) ? contextMembers[name.text] : undefined
  return type && { type, optional: true }
}

function memberIn(type: RecordType, name: string): Member | undefined {
  return type.members && Object.hasOwn(type.members, name) ? type.members[name] : undefined
}

function readParameter(place: Place, node: Reference, name: Name): Typed {
  const { bindings } = place
  const parameter = bindings.parameter(bindings, name.text)
  if (parameter === undefined) {
    const names = bindings.parameterNames(bindings)
    const help =
      names.length > 0 ? `its parameters are ${names.map(quoted).join(", ")}` : "its path has no parameters"
    return complain(place, "E108", name.span, `${bindings.where} has no parameter ${quoted(name.text)}`, {
      help,
      ...(place.call ? {} : suggestion(name.span, nearest(name.text, names))),
    })
  }
  if (node.members.length > 1) return noMembers(place, node, node.members[1] ?? name, parameter.type)
  const { ordinal, type } = parameter
  return reading(
    place,
    {
      kind: "read",
      root: "path",
      name: name.text,
      ordinal,
      members: [],
      type: shallow(type),
      span: node.span,
    },
    type,
  )
}

interface Start {
  readonly root: ReadRoot
  readonly name: string
  readonly type: Type
}

function walk(place: Place, node: Reference, start: Start, members: readonly Name[]): Typed {
  const read: Read = {
    kind: "read",
    root: start.root,
    name: start.name,
    ordinal: -1,
    members: [],
    type: shallow(start.type),
    span: node.span,
  }
  return extend(place, node, read, start.type, members)
}

/** A read walked further down its members, each of which its type must know. */
function extend(place: Place, node: Reference, read: Read, from: Type, members: readonly Name[]): Typed {
  let type = from
  let last: Member | undefined
  let index = -1
  let isOnTheWay = read.mayBeMissing === true || read.root === "actor"
  for (const name of members) {
    index += 1
    isOnTheWay ||= last?.optional === true
    last = undefined
    if (type.kind === "json" || (type.kind === "record" && type.members === undefined)) {
      isOnTheWay = true
      type = json
      continue
    }
    if (type.kind !== "record") return noMembers(place, node, name, type)
    last = memberIn(type, name.text)
    if (last === undefined) {
      const of = [node.root, ...members.slice(0, index)].map((part) => part.text).join(".")
      return unknownMember(place, name, quoted(of), Object.keys(type.members ?? {}))
    }
    type = last.type
  }
  if (members.length === 0) return reading(place, read, from)
  const names = members.map((name) => name.text)
  const made = readOf(
    read.root,
    read.name,
    read.ordinal,
    read.members.length > 0 ? [...read.members, ...names] : names,
    shallow(type),
    last?.default,
    node.span,
  )
  const mayBeMissing = isOnTheWay || (last?.optional === true && last.default === undefined)
  return reading(place, mayBeMissing ? { ...made, mayBeMissing } : made, type)
}

function reading(place: Place, read: Read, type: Type): Typed {
  if (read.root !== "variable")
    place.work.seen.push({
      root: read.root,
      name: read.root === "path" || read.root === "resource" ? read.name : "",
      type,
      span: place.call?.span ?? read.span,
    })
  return { expression: read, type, readsRole: false, broken: false }
}

/** Written out: there is one for every member that a policy reads. */
function readOf(
  root: ReadRoot,
  name: string,
  ordinal: number,
  members: readonly string[],
  type: Type,
  fallback: Member["default"],
  span: Read["span"],
): Read {
  if (fallback === undefined) return { kind: "read", root, name, ordinal, members, type, span }
  return {
    kind: "read",
    root,
    name,
    ordinal,
    members,
    type,
    default: fallback as NonNullable<Read["default"]>,
    span,
  }
}

function readArgument(place: Place, node: Reference, argument: Typed): Typed {
  if (argument.broken || node.members.length === 0) return argument
  if (argument.expression.kind === "read")
    return extend(place, node, argument.expression, argument.type, node.members)
  return noMembers(place, node, node.members[0] ?? node.root, argument.type)
}
