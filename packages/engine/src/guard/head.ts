import type { ServerResponse } from "node:http"

/** What `writeHead` is given stands on the response from then on, so that the judge sees it and may change it. */
export function takeHead(response: ServerResponse, [status, message, fields]: readonly unknown[]): void {
  if (typeof status === "number") response.statusCode = status
  if (typeof message === "string") response.statusMessage = message
  const given = typeof message === "string" ? fields : (fields ?? message)
  if (Array.isArray(given)) takeList(response, given.flat())
  else if (typeof given === "object" && given !== null) {
    for (const [name, value] of Object.entries(given))
      if (value !== undefined) response.setHeader(name, value)
  }
}

function takeList(response: ServerResponse, given: readonly unknown[]): void {
  const fields = new Map<string, string[]>()
  for (let at = 0; at + 1 < given.length; at += 2) {
    const name = String(given[at]).toLowerCase()
    fields.set(name, [...(fields.get(name) ?? []), String(given[at + 1])])
  }
  for (const [name, values] of fields) response.setHeader(name, values.length === 1 ? values[0]! : values)
}

/**
 * Throws what Node would throw when it writes the head. Asked before anything is recorded: whoever answers may catch it and answer
 * anew, and is judged anew.
 */
export function checkHead({ statusCode, statusMessage }: ServerResponse): void {
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 999)
    throw Object.assign(new RangeError(`invalid status code: ${String(statusCode)}`), {
      code: "ERR_HTTP_INVALID_STATUS_CODE",
    })
  if (typeof statusMessage === "string" && notOfAReason.test(statusMessage))
    throw Object.assign(new TypeError("invalid character in the status message"), {
      code: "ERR_INVALID_CHAR",
    })
}

const notOfAReason = /[^\t\x20-\x7e\x80-\xff]/

/** Of no body: to HEAD nobody knows the length of what a GET would give, and some answers have none (RFC 9110, 8.6). */
export function hasLength({ req, statusCode }: ServerResponse): boolean {
  return req.method !== "HEAD" && statusCode !== 204 && statusCode !== 304
}
