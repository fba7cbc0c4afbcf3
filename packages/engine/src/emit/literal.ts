// INVARIANT (no policy text in code): what a policy says enters a module inside one of these literals, and nowhere else.

/**
 * A text as a JavaScript string literal of ASCII alone: no character of it ends the literal, a script element or a comment.
 * Its lines stand on lines, which continue. In single quotes, since what is written is full of double ones; no template
 * literal, since engines read these more slowly (`bench start`).
 */
export function textLiteral(text: string): string {
  return `'${text.replace(/[^ !"#%-&(-;=-[\]^_a-~]/g, (unit) => (unit === "\n" ? "\\n\\\n" : escapeUnit(unit)))}'`
}

/** A text as a string literal of TypeScript's types, in the same way. */
export function stringLiteral(text: string): string {
  return `"${text.replace(/[^ !#%-;=-[\]^_a-~]/g, escapeUnit)}"`
}

function escapeUnit(unit: string): string {
  return unit === "\\" ? "\\\\" : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
}
