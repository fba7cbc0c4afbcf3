import { makeCorpus } from "./corpus.ts"
import { essence } from "./essence.ts"
import { compilePlan } from "../../src/decide/compile.ts"
const corpus = makeCorpus({ seed: Number(process.argv[2] ?? 1), policies: Number(process.argv[3] ?? 500), requestsEach: 40 })
console.log("refused", corpus.refused.length, corpus.refused.slice(0, 3).map((r) => r.diagnostics.map((d) => d.message)))
let n = 0, total = 0, shownTotal = 0
for (const c of corpus.cases) for (const codegen of [true, false]) {
  const p = compilePlan(c.plan, { codegen })
  let shown = false
  c.requests.forEach((r, i) => { total++; const a = essence(p.decide(r)); if (a !== c.expected[i]) { n++; if (!shown && shownTotal < 8) { shown = true; shownTotal++; console.log(codegen, "seed", c.generated.seed, r.method, r.path, "\n  exp", c.expected[i], "\n  got", a); } } })
}
console.log("disagreements", n, "of", total)
