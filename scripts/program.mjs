/**
 * Builds silently, then runs one program of the workspace: `program.mjs ENTRY ARGUMENTS…`.
 *
 * A TypeScript entry is bundled to `<entry>.built.mjs` beside it, so that its relative paths stay true;
 * packages stay outside the bundle, so that a program uses `@edict/*` as a user's program would.
 */
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { buildOrExit, bundleProgram, root } from "./build.mjs"

const [entry, ...given] = process.argv.slice(2)
if (entry === undefined || !(existsSync(join(root, entry)) || entry.includes("/dist/"))) {
  process.stderr.write(`there is no program at ${entry}\n`)
  process.exit(2)
}
// Under the test script everything is built, and what other tests are running must not be written anew.
if (process.env.EDICT_BUILT !== "1") await buildOrExit()

// The command works where it is called; the workspace's own programs, at its root, with what measuring needs.
let program = entry
let flags = []
let cwd = process.env.INIT_CWD ?? process.cwd()
if (entry.endsWith(".ts")) {
  flags = ["--enable-source-maps", "--expose-gc"]
  cwd = root
  program = entry.replace(/\.ts$/, ".built.mjs")
  const failure = await bundleProgram(entry, program, { packages: "external" })
  if (failure !== undefined) {
    process.stderr.write(`${failure}\n`)
    process.exit(1)
  }
}

const child = spawn(process.execPath, [...flags, join(root, program), ...given], { stdio: "inherit", cwd })
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal))
child.on("exit", (code, signal) => process.exit(signal === null ? code : 1))
