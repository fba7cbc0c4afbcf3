import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { loadPolicy } from "../../src/load-policy.ts"
import { measureCoverage } from "../../src/testing/coverage/measure.ts"
import { reportCoverage } from "../../src/testing/coverage/report.ts"
import { coverageShortfall } from "../../src/testing/coverage/text.ts"
import { runTests } from "../../src/testing/run-tests.ts"

const folder = fileURLToPath(new URL("../../../../policies/", import.meta.url))

test.each(["blog", "museum", "saas"])(
  "the tests of the example %s pass, and cover all of it",
  async (name) => {
    const policy = await loadPolicy(`${folder}${name}`)
    const meter = measureCoverage(policy)
    const source = {
      path: `${name}.test.yaml`,
      text: await readFile(`${folder}${name}/${name}.test.yaml`, "utf8"),
    }
    const { diagnostics, results } = await runTests({ policy, source, meter })
    expect(diagnostics).toEqual([])
    expect(results.length).toBeGreaterThan(200)
    expect(results.filter(({ mismatches }) => mismatches.length > 0).map((one) => one.test.name)).toEqual([])
    expect(coverageShortfall(reportCoverage(meter, policy.plan, policy.sources ?? []), 100)).toBeUndefined()
  },
)
