/**
 * Everything that must hold before a change is taken; prints what fails and goes on, so that one run shows all.
 *
 * `--no-tests` leaves the tests out.
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { root } from "./build.mjs"

const bin = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))
const published = ["engine", "adapters", "cli"].map((name) => `packages/${name}`)
// A package that is only a command has no types to resolve.
const typed = published.filter((folder) => folder !== "packages/cli")

/** @type {readonly (readonly [name: string, command: string, given: readonly string[]])[]} */
const steps = [
  ["format", bin("oxfmt"), ["--check"]],
  ["lint", bin("oxlint"), ["--type-aware", "--deny-warnings"]],
  ["rooms", process.execPath, ["scripts/check-rooms.mjs"]],
  ["build", process.execPath, ["scripts/build.mjs"]],
  ["policies", process.execPath, ["packages/cli/dist/main.js", "fmt", "--check", "policies"]],
  ["site", fileURLToPath(new URL("../site/node_modules/.bin/vitepress", import.meta.url)), ["build", "site"]],
  ["tests", process.execPath, ["scripts/test.mjs"]],
  ["knip", bin("knip"), []],
  ...published.map((folder) => [`publint ${folder}`, bin("publint"), ["--strict", "--pack", "npm", folder]]),
  ...typed.map((folder) => [`attw ${folder}`, bin("attw"), ["--pack", folder, "--profile", "esm-only"]]),
]

const failed = []
for (const [name, command, given] of steps) {
  if (name === "tests" && process.argv.includes("--no-tests")) continue
  const run = spawnSync(command, given, {
    cwd: root,
    encoding: "utf8",
    // What is packed to be looked at was built just before.
    env: { ...process.env, FORCE_COLOR: "0", EDICT_BUILT: name === "build" ? "0" : "1" },
  })
  const fine = run.status === 0
  process.stdout.write(`${fine ? "ok    " : "FAILED"} ${name}\n`)
  if (fine) continue
  failed.push(name)
  process.stdout.write(`${run.stdout ?? ""}${run.stderr ?? ""}${run.error?.message ?? ""}\n`)
}
if (failed.length > 0) process.stdout.write(`check failed: ${failed.join(", ")}\n`)
process.exit(failed.length === 0 ? 0 : 1)
