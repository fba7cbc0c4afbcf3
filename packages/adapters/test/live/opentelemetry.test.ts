import { createGuard, createMemoryStore, type GuardOptions } from "@edict/engine"
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics"
import Fastify from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { guard } from "../../src/fastify.ts"
import { measureDecisions } from "../../src/opentelemetry.ts"
import { policyOf } from "../guard-kit.ts"

const policy = `package app
role reader
subject { id: string }
api /things/{id} { GET / { allow reader } }
api /limited { GET / { allow anyone  limit 1/1min per context.ip } }
api /quiet { GET / { allow anyone  audit none } }
`

/** A meter whose figures are read as an exporter gets them. */
function startMeter(temporality = AggregationTemporality.CUMULATIVE) {
  const exporter = new InMemoryMetricExporter(temporality)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2_000_000_000 })
  const provider = new MeterProvider({ readers: [reader] })
  onTestFinished(() => provider.shutdown())
  const collect = async () => {
    exporter.reset()
    await reader.forceFlush()
    const [latest] = exporter.getMetrics().toReversed()
    return latest?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? []
  }
  return { meter: provider.getMeter("test"), collect }
}

async function start(changes: Partial<GuardOptions> = {}) {
  const ready = await createGuard({
    policy: policyOf(policy),
    subject: ({ headers }) => ({ id: "ann", roles: headers["x-roles"] === "reader" ? ["reader"] : [] }),
    audit: { write: () => {} },
    store: createMemoryStore({ clock: "given" }),
    clock: () => Date.parse("2026-01-01T12:00:00Z"),
    onNotice: () => {},
    ...changes,
  })
  const fastify = Fastify()
  onTestFinished(() => fastify.close())
  await fastify.register(guard, ready)
  fastify.get("/things/:id", async () => ({}))
  fastify.get("/limited", async () => ({}))
  fastify.get("/quiet", async () => ({}))
  return { ready, fastify }
}

test("decisions are counted and timed under names that no caller chooses", async () => {
  const { meter, collect } = startMeter()
  const { ready, fastify } = await start()
  const measuring = measureDecisions(ready.decisions, meter)
  const reader = { "x-roles": "reader" }
  for (const id of ["secret-1", "secret-2"])
    await fastify.inject({ url: `/things/${id}?q=secret-3`, headers: reader })
  await fastify.inject("/things/secret-4")
  await fastify.inject("/limited")
  await fastify.inject("/limited")
  await fastify.inject("/quiet")
  await fastify.inject("/secret-5")
  await fastify.inject({ method: "PROPFIND", url: "/things/1" })
  ready.close()
  await measuring.ended
  const metrics = await collect()
  const of = (name: string) => metrics.find(({ descriptor }) => descriptor.name === name)
  const counted = of("edict.decisions")
  const get = { "http.request.method": "GET" }
  const things = { ...get, "http.route": "/things/{id}" }
  const limited = { ...get, "http.route": "/limited" }
  const points = [
    [
      { ...things, "http.response.status_code": 200, "edict.decision": "allow", "edict.reason": "allowed" },
      2,
    ],
    [{ ...things, "http.response.status_code": 403, "edict.decision": "deny", "edict.reason": "no-role" }, 1],
    [
      { ...limited, "http.response.status_code": 200, "edict.decision": "allow", "edict.reason": "allowed" },
      1,
    ],
    [{ ...limited, "http.response.status_code": 429, "edict.decision": "deny", "edict.reason": "limit" }, 1],
    [
      {
        ...get,
        "http.route": "/quiet",
        "http.response.status_code": 200,
        "edict.decision": "allow",
        "edict.reason": "allowed",
      },
      1,
    ],
    [{ ...get, "http.response.status_code": 404, "edict.decision": "deny", "edict.reason": "no-route" }, 1],
    [
      {
        "http.request.method": "_OTHER",
        "http.response.status_code": 405,
        "edict.decision": "deny",
        "edict.reason": "method-not-allowed",
      },
      1,
    ],
  ]
  expect(counted?.dataPoints.map(({ attributes, value }) => [attributes, value])).toEqual(points)
  const timed = of("edict.request.duration")
  expect(timed?.descriptor.unit).toBe("s")
  if (timed?.dataPointType !== DataPointType.HISTOGRAM) throw new Error("no histogram")
  expect(timed.dataPoints.map(({ attributes, value }) => [attributes, value.count])).toEqual(points)
  expect(timed.dataPoints[0]?.value.buckets.boundaries).toContain(0.005)
  expect(timed.dataPoints.every(({ value }) => (value.sum ?? 0) > 0 && (value.sum ?? 0) < 30)).toBe(true)
  expect(of("edict.decisions.dropped")?.dataPoints.map(({ value }) => value)).toEqual([0])
  expect(JSON.stringify(metrics)).not.toMatch(/secret|ann|127\.0\.0\.1/)
})

test("where the guard only looks on, the status is the one that left", async () => {
  const { meter, collect } = startMeter()
  const { ready, fastify } = await start({ mode: "observe" })
  const measuring = measureDecisions(ready.decisions, meter)
  await fastify.inject("/things/1")
  ready.close()
  await measuring.ended
  const [counted] = await collect()
  expect(counted?.dataPoints.map(({ attributes }) => attributes)).toEqual([
    {
      "http.request.method": "GET",
      "http.route": "/things/{id}",
      "http.response.status_code": 200,
      "edict.decision": "deny",
      "edict.reason": "no-role",
      "edict.mode": "observe",
    },
  ])
})

test("a measuring that was stopped measures nothing more", async () => {
  const { meter, collect } = startMeter()
  const { ready, fastify } = await start()
  const measuring = measureDecisions(ready.decisions, meter)
  const other = measureDecisions(ready.decisions, startMeter().meter)
  await fastify.inject("/quiet")
  const before = await collect()
  expect(before.find(({ descriptor }) => descriptor.name === "edict.decisions")?.dataPoints).toHaveLength(1)
  await measuring.stop()
  await fastify.inject("/nowhere")
  ready.close()
  await other.ended
  const after = await collect()
  expect(after.find(({ descriptor }) => descriptor.name === "edict.decisions")?.dataPoints).toHaveLength(1)
})

test("a measuring that was stopped leaves nothing that the meter asks", async () => {
  const { meter, collect } = startMeter(AggregationTemporality.DELTA)
  const { ready } = await start()
  const measuring = measureDecisions(ready.decisions, meter)
  const names = async () => (await collect()).map(({ descriptor }) => descriptor.name)
  expect(await names()).toEqual(["edict.decisions.dropped"])
  await measuring.stop()
  expect(await names()).toEqual([])
  ready.close()
})
