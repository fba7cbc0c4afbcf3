import type { IncomingMessage } from "node:http"

/** A body as text, one byte a character; undefined where there is none. */
export async function readText(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? undefined : Buffer.concat(chunks).toString("latin1")
}
