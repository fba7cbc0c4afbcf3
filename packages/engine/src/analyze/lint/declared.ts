import { folderOf } from "../../text/paths.ts"
import type { Span } from "../../text/span.ts"
import type { Mention, NameKind } from "./mentions.ts"
import type { PolicyContext } from "./policy-context.ts"
import { removalFix } from "./removal.ts"
import type { Finding } from "./rule.ts"
import type { NodeOf } from "./nodes.ts"

type DeclaredKind = Exclude<NameKind, "role">

/** What is found of a kind of declared name that nothing uses. */
export interface Unused<Kind extends DeclaredKind> {
  readonly kind: Kind
  /** As a message calls it: `quota`. */
  readonly word: string
  readonly why: string
  readonly help: (name: string) => string
  /** Uses that are none, such as that of a definition by itself. */
  readonly isNone?: (mention: Mention, node: NodeOf<Kind>) => boolean
}

/**
 * Findings of what is declared and never used. Their fix is not a safe one: what is missing may be the line that uses it.
 */
export function* unusedNames<Kind extends DeclaredKind>(
  context: PolicyContext,
  { kind, word, why, help, isNone }: Unused<Kind>,
): Iterable<Finding> {
  for (const node of context.nodes(kind)) {
    const { name, span } = node as {
      readonly name: { readonly text: string; readonly span: Span }
      readonly span: Span
    }
    const mentions = context.mentions.of(kind, folderOf(span.file), name.text)
    if (mentions.some((mention) => isNone?.(mention, node) !== true)) continue
    yield {
      span: name.span,
      message: `${word} \`${name.text}\` is never used`,
      why,
      help: help(name.text),
      fixes: [removalFix("remove it", false, context.sourceOf(span.file), span)],
    }
  }
}

/** Whether a use stands inside what it uses. */
export function isInside(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end
}
