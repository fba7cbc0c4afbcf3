/** `perSubject`. */
export const isLowerCamel = (name: string): boolean => /^[a-z][a-zA-Z0-9]*$/.test(name) && !hasRun(name)

/** `NewOrder`. */
export const isUpperCamel = (name: string): boolean =>
  /^[A-Z][a-zA-Z0-9]*$/.test(name) && !isAllCapitals(name)

/** `PER_SUBJECT` without its lines between; `URL` is a word. */
const isAllCapitals = (name: string): boolean => name.length > 4 && name === name.toUpperCase()
const hasRun = (name: string): boolean => /[A-Z]{6}/.test(name)

export function lowerCamelOf(name: string): string {
  const upper = upperCamelOf(name)
  return upper.charAt(0).toLowerCase() + upper.slice(1)
}

export function upperCamelOf(name: string): string {
  const words = name.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "")
  return words.map(capitalized).join("")
}

function capitalized(word: string): string {
  const isShouted = word.length > 1 && word === word.toUpperCase()
  return word.charAt(0).toUpperCase() + (isShouted ? word.slice(1).toLowerCase() : word.slice(1))
}
