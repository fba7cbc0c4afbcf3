import { writeSync } from "node:fs"
import { pino } from "pino"
import type { AuditLine } from "./line.ts"
import { printableJson } from "../text/printable.ts"

/** Where decisions are written. `write` returns once the line is handed over, and throws if it cannot be. */
export interface AuditSink {
  write(line: AuditLine): void
}

/** Takes one serialized line with its line end. */
export interface LineDestination {
  write(text: string): unknown
}

/**
 * One JSON line a decision, by pino, to a file descriptor (standard output where none is given) or any
 * destination. A descriptor is written to at once: when `write` returns the kernel has the line.
 */
export function pinoSink(destination: number | LineDestination = 1): AuditSink {
  const write = typeof destination === "number" ? descriptorWriter(destination) : destination
  const logger = pino(
    { base: null, timestamp: false, formatters: { level: (label) => ({ level: label }) } },
    { write: (text: string) => void write.write(printableJson(text)) },
  )
  return {
    write(line) {
      logger.info(line)
    },
  }
}

const retries = 1000
const pause = new Int32Array(new SharedArrayBuffer(4))

/** A pipe that nobody reads fills: it is waited for, a second at most, and then the line has failed. */
function descriptorWriter(descriptor: number): LineDestination {
  return {
    write(text) {
      // A text is mostly taken whole, and then need not become bytes first (`bench http`).
      const taken = writeSome(descriptor, text)
      if (taken < text.length || taken < Buffer.byteLength(text))
        writeRest(descriptor, Buffer.from(text).subarray(taken))
    },
  }
}

function writeRest(descriptor: number, bytes: Buffer): void {
  let rest = bytes
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    if (attempt > 0) Atomics.wait(pause, 0, 0, 1)
    if (attempt > retries) throw new Error("the audit log does not take any more")
    rest = rest.subarray(writeSome(descriptor, rest))
  }
}

/** How many bytes were taken. */
function writeSome(descriptor: number, data: Buffer | string): number {
  try {
    return typeof data === "string" ? writeSync(descriptor, data) : writeSync(descriptor, data)
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return 0
    throw error
  }
}
