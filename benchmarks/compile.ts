import { compile } from "@edict/engine"
import { policyOf } from "./many-routes.ts"
import { median } from "./rounds.ts"
import type { Figures } from "./targets.ts"

const routeCount = 10_000
const rounds = 5

/** Times ten thousand full routes from text to a policy that decides: the first time in the process, and when it is warm. */
export async function benchCompile(print: (line: string) => void): Promise<Figures> {
  const sources = [policyOf(routeCount)]
  const seconds: number[] = []
  let megabytes = 0
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    const { policy, diagnostics } = compile(sources)
    seconds.push((performance.now() - started) / 1000)
    if (policy?.plan.routes.length !== routeCount)
      throw new Error(diagnostics[0]?.message ?? "routes are missing")
    if (round === 0) megabytes = process.resourceUsage().maxRSS / 1024
  }
  const [first = 0] = seconds
  print(
    `${routeCount} full routes: ${first.toFixed(2)} s and ${megabytes.toFixed(0)} MB the first time, ${median(seconds).toFixed(2)} s in the middle of ${rounds}`,
  )
  return { "10,000 routes, seconds": first, "10,000 routes, megabytes": megabytes }
}
