// INVARIANT (no policy text in code): what a policy says enters a module inside one of these literals, and nowhere else.

/** A text as a JavaScript template literal of ASCII alone: no character of it ends the literal, a line, a script element or a comment. */
export function templateLiteral(text: string): string {
  return `\`${text.replace(/[^\n !-#%-;=-[\]^_a-~]/g, escapeUnit)}\``
}

/** A text as a string literal of TypeScript's types, in the same way. */
export function stringLiteral(text: string): string {
  return `"${text.replace(/[^ !#%-;=-[\]^_a-~]/g, escapeUnit)}"`
}

function escapeUnit(unit: string): string {
  return unit === "\\" ? "\\\\" : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
}
