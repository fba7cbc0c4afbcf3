import { faultOf, planFault } from "../format/judge.ts"
import { onOneLine, relayout } from "../format/relayout.ts"
import { generatePolicy } from "../generate/policy.ts"
import { soundPolicies } from "../syntax/policies.ts"
import { pick, seeded, type Random } from "../syntax/random.ts"

export interface FormatFuzzOptions {
  readonly seed: number
  /** How long to go on; without it, `count` texts. */
  readonly seconds?: number
  readonly count?: number
}

export interface FormatFuzzReport {
  readonly seed: number
  readonly inputs: number
  /** Policies whose plans were compared too. */
  readonly plans: number
  readonly failures: readonly string[]
}

/** Formats policies in random layouts with comments anywhere: nothing may get lost, and twice is as once. */
export function run({ seed, seconds, count = 2000 }: FormatFuzzOptions): FormatFuzzReport {
  const random = seeded(seed)
  const end = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000
  const most = seconds === undefined ? count : Number.POSITIVE_INFINITY
  const failures: string[] = []
  let inputs = 0
  let plans = 0
  const note = (fault: string | undefined, text: string): void => {
    if (fault !== undefined)
      failures.push(`input ${inputs} of seed ${seed}: ${fault}: ${JSON.stringify(text)}`)
  }
  while (inputs < most && performance.now() < end && failures.length < 10) {
    const files = policy(random, seed + inputs).map((file) => ({ ...file, text: mixed(file.text, random) }))
    for (const { text } of files) {
      inputs++
      note(judged(text), text)
    }
    if (random() >= 0.1) continue
    plans++
    note(planFault(files), files.map(({ text }) => text).join("\n=====\n"))
  }
  return { seed, inputs, plans, failures }
}

function judged(text: string): string | undefined {
  try {
    return faultOf(text)
  } catch (error) {
    return `threw ${String(error)}`
  }
}

function policy(random: Random, seed: number): readonly { readonly path: string; readonly text: string }[] {
  if (random() < 0.5) return generatePolicy(seed).files
  return [pick(random, soundPolicies)!]
}

function mixed(text: string, random: Random): string {
  const kind = random()
  if (kind < 0.1) return onOneLine(text)
  if (kind < 0.2) return cut(text, random)
  return relayout(text, random, random() < 0.3 ? 0.97 : random())
}

/** A stretch taken out: most such texts do not parse, and some say something that nobody thought of. */
function cut(text: string, random: Random): string {
  const start = Math.floor(random() * text.length)
  return text.slice(0, start) + text.slice(start + Math.floor(random() * 30))
}
