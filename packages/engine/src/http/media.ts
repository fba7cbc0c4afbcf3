export interface MediaType {
  /** `application/json`, in lower case, without parameters. */
  readonly essence: string
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>
}

const token = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y
const quoted = /"((?:[ !#-[\]-~]|\\[ -~])*)"/y
const separator = / *; */y

/**
 * Reads a media type, strictly: tabs, stray spaces, empty or repeated parameters give undefined. Parsers that
 * forgive them disagree on the type, and what one takes for JSON the next one passes unread.
 */
export function parseMediaType(text: string): MediaType | undefined {
  const cursor = { text, at: 0 }
  const type = take(cursor, token)
  if (type === undefined || text[cursor.at] !== "/") return undefined
  cursor.at += 1
  const subtype = take(cursor, token)
  if (subtype === undefined) return undefined
  const parameters = new Map<string, string>()
  while (cursor.at < text.length) {
    if (!takeParameter(cursor, parameters)) return undefined
  }
  return { essence: `${type}/${subtype}`.toLowerCase(), parameters }
}

/** JSON by its type (`application/json`, `…+json`), in the one encoding that JSON has. */
export function isJson(media: MediaType): boolean {
  const charset = media.parameters.get("charset")?.toLowerCase()
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") return false
  return media.essence === "application/json" || media.essence.endsWith("+json")
}

interface Cursor {
  readonly text: string
  at: number
}

function takeParameter(cursor: Cursor, parameters: Map<string, string>): boolean {
  if (take(cursor, separator) === undefined) return false
  const name = take(cursor, token)?.toLowerCase()
  if (name === undefined || parameters.has(name) || cursor.text[cursor.at] !== "=") return false
  cursor.at += 1
  const plain = take(cursor, token)
  const value = plain ?? take(cursor, quoted)?.slice(1, -1).replaceAll(/\\(.)/g, "$1")
  if (value === undefined) return false
  parameters.set(name, value)
  return true
}

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)?.[0]
  if (found !== undefined) cursor.at += found.length
  return found
}
