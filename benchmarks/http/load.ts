import autocannon from "autocannon"
import type { Credentials } from "./credentials.ts"
import { callers, orders } from "./scenario.ts"
import type { Running } from "./servers.ts"

/** What one turn of a server measured. */
export interface Turn {
  readonly requestsPerSecond: number
  readonly p50Microseconds: number
  readonly p99Microseconds: number
  /** Of the server's process, a request. */
  readonly cpuMicroseconds: number
  /** Of one processor, used by the server: near 1, the server was what bounded the rate. */
  readonly busy: number
}

/** Every order, asked for by the callers in turn. */
function requestsOf({ tokens }: Credentials): autocannon.Request[] {
  return [...orders.keys()].map((id, place) => ({
    method: "GET",
    path: `/v1/orders/${id}`,
    headers: { authorization: `Bearer ${tokens.get(callers[place % callers.length]!.id)}` },
  }))
}

/**
 * Sends as many requests as the connections bear, each after the answer to its last one.
 *
 * Percentiles are of every answer's time: autocannon's own are of whole milliseconds.
 */
export async function load(
  server: Running,
  credentials: Credentials,
  connections: number,
  seconds: number,
): Promise<Turn> {
  const times: number[] = []
  const usedBefore = await server.cpuMicroseconds()
  const begun = performance.now()
  const { errors, timeouts, non2xx } = await run(
    {
      url: `http://127.0.0.1:${server.port}`,
      connections,
      duration: seconds,
      sampleInt: 250,
      requests: requestsOf(credentials),
    },
    (milliseconds) => void times.push(milliseconds),
  )
  const elapsedSeconds = (performance.now() - begun) / 1000
  const used = (await server.cpuMicroseconds()) - usedBefore
  server.emptyLog()
  if (errors + timeouts + non2xx > 0)
    throw new Error(
      `${server.framework} ${server.kind}: ${errors} errors, ${timeouts} late, ${non2xx} refused`,
    )
  const sorted = Float64Array.from(times).sort()
  return {
    requestsPerSecond: sorted.length / elapsedSeconds,
    p50Microseconds: percentile(sorted, 0.5),
    p99Microseconds: percentile(sorted, 0.99),
    cpuMicroseconds: used / sorted.length,
    busy: used / 1e6 / elapsedSeconds,
  }
}

function run(
  options: autocannon.Options,
  onAnswer: (milliseconds: number) => void,
): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    const started = autocannon(options, (error: unknown, result) =>
      error ? reject(new Error("autocannon has failed", { cause: error })) : resolve(result),
    )
    started.on("response", (_client, _status, _bytes, milliseconds) => onAnswer(milliseconds))
  })
}

function percentile(sorted: Float64Array, share: number): number {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 1000
}
