import type { AuditLine } from "../audit/line.ts"

/**
 * A decision as it was made: what its audit line says, and whether the policy wants the line at all.
 *
 * Frozen, and so are its `rules` and its `notes`; all else in it is a text, a number or a truth.
 */
export interface DecisionEvent extends AuditLine {
  /** `none`: the policy keeps the decision out of the log; whoever writes events down leaves it out too. */
  readonly level: "none" | "summary" | "full"
}

/** One consumer's decisions, from the moment at which it was opened. */
export interface DecisionStream extends AsyncIterableIterator<DecisionEvent, undefined> {
  /** Decisions that this consumer has lost by being slow. */
  readonly dropped: number
  readonly return: () => Promise<IteratorResult<DecisionEvent, undefined>>
}

/**
 * Every decision of a guard, for as many consumers as there are, until the guard is closed.
 *
 * Each consumer has a queue of its own. A full one drops its oldest decision and counts it: no request waits for anybody
 * who reads decisions.
 *
 * @example
 * for await (const { decision, route, reason } of guard.decisions) console.log(decision, route, reason)
 */
export interface Decisions extends AsyncIterable<DecisionEvent, undefined> {
  /** `capacity`: how many decisions may wait; 1024 where nothing is said. */
  readonly open: (options?: { readonly capacity?: number }) => DecisionStream
}

/** The guard's own end of `Decisions`. */
export interface DecisionFeed {
  readonly decisions: Decisions
  /** The event is made only where somebody listens. */
  readonly publish: (eventOf: () => DecisionEvent) => void
  /** Consumers get what still waits, and then the end. */
  readonly close: () => void
}

const usualCapacity = 1024

export function createFeed(): DecisionFeed {
  const queues = new Set<Queue>()
  let isClosed = false
  const open: Decisions["open"] = ({ capacity = usualCapacity } = {}) => {
    const queue = createQueue(capacity, () => queues.delete(queue))
    if (isClosed) queue.end()
    else queues.add(queue)
    return queue.stream
  }
  return {
    decisions: Object.freeze({ open, [Symbol.asyncIterator]: () => open() }),
    publish: (eventOf) => {
      if (queues.size === 0) return
      const event = frozen(eventOf())
      for (const queue of queues) queue.push(event)
    },
    close: () => {
      isClosed = true
      for (const queue of queues) queue.end()
      queues.clear()
    },
  }
}

interface Queue {
  readonly stream: DecisionStream
  readonly push: (event: DecisionEvent) => void
  readonly end: () => void
}

type Step = IteratorResult<DecisionEvent, undefined>

const over: Step = Object.freeze({ done: true, value: undefined })

function createQueue(capacity: number, leave: () => void): Queue {
  if (!Number.isSafeInteger(capacity) || capacity < 1)
    throw new RangeError("the capacity of a queue of decisions is a whole number of at least 1")
  // A ring: dropping the oldest moves nothing.
  const waiting: (DecisionEvent | undefined)[] = []
  const asking: ((step: Step) => void)[] = []
  let first = 0
  let size = 0
  let dropped = 0
  let isOver = false
  const end = (): void => {
    isOver = true
    for (const resolve of asking.splice(0)) resolve(over)
  }
  const take = (): DecisionEvent | undefined => {
    if (size === 0) return undefined
    const event = waiting[first]
    waiting[first] = undefined
    first = (first + 1) % capacity
    size -= 1
    return event
  }
  const stop = (): Promise<Step> => {
    leave()
    end()
    waiting.length = 0
    size = 0
    return Promise.resolve(over)
  }
  const stream: DecisionStream = {
    get dropped() {
      return dropped
    },
    next: () => {
      const event = take()
      if (event !== undefined) return Promise.resolve({ done: false, value: event })
      if (isOver) return Promise.resolve(over)
      return new Promise((resolve) => asking.push(resolve))
    },
    return: stop,
    [Symbol.asyncIterator]: () => stream,
  }
  const push = (event: DecisionEvent): void => {
    const resolve = asking.shift()
    if (resolve !== undefined) {
      resolve({ done: false, value: event })
      return
    }
    if (size === capacity) {
      take()
      dropped += 1
    }
    waiting[(first + size) % capacity] = event
    size += 1
  }
  return { stream, push, end }
}

/** Consumers share one object: none may change what another reads. */
function frozen(event: DecisionEvent): DecisionEvent {
  if (event.rules !== undefined) Object.freeze(event.rules)
  if (event.notes !== undefined) Object.freeze(event.notes)
  return Object.freeze(event)
}
