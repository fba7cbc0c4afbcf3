import type { File, SubjectDeclaration } from "../syntax/ast.ts"
import type { Member, RecordType, Type } from "../values/type.ts"
import { report, type Checking } from "./checking.ts"
import { shallow, aType } from "./fit.ts"
import { packageOf } from "./packages.ts"
import { resolveRecord } from "./types.ts"

const id: Member = { type: { kind: "string" }, optional: false }

/** What a caller is: declared once over the policy, always with `id: string`. */
export function checkSubject(checking: Checking, files: readonly File[]): void {
  const subject = onlyOne(checking, files, "subject")
  const actor = onlyOne(checking, files, "actor")
  if (subject) checking.subject = withId(checking, subject)
  if (actor) checking.actor = resolveRecord(checking, packageOf(checking, actor.span.file), actor.record, {})
}

export const bareSubject: RecordType = {
  kind: "record",
  members: Object.assign(Object.create(null) as Record<string, Member>, { id }),
}

function onlyOne(
  checking: Checking,
  files: readonly File[],
  kind: SubjectDeclaration["kind"],
): SubjectDeclaration | undefined {
  let first: SubjectDeclaration | undefined
  for (const file of files) {
    for (const node of file.declarations) {
      if (node.kind !== kind) continue
      if (first) {
        report(checking, "E109", node.span, `\`${kind}\` is declared twice`, {
          why: "a caller is one thing over the whole policy",
          help: "put the members into one declaration",
          related: [{ span: first.span, message: "first declared here" }],
        })
      }
      first ??= node
    }
  }
  return first
}

function withId(checking: Checking, node: SubjectDeclaration): RecordType {
  const record = resolveRecord(checking, packageOf(checking, node.span.file), node.record, {})
  const members = Object.assign(Object.create(null) as Record<string, Member>, { id }, record.members)
  for (const { name, optional, type } of node.record.members) {
    if (name.text === "roles") {
      report(checking, "E110", name.span, "`roles` is no member that one declares", {
        why: "every subject has roles: they are read only where a rule says who, and by `is`",
        help: "remove it; authenticators set it all the same",
      })
      delete members["roles"]
    }
    const declared: Type | undefined = members[name.text]?.type
    // A type that is not known is reported by itself.
    const isUnknown = type.kind === "named" && declared?.kind === "json" && type.name.text !== "json"
    if (isUnknown || name.text !== "id" || (declared?.kind === "string" && !optional)) continue
    report(
      checking,
      "E221",
      type.span,
      optional
        ? "`id` is not optional"
        : `\`id\` is a \`string\`, not ${aType(declared ?? { kind: "json" })}`,
      {
        why: "audit lines and limits name every caller by it",
        help: "write `id: string`",
      },
    )
    members["id"] = id
  }
  return { kind: "record", members }
}

/** Plain data of bounded size: types inside may lead back to themselves. */
export function shallowRecord(record: RecordType): RecordType {
  const members = Object.create(null) as Record<string, Member>
  for (const [name, member] of Object.entries(record.members ?? {}))
    members[name] = { ...member, type: shallow(member.type) }
  return { ...record, members }
}
