import { expect, test } from "vitest"
import { createFeed, type DecisionEvent, type DecisionStream } from "../../src/guard/decisions.ts"

function eventOf(place: number): DecisionEvent {
  return {
    level: "full",
    time: "2026-01-01T12:00:00.000Z",
    requestId: String(place),
    decision: "allow",
    status: 200,
    method: "GET",
    reason: "allowed",
    rules: ["a.edict:1", "a.edict:2"],
    notes: { "path.id": place },
    milliseconds: 1,
    policyHash: "0",
  }
}

async function rest(stream: DecisionStream): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const { requestId } of stream) ids.push(requestId)
  return ids
}

test("every consumer gets every decision from when it began, and the end", async () => {
  const { decisions, publish, close } = createFeed()
  const early = decisions.open()
  publish(() => eventOf(1))
  const late = decisions.open()
  publish(() => eventOf(2))
  close()
  publish(() => eventOf(3))
  expect(await rest(early)).toEqual(["1", "2"])
  expect(await rest(late)).toEqual(["2"])
  expect(await rest(decisions.open())).toEqual([])
})

test("a consumer that waits gets decisions in their order, and the end too", async () => {
  const { decisions, publish, close } = createFeed()
  const stream = decisions.open()
  const asked = [stream.next(), stream.next(), stream.next()]
  publish(() => eventOf(1))
  publish(() => eventOf(2))
  close()
  expect((await Promise.all(asked)).map(({ done, value }) => [done, value?.requestId])).toEqual([
    [false, "1"],
    [false, "2"],
    [true, undefined],
  ])
})

test("a slow consumer loses the oldest, and knows how many; a quick one beside it none", async () => {
  const { decisions, publish, close } = createFeed()
  const slow = decisions.open({ capacity: 3 })
  const quick = decisions.open({ capacity: 3 })
  const seen: string[] = []
  for (let place = 1; place <= 10; place += 1) {
    publish(() => eventOf(place))
    const { value } = await quick.next()
    seen.push(value?.requestId ?? "")
  }
  close()
  expect(seen).toEqual(Array.from({ length: 10 }, (_, place) => String(place + 1)))
  expect(quick.dropped).toBe(0)
  expect(slow.dropped).toBe(7)
  expect(await rest(slow)).toEqual(["8", "9", "10"])
})

test("a queue that was full goes on in order", async () => {
  const { decisions, publish, close } = createFeed()
  const stream = decisions.open({ capacity: 2 })
  for (const place of [1, 2, 3]) publish(() => eventOf(place))
  expect((await stream.next()).value?.requestId).toBe("2")
  publish(() => eventOf(4))
  publish(() => eventOf(5))
  close()
  expect(stream.dropped).toBe(2)
  expect(await rest(stream)).toEqual(["4", "5"])
})

test("where nobody listens, no event is made; who stops listening is nobody", async () => {
  const { decisions, publish } = createFeed()
  let made = 0
  const count = (): DecisionEvent => {
    made += 1
    return eventOf(made)
  }
  publish(count)
  expect(made).toBe(0)
  const stream = decisions.open()
  publish(count)
  expect(made).toBe(1)
  for await (const event of stream) {
    expect(event.requestId).toBe("1")
    break
  }
  publish(count)
  expect(made).toBe(1)
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})

test("a consumer that throws is let go, and one that waits while it is stopped gets its end", async () => {
  const { decisions, publish } = createFeed()
  let made = 0
  const reading = (async () => {
    for await (const { requestId } of decisions) throw new Error(requestId)
  })()
  publish(() => eventOf(1))
  await expect(reading).rejects.toThrow("1")
  publish(() => {
    made += 1
    return eventOf(2)
  })
  expect(made).toBe(0)
  const stream = decisions.open()
  const asked = stream.next()
  await stream.return()
  expect(await asked).toEqual({ done: true, value: undefined })
})

test("nobody can change what another reads", async () => {
  const { decisions, publish } = createFeed()
  const stream = decisions.open()
  publish(() => eventOf(1))
  const { value } = await stream.next()
  expect([value, value?.rules, value?.notes].every((part) => Object.isFrozen(part))).toBe(true)
})

test.each([0, -1, 1.5, Number.NaN])("a queue of %s decisions is refused", (capacity) => {
  expect(() => createFeed().decisions.open({ capacity })).toThrow(RangeError)
  expect(createFeed().decisions.open({ capacity: 1 }).dropped).toBe(0)
})
