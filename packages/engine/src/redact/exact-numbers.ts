/** Numbers of so few characters, without an exponent, are all told apart by a double. */
const safeLength = 15
const mayBeInexact = /\d[\d.]{14}|\d[eE]/
const numberToken = /-?\d[\d.eE+-]*/y

/** Whether every number of a JSON text is still the same when it has been parsed and written anew. */
export function keepsNumbers(text: string): boolean {
  if (!mayBeInexact.test(text)) return true
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 34) at = endOfString(text, at)
    else if (code === 45 || (code >= 48 && code <= 57)) {
      numberToken.lastIndex = at
      const token = numberToken.exec(text)?.[0] ?? ""
      if (!isKept(token)) return false
      at += token.length - 1
    }
  }
  return true
}

/** The closing quote of the string that opens at a place; the text is known to be JSON. */
function endOfString(text: string, open: number): number {
  let end = text.indexOf('"', open + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end
}

/** Behind an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let start = at
  while (text.charCodeAt(start - 1) === 92) start -= 1
  return (at - start) % 2 === 1
}

function isKept(token: string): boolean {
  if (token.length <= safeLength && !/[eE]/.test(token)) return true
  const value = Number(token)
  return Number.isFinite(value) && decimalOf(token) === decimalOf(String(value))
}

/** One text for each number: its digits without zeros around them, and the power of ten of the last. */
function decimalOf(token: string): string {
  const [mantissa = "", exponent = "0"] = token.replace(/^-/, "").split(/[eE]/)
  const [whole = "", fraction = ""] = mantissa.split(".")
  const digits = (whole + fraction).replace(/^0+/, "")
  if (digits === "") return "0"
  const short = digits.replace(/0+$/, "")
  const power = Number(exponent) - fraction.length + digits.length - short.length
  return `${token.startsWith("-") ? "-" : ""}${short}e${power}`
}
