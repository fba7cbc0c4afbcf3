import type { Grant, Name } from "../../../syntax/ast.ts"
import type { PolicyContext } from "../policy-context.ts"
import { removalFromList } from "../removal.ts"
import type { Finding, PolicyRule } from "../rule.ts"

export const redundantRole: PolicyRule = {
  name: "redundant-role",
  title: "a role beside one that it includes",
  severity: "warning",
  reads: "policy",
  *run(context) {
    for (const names of listsIn(context)) yield* findingsOf(names, context)
  },
}

function* findingsOf(names: readonly Name[], { roles, sourceOf }: PolicyContext): Iterable<Finding> {
  for (const [index, name] of names.entries()) {
    const by = names.find((other) => other.text !== name.text && roles.meets(name.text, other.text))
    if (by === undefined) continue
    const edit = removalFromList(
      sourceOf(name.span.file),
      names.map(({ span }) => span),
      index,
    )
    yield {
      span: name.span,
      message: `whoever has \`${name.text}\` is named by \`${by.text}\` already`,
      labels: [{ span: by.span, text: `takes \`${name.text}\` too` }],
      why: "who reads the line believes that the two differ here",
      fixes: edit ? [{ title: `remove \`${name.text}\``, safe: true, edits: [edit] }] : [],
    }
  }
}

/** Every list of roles of which one suffices. */
function listsIn({ nodes }: PolicyContext): readonly (readonly Name[])[] {
  const grants: readonly (Grant | undefined)[] = [
    ...nodes("allow").map(({ grant }) => grant),
    ...nodes("deny").map(({ unless }) => unless),
    ...nodes("require").map(({ unless }) => unless),
    ...nodes("limit").map(({ rate }) => rate.unless),
    ...nodes("quota").map(({ rate }) => rate.unless),
    ...nodes("show").map(({ to }) => to),
    ...nodes("only-to").map(({ to }) => to),
    ...[...nodes("hide"), ...nodes("hash"), ...nodes("mask")].map(({ unless }) => unless),
  ]
  const whole = grants.flatMap((grant) => (grant === undefined ? [] : [grant.names]))
  return [...whole, ...nodes("deny").map(({ names }) => names)].filter((names) => names.length > 1)
}
