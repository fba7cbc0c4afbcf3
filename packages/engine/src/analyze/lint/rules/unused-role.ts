import type { RoleDeclaration } from "../../../syntax/ast.ts"
import { folderOf } from "../../../text/paths.ts"
import type { Mentions } from "../mentions.ts"
import { removalFix } from "../removal.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedRole: PolicyRule = {
  name: "unused-role",
  title: "a role that no rule asks for",
  severity: "warning",
  reads: "policy",
  *run({ nodes, mentions, sourceOf }) {
    const roles = nodes("role")
    const asked = askedRoles(roles, mentions)
    for (const role of roles) {
      if (asked.has(role.name.text)) continue
      yield {
        span: role.name.span,
        message: `no rule asks for role \`${role.name.text}\``,
        why: "whoever is given it may do no more and no less than without it",
        help: "name it in the rule that was meant to ask for it, or remove it",
        fixes: isNamed(role, mentions)
          ? []
          : [removalFix("remove it", false, sourceOf(role.span.file), role.span)],
      }
    }
  },
}

/** Roles that some WHO or `is` names, and those that include one of them. `only` after `roles` asks for none. */
function askedRoles(roles: readonly RoleDeclaration[], mentions: Mentions): ReadonlySet<string> {
  const includers = new Map<string, string[]>()
  for (const { name, includes } of roles)
    for (const included of includes)
      includers.set(included.text, [...(includers.get(included.text) ?? []), name.text])
  const none: ReadonlySet<string> = new Set(["role", "assignment"])
  const asked = new Set<string>()
  for (const { name, span } of roles) {
    const uses = mentions.of("role", folderOf(span.file), name.text)
    if (uses.some(({ by }) => !none.has(by))) asked.add(name.text)
  }
  // A set may grow while it is walked: what is added is walked as well.
  for (const name of asked) for (const includer of includers.get(name) ?? []) asked.add(includer)
  return asked
}

const isNamed = ({ name, span }: RoleDeclaration, mentions: Mentions): boolean =>
  mentions.of("role", folderOf(span.file), name.text).length > 0
