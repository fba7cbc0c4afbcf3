import type { Name, Reference } from "../syntax/ast.ts"
import type { Type } from "../values/type.ts"
import { quoted, reportUnknown } from "./checking.ts"
import { aType } from "./fit.ts"
import { builtInRoles } from "./packages.ts"
import { broken, complain, type Place, type Typed } from "./place.ts"

export function noMembers(place: Place, node: Reference, member: Name, type: Type): Typed {
  return complain(place, "E107", member.span, `${aType(type)} has no member ${quoted(member.text)}`, {
    labels: [{ span: member.span, text: `${quoted(node.root.text)} does not lead so far` }],
  })
}

export function unknownMember(place: Place, name: Name, of: string, candidates: readonly string[]): Typed {
  if (place.call) {
    return complain(place, "E107", name.span, `${of} has no member ${quoted(name.text)}`, {
      help: helpOf(candidates),
    })
  }
  reportUnknown(place.checking, {
    code: "E107",
    what: `member of ${of}`,
    message: `${of} has no member ${quoted(name.text)}`,
    name: name.text,
    span: name.span,
    candidates,
    help: helpOf(candidates),
  })
  return broken(name.span)
}

function helpOf(candidates: readonly string[]): string {
  if (candidates.length === 0) return "it has none"
  return candidates.length > 12 ? "look at its declaration" : `it has ${candidates.map(quoted).join(", ")}`
}

export function unknownRoot(place: Place, root: Name): Typed {
  const { bindings, home, checking } = place
  const name = root.text
  const isLocal = checking.loadNames.has(name)
  const why = bindings.refused.get("resource")
  if (isLocal && why !== undefined)
    return complain(place, "E215", root.span, `${quoted(name)} is not read in ${bindings.where}`, { why })
  const isRole = home.roles.has(name) || builtInRoles.includes(name)
  const help = home.defines.has(name)
    ? `it is a definition: call it, \`${name}()\``
    : isRole
      ? `it is a role: write \`subject is ${name}\``
      : bindings.resourceNames(bindings).length > 0
        ? `bound here: ${bindings.resourceNames(bindings).map(quoted).join(", ")}`
        : "load it, or declare it as a setting"
  const parameters = place.parameters ? [...place.parameters.keys()] : []
  const candidates = [
    ...place.variables.keys(),
    ...parameters,
    ...bindings.resourceNames(bindings),
    ...home.settings.keys(),
    ...roots,
    ...(bindings.credential ? [bindings.credential] : []),
  ]
  if (place.call) return complain(place, "E106", root.span, `unknown name ${quoted(name)}`, { help })
  reportUnknown(checking, { code: "E106", what: "name", name, span: root.span, candidates, help, isLocal })
  return broken(root.span)
}

const roots = ["subject", "actor", "path", "query", "header", "body", "context"]
