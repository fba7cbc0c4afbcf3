/** A vitest reporter that writes what ran to the file named by `EDICT_TEST_COUNTS`, for `test.mjs` to print last. */
import { writeFileSync } from "node:fs"

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) count(module, counts)
    writeFileSync(process.env.EDICT_TEST_COUNTS, JSON.stringify(counts))
  }
}

function count(module, counts) {
  const before = counts.failed
  for (const test of module.children.allTests()) {
    counts[test.result().state === "pending" ? "skipped" : test.result().state] += 1
  }
  // A file that does not load, or whose hooks fail, has no failed test of its own: it must not count as fine.
  if (module.state() === "failed" && counts.failed === before) counts.failed += 1
}
