import type { PolicyContext } from "../policy-context.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedSubjectMember: PolicyRule = {
  name: "unused-subject-member",
  title: "a member of the subject that no rule reads",
  severity: "note",
  reads: "policy",
  *run(context) {
    const read = membersRead(context)
    for (const { kind, record } of [...context.nodes("subject"), ...context.nodes("actor")]) {
      if (read.has(kind)) continue
      for (const { name, span } of record.members) {
        // Lines of the audit name the caller by it.
        if (name.text === "id" || read.has(`${kind}.${name.text}`)) continue
        yield {
          span,
          message: `no rule reads \`${kind}.${name.text}\``,
          why: "credentials are read for it, and no decision hangs on it",
          help: "write the rule that was meant to read it, or remove it with the lines that set it",
        }
      }
    }
  },
}

/** `subject.tenant`; `subject` alone where all of it is read. */
function membersRead({ nodes }: PolicyContext): ReadonlySet<string> {
  const read = new Set<string>()
  for (const { root, members } of nodes("reference")) {
    const [member] = members
    read.add(member === undefined ? root.text : `${root.text}.${member.text}`)
  }
  for (const { what } of nodes("require")) {
    if (what.kind === "mfa") read.add("subject.mfa")
    if (what.kind === "mfa" && what.within) read.add("subject.authTime")
    if (what.kind === "scope") read.add("subject.scopes")
  }
  return read
}
