/** A mistake in generated code, planted by rewriting its text before it becomes a function. */
export interface SourceFault {
  readonly name: string
  readonly rewrite: (source: string) => string
}

const swap = (name: string, from: string, to: string): SourceFault => ({
  name,
  rewrite: (source) => source.replaceAll(from, to),
})

export const sourceFaults: readonly SourceFault[] = [
  swap("unknown is met", "===true", "!==false"),
  swap("unknown does not deny", "!==false", "===true"),
  swap("unknown satisfies a require", "!==true", "===false"),
  swap("`and` is `or`", "r.and(", "r.or("),
  swap("`or` is `and`", "r.or(", "r.and("),
  swap("`not` is forgotten", "r.not(", "("),
  swap("nobody holds an assigned role", "?true:", "?false:"),
  swap("a caller without a subject is one with", "e.subject!==undefined", "e.subject===undefined"),
  swap("conditions of roles are asked of nobody", "e.subject===undefined?false:", "false?false:"),
  swap("texts end where they start", "r.endsWith(", "r.startsWith("),
  swap("`every` is `any`", "r.every(", "r.any("),
  swap("addresses are outside of their blocks", "r.inCidrs(", "!r.inCidrs("),
  swap("a range is open above", "r.inRange(", '((item,low)=>r.compare(">=",item,low))('),
  swap("a role is one place off", ")!==0)", ")===0)"),
]

/**
 * Runs `body` while every function that is made from text is made from rewritten text. The engine makes
 * functions lazily, so that compiling and deciding both belong in `body`.
 */
export function withRewrittenSource<Result>(rewrite: (source: string) => string, body: () => Result): Result {
  const original = globalThis.Function
  const rewriting = new Proxy(original, {
    construct: (target, given: string[]) =>
      Reflect.construct(target, [...given.slice(0, -1), rewrite(given.at(-1) ?? "")]) as object,
  })
  globalThis.Function = rewriting
  try {
    return body()
  } finally {
    globalThis.Function = original
  }
}
