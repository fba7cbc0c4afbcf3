import { request as overHttp, type IncomingMessage } from "node:http"
import { request as overHttps } from "node:https"

export interface Call {
  readonly url: URL
  /** Sent as it is written: a URL would be tidied up. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Whom to trust. */
  readonly certificate: string
}

export interface Reply {
  readonly status: number
  readonly body: unknown
}

/** One real request. */
export function call({ url, path, method, headers, body, certificate }: Call): Promise<Reply> {
  const bytes = body === undefined ? undefined : JSON.stringify(body)
  const fields =
    bytes === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(bytes) }
  const options = { host: url.hostname, port: url.port, path, method, headers: { ...headers, ...fields } }
  return new Promise((resolve, reject) => {
    const received = (message: IncomingMessage): void => {
      const chunks: Buffer[] = []
      message.on("data", (chunk: Buffer) => chunks.push(chunk))
      message.on("end", () =>
        resolve({ status: message.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString()) }),
      )
      message.on("error", reject)
    }
    const sent =
      url.protocol === "https:"
        ? overHttps({ ...options, ca: certificate }, received)
        : overHttp(options, received)
    sent.on("error", reject)
    sent.end(bytes)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
