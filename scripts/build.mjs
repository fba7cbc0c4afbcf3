/** Builds what the root scripts run; says nothing unless it fails. */
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { build as bundle } from "esbuild"
import { withoutFacades } from "./facade.mjs"

export const root = fileURLToPath(new URL("..", import.meta.url))

/** Compiles all packages and bundles the command; returns what went wrong, or undefined. */
export async function build() {
  const compiled = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b"], {
    cwd: root,
    encoding: "utf8",
  })
  if (compiled.status !== 0) return compiled.stdout + compiled.stderr
  for (const folder of ["packages/engine", "packages/adapters"]) removeLeftovers(folder)
  return (await bundleDecide()) ?? bundleCommand()
}

/** The compiler leaves what came from sources that are gone, and it would be packed with the rest. */
function removeLeftovers(folder) {
  const outputs = new URL(`../${folder}/dist/`, import.meta.url)
  for (const name of readdirSync(outputs, { recursive: true })) {
    const [, module, map] = /^(.+?)(?:\.d)?\.[jt]s(\.map)?$/.exec(name) ?? []
    if (module === undefined) continue
    const isOfSource = existsSync(new URL(`../${folder}/src/${module}.ts`, import.meta.url))
    const isBundle = module.endsWith(".bundle")
    if (map !== undefined || !(isOfSource || isBundle)) rmSync(new URL(name, outputs), { force: true })
  }
}

/**
 * `@edict/engine/decide` is one file: a policy that was built is loaded at every cold start of a program, and fifty
 * modules take longer to load than all the rest (`bench start`).
 */
export function bundleDecide(outfile = "packages/engine/dist/decide.bundle.js") {
  return bundleProgram("packages/engine/src/decide.ts", outfile, {
    platform: "neutral",
    minify: true,
    legalComments: "none",
    sourcemap: false,
  })
}

/**
 * The command is one file to start it, and one for what each verb adds: starting it reads no `node_modules` and no code of another
 * verb, which is most of what a short run costs. Tests that run it between builds bundle it elsewhere, from sources that nothing has
 * compiled.
 */
export function bundleCommand(outdir = "packages/cli/dist", sources = "dist") {
  const parts = new URL(`../${outdir}/parts`, import.meta.url)
  rmSync(parts, { recursive: true, force: true })
  return bundleProgram("packages/cli/src/main.ts", undefined, {
    outdir,
    plugins: [withoutFacades(facadesIn(sources))],
    splitting: true,
    chunkNames: "parts/[name]-[hash]",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    sourcemap: false,
    define: {
      EDICT_VERSION: JSON.stringify(versionOf("packages/cli")),
      // A text: what is no plain value would become a module that every other begins with, and nothing could be left out.
      EDICT_PAGES: JSON.stringify(JSON.stringify(helpPages())),
    },
    // CommonJS dependencies inside an ES module still ask for built-in modules through `require`.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  }).then((failure) => {
    if (failure === undefined) chmodSync(new URL(`../${outdir}/main.js`, import.meta.url), 0o755)
    return failure
  })
}

/** What the command imports of the engine: as it was compiled, or as it is written. */
function facadesIn(folder) {
  const file = (name) =>
    fileURLToPath(
      new URL(`../packages/engine/${folder}/${name}.${folder === "src" ? "ts" : "js"}`, import.meta.url),
    )
  return { "@edict/engine": file("index"), "@edict/engine/testing": file("testing") }
}

function versionOf(folder) {
  return JSON.parse(readFileSync(new URL(`../${folder}/package.json`, import.meta.url), "utf8")).version
}

/** The pages that `edict help` prints, by code and by name of lint rule: they travel inside the command. */
function helpPages() {
  return { ...pagesIn("../docs/diagnostics/"), ...pagesIn("../docs/rules/") }
}

function pagesIn(path) {
  const folder = new URL(path, import.meta.url)
  if (!existsSync(folder)) return {}
  const names = readdirSync(folder).filter((name) => /^(?:[A-Z]\d{3}|[a-z]+(?:-[a-z]+)+)\.md$/.test(name))
  return Object.fromEntries(
    names.map((name) => [name.slice(0, -3), readFileSync(new URL(name, folder), "utf8")]),
  )
}

/** Turns one TypeScript entry into one module; Node 20 runs no TypeScript. Returns the failure's text, or undefined. */
export async function bundleProgram(entry, outfile, options = {}) {
  try {
    await bundle({
      absWorkingDir: root,
      entryPoints: [entry],
      ...(outfile === undefined ? {} : { outfile }),
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20.19",
      sourcemap: "linked",
      logLevel: "silent",
      ...options,
    })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Builds, or prints why it cannot and ends the process. */
export async function buildOrExit() {
  const failure = await build()
  if (failure === undefined) return
  process.stderr.write(failure.endsWith("\n") ? failure : `${failure}\n`)
  process.exit(1)
}

// Under the test script everything is built, and what other tests are running must not be written anew.
const isAsked = process.argv[1] === fileURLToPath(import.meta.url) && process.env.EDICT_BUILT !== "1"
if (isAsked) await buildOrExit()
