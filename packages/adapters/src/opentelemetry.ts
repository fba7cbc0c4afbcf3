import type { DecisionEvent, Decisions } from "@edict/engine"
import type { Attributes, Meter, ObservableCallback } from "@opentelemetry/api"

export interface Measuring {
  /** Resolves when the guard is closed, or `stop` was called, and everything until then is measured. */
  readonly ended: Promise<void>
  /** Measures nothing from now on, and lets go of the meter; a guard that is closed is still asked what was dropped. */
  readonly stop: () => Promise<void>
}

/** What HTTP's own semantic conventions recommend for durations of requests. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/**
 * Measures a guard's decisions with a meter of OpenTelemetry, until the guard is closed.
 *
 * `edict.decisions` counts them; `edict.request.duration` is a histogram of the seconds from a request's arrival to its
 * answer; `edict.decisions.dropped` counts those that could not be measured in time. The values of all attributes are
 * bounded by the policy: no id, address or path of a caller's is among them.
 *
 * @example
 * const ready = await guardFolder("./policies/orders")
 * measureDecisions(ready.decisions, metrics.getMeter("orders"))
 */
export function measureDecisions(decisions: Decisions, meter: Meter): Measuring {
  const count = meter.createCounter("edict.decisions", {
    description: "Requests that were decided",
    unit: "{decision}",
  })
  const duration = meter.createHistogram("edict.request.duration", {
    description: "From a request's arrival to its answer",
    unit: "s",
    advice: { explicitBucketBoundaries: bounds },
  })
  const dropped = meter.createObservableCounter("edict.decisions.dropped", {
    description: "Decisions that could not be measured in time",
    unit: "{decision}",
  })
  const stream = decisions.open({ capacity: 10_000 })
  const observe: ObservableCallback = (result) => result.observe(stream.dropped)
  dropped.addCallback(observe)
  const measure = async (): Promise<void> => {
    for await (const event of stream) {
      const attributes = attributesOf(event)
      count.add(1, attributes)
      duration.record(event.milliseconds / 1000, attributes)
    }
  }
  const ended = measure()
  // A meter that throws ends the measuring, not the process.
  ended.catch(() => {})
  return {
    ended,
    stop: async () => {
      dropped.removeCallback(observe)
      await stream.return()
      await ended
    },
  }
}

const methods = new Set("CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE".split(" "))

function attributesOf({
  method,
  route,
  status,
  answered,
  decision,
  reason,
  mode,
}: DecisionEvent): Attributes {
  return {
    // Callers invent methods: each would be a series of its own.
    "http.request.method": methods.has(method) ? method : "_OTHER",
    ...(route === undefined ? {} : { "http.route": route.slice(route.indexOf(" ") + 1) }),
    "http.response.status_code": answered ?? status,
    "edict.decision": decision,
    "edict.reason": reason,
    ...(mode === undefined ? {} : { "edict.mode": mode }),
  }
}
