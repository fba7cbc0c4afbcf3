/** Runs the tests under another major version of Node: `test-node.mjs 22`. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const [version, ...given] = process.argv.slice(2)
if (version === undefined || !/^\d+(\.\d+){0,2}$/.test(version)) {
  process.stderr.write("name a version of Node: pnpm test:node 22\n")
  process.exit(2)
}
const script = fileURLToPath(new URL("test.mjs", import.meta.url))
const run = spawnSync("npx", ["--yes", "-p", `node@${version}`, "node", script, ...given], {
  stdio: "inherit",
})
process.exit(run.status ?? 1)
