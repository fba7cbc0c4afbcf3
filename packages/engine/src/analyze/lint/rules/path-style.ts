import type { PathNode, PathSegment } from "../../../syntax/ast.ts"
import type { Finding, SyntaxRule } from "../rule.ts"

export const pathStyle: SyntaxRule = {
  name: "path-style",
  title: "a path that is not written as paths are",
  severity: "warning",
  reads: "syntax",
  *run({ nodes }) {
    const paths = [...nodes("api"), ...nodes("route"), ...nodes("guardrail")].map(({ path }) => path)
    for (const path of paths) yield* findingsOf(path)
  },
}

function* findingsOf({ segments }: PathNode): Iterable<Finding> {
  for (const [index, segment] of segments.entries()) {
    const text = literalOf(segment)
    // What stands under `/.well-known` has names that others have given.
    if (text?.startsWith(".") === true) return
    if (text === undefined) continue
    const fault = faultOf(text, index === segments.length - 1)
    if (fault) yield { span: segment.span, ...fault }
  }
}

/** Undefined where a parameter stands in the segment: what stands around that may be a format. */
function literalOf({ parts }: PathSegment): string | undefined {
  const [only] = parts
  return parts.length === 1 && only?.kind === "text" ? only.text : undefined
}

const verbs: ReadonlySet<string> = new Set(
  "get fetch list create add insert update modify edit set delete remove".split(" "),
)

const extension = /\.(?:json|xml|html?|php|aspx?|jsp|do|ya?ml)$/i

function faultOf(text: string, isLast: boolean): Omit<Finding, "span"> | undefined {
  if (isLast && extension.test(text))
    return {
      message: `\`${text}\` ends like the name of a file`,
      why: "the same thing by another media type would have another path, and another route to be guarded",
      help: "leave the ending out: `Accept` asks for a media type",
    }
  const words = text.split(/[-_.]|(?<=[a-z])(?=[A-Z])/)
  if (words.length > 1 && verbs.has((words[0] ?? "").toLowerCase()))
    return {
      message: `\`${text}\` begins with a verb`,
      why: "the method says what is done, and rules for a method would not find it",
      help: "name the thing, and let the method say what is done with it",
    }
  if (/^[\p{Ll}\p{N}~@:%=+-]+(?:\.[\p{Ll}\p{N}-]+)*$/u.test(text)) return undefined
  return {
    message: `\`${text}\` is not in lower case with hyphens`,
    why: "paths compare with case: one that is written in two ways is two paths, of which one has no rule",
    help: `write \`${kebabOf(text)}\``,
  }
}

function kebabOf(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/_+/g, "-")
    .toLowerCase()
}
