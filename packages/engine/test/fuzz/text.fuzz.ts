import { compile } from "../../src/compile.ts"
import { parse } from "../../src/syntax/parse.ts"
import { mutate, mutators } from "../syntax/mutators.ts"
import { soundPolicies } from "../syntax/policies.ts"
import { pick, seeded, type Random } from "../syntax/random.ts"

export interface TextFuzzOptions {
  /** How far a text goes: to the parser alone, or on to the checker and a compiled policy. */
  readonly phase: "parse" | "compile"
  readonly seed: number
  /** How long to go on; without it, `count` inputs. */
  readonly seconds?: number
  readonly count?: number
}

export interface FuzzReport {
  readonly seed: number
  readonly inputs: number
  readonly slowestMilliseconds: number
  /** What the heap grew by, after collecting garbage; only with `--expose-gc`. */
  readonly grownBytes: number | undefined
  readonly failures: readonly string[]
}

const slowest = 1000
const mostGrowth = 10 * 1024 * 1024
const words =
  'package role allow deny require when unless else except { } ( ) [ ] , : ? . .. * ** = == != < <= > >= and or not has any every in like is within between set list of max only GET POST api /a /{id} /** //x /{ "s" " \\ 5/min 5/15min 10s 64kb 08:00 2026-01-01 10.0.0.0/8 ::1 1_000 1.5 -1 ## # subject path body \'x\' && é 😀 \u0000 \r \n \t ;'.split(
    " ",
  )

/** Feeds random and mutated policies to a phase: none may throw, take over a second, or leave memory behind. */
export function run({ phase, seed, seconds, count = 1000 }: TextFuzzOptions): FuzzReport {
  const random = seeded(seed)
  const failures: string[] = []
  const end = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000
  const most = seconds === undefined ? count : Number.POSITIVE_INFINITY
  for (let warm = 0; warm < 200; warm++) attempt(phase, input(seeded(warm)))
  const before = heap()
  let inputs = 0
  let slowestMilliseconds = 0
  while (inputs < most && performance.now() < end && failures.length < 10) {
    const text = input(random)
    inputs++
    const start = process.cpuUsage()
    const failure = attempt(phase, text)
    // Of the processor: a machine that is busy with other things is no hang.
    const { user, system } = process.cpuUsage(start)
    const took = (user + system) / 1000
    slowestMilliseconds = Math.max(slowestMilliseconds, took)
    if (failure !== undefined)
      failures.push(`input ${inputs} of seed ${seed}: ${failure}: ${JSON.stringify(text.slice(0, 400))}`)
    else if (took > slowest) failures.push(`input ${inputs} of seed ${seed} took ${Math.round(took)} ms`)
  }
  const after = heap()
  const grownBytes = before === undefined || after === undefined ? undefined : after - before
  if (grownBytes !== undefined && grownBytes > mostGrowth)
    failures.push(`seed ${seed} left ${grownBytes} bytes behind`)
  return { seed, inputs, slowestMilliseconds, grownBytes, failures }
}

function heap(): number | undefined {
  const collect = (globalThis as { gc?: () => void }).gc
  collect?.()
  return collect === undefined ? undefined : process.memoryUsage().heapUsed
}

function attempt(phase: TextFuzzOptions["phase"], text: string): string | undefined {
  try {
    const source = { path: "fuzz.edict", text }
    const { diagnostics } = phase === "parse" ? parse(source) : compile([source])
    const outside = diagnostics.find(
      ({ span }) => span.start < 0 || span.end > text.length || span.start > span.end,
    )
    return outside === undefined ? undefined : `a span outside the text (${outside.code})`
  } catch (error) {
    return `threw ${String(error)}`
  }
}

function input(random: Random): string {
  const kind = random()
  if (kind < 0.3)
    return Array.from({ length: 1 + random() * 200 }, () => pick(random, words) ?? "").join(
      random() < 0.5 ? " " : "",
    )
  const text = pick(random, soundPolicies)?.text ?? "package a\n"
  if (kind < 0.6) {
    const chosen = Array.from({ length: 1 + random() * 4 }, () => pick(random, mutators)!)
    return mutate(text, chosen, random)?.text ?? text
  }
  if (kind < 0.8) return spliced(text, random)
  return text.slice(Math.floor(random() * text.length), Math.floor(random() * text.length) + 1000)
}

/** Cuts out, repeats and puts in stretches anywhere, inside words and strings too. */
function spliced(text: string, random: Random): string {
  let result = text
  for (let round = 0; round < 1 + random() * 5; round++) {
    const start = Math.floor(random() * result.length)
    const end = start + Math.floor(random() * 40)
    const insert =
      random() < 0.4 ? (pick(random, words) ?? "") : random() < 0.5 ? result.slice(start, end).repeat(2) : ""
    result = result.slice(0, start) + insert + result.slice(end)
  }
  return result
}
