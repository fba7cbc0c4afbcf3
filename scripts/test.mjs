/**
 * Builds silently, runs the tests (all, or those that the arguments name), and ends with `N passed, N failed`.
 *
 * Fails if a test failed, if none ran, or, with `EDICT_FORBID_SKIP=1`, if one was skipped.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build, root } from "./build.mjs"

const failure = await build()
if (failure !== undefined) {
  process.stdout.write(`${failure}\nthe build failed: no test ran\n`)
  finish({ passed: 0, failed: 1, skipped: 0 }, 1)
}

const folder = mkdtempSync(join(tmpdir(), "edict-test-"))
const file = join(folder, "counts.json")
const run = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=./scripts/count-reporter.mjs",
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, EDICT_TEST_COUNTS: file, EDICT_BUILT: "1" } },
)
const counts = read(file)
rmSync(folder, { recursive: true, force: true })
const forbidden = process.env.EDICT_FORBID_SKIP === "1" && counts.skipped > 0
if (forbidden) process.stdout.write(`${counts.skipped} skipped, and EDICT_FORBID_SKIP is set\n`)
if (counts.passed + counts.failed === 0) process.stdout.write("no test ran\n")
const bad = run.status !== 0 || counts.failed > 0 || counts.passed === 0 || forbidden
finish(counts, bad ? 1 : 0)

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"))
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function finish({ passed, failed }, status) {
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  process.exit(status)
}
