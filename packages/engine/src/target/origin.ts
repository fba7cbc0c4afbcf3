/**
 * The one text of an origin (RFC 6454): scheme and host in lower case, without the port that the scheme has anyway.
 *
 * `null`, with case, is the origin of pages that have none. Undefined where the text is no origin: a path, credentials
 * or a space in it, an empty host, a port that does not exist.
 */
export function readOrigin(text: string): string | undefined {
  if (text === "null") return text
  const [, scheme, host, port] = originForm.exec(text) ?? []
  if (scheme === undefined || host === undefined) return undefined
  if (port !== undefined && (Number(port) > 65_535 || (port.length > 1 && port.startsWith("0"))))
    return undefined
  const named = scheme.toLowerCase()
  const isUsual = port === undefined || usualPorts.get(named) === port
  return `${named}://${host.toLowerCase()}${isUsual ? "" : `:${port}`}`
}

const originForm = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?$/

const usualPorts: ReadonlyMap<string, string> = new Map([
  ["http", "80"],
  ["https", "443"],
  ["ws", "80"],
  ["wss", "443"],
])
