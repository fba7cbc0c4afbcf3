import type { Source } from "../text/source.ts"
import type { Span } from "../text/span.ts"
import type { Diagnostic } from "./diagnostic.ts"

/**
 * The texts with stars where a finding says that a secret stands, for formats that quote lines: logs are read by more people
 * than sources. Every place stays where it is, and other findings of the same line quote no more of it.
 */
export function withoutSecrets(
  sources: Iterable<Source>,
  diagnostics: readonly Diagnostic[],
): readonly Source[] {
  const secrets = diagnostics.filter(({ code }) => code === "secret-in-source").map(({ span }) => span)
  if (secrets.length === 0) return [...sources]
  const inOrder = secrets.sort((left, right) => left.start - right.start)
  return Array.from(sources, (source) =>
    masked(
      source,
      inOrder.filter(({ file }) => file === source.path),
    ),
  )
}

function masked({ path, text }: Source, spans: readonly Span[]): Source {
  const parts: string[] = []
  let at = 0
  for (const { start, end } of spans) {
    // Quotes and the sign of a comment still say what it is.
    parts.push(text.slice(at, start), text.slice(Math.max(at, start), end).replace(/[^\s"#]/g, "*"))
    at = Math.max(at, end)
  }
  return { path, text: parts.join("") + text.slice(at) }
}
