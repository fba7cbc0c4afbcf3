import { gatherLimit, tooLarge } from "./seal.ts"

/** In place of a body that could not be gathered, with the reason. */
export class Ungathered {
  readonly why: string
  constructor(why: string) {
    this.why = why
  }
}

/** The bytes of a body that comes in pieces, such as a stream; any other body as it is. Never rejects. */
export async function collected(payload: unknown): Promise<unknown> {
  if (!isInPieces(payload)) return payload
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of payload) {
      if (typeof chunk !== "string" && !(chunk instanceof Uint8Array))
        return ungathered("a piece is no bytes")
      const bytes = Buffer.from(chunk)
      size += bytes.length
      if (size > gatherLimit) return ungathered(tooLarge)
      chunks.push(bytes)
    }
  } catch {
    return ungathered("the body broke off")
  }
  return Buffer.concat(chunks)

  function ungathered(why: string): Ungathered {
    discard(payload)
    return new Ungathered(why)
  }
}

function isInPieces(payload: unknown): payload is AsyncIterable<unknown> {
  return typeof payload === "object" && payload !== null && Symbol.asyncIterator in payload
}

/** A body that does not leave is let go of, so that nothing waits for it. */
export function discard(payload: unknown): void {
  if (typeof payload !== "object" || payload === null) return
  if ("destroy" in payload && typeof payload.destroy === "function") payload.destroy()
  else if (payload instanceof ReadableStream && !payload.locked) void payload.cancel().catch(() => {})
}
