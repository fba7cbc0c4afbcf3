import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as adapter from "@edict/adapters/fastify"
import { buildModule, loadPolicy } from "@edict/engine"
import * as decide from "@edict/engine/decide"
import { transformSync } from "esbuild"
import * as fastify from "fastify"
import type { FastifyInstance } from "fastify"
import { exportJWK, generateKeyPair } from "jose"
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest"
import { blocksOf, runProgram } from "./guide.ts"

const place = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))

let folder = ""
let programs: readonly string[] = []
let built: { readonly policy: unknown } = { policy: undefined }
beforeAll(async () => {
  programs = await blocksOf("docs/guides/build.md", "ts")
  // Where modules find what the guide's programs import.
  mkdirSync(place("packages/adapters/test/dist"), { recursive: true })
  folder = mkdtempSync(place("packages/adapters/test/dist/build-"))
  const { code, types } = buildModule(await loadPolicy(place("policies/orders")))
  writeFileSync(join(folder, "policy.js"), code)
  writeFileSync(join(folder, "policy.d.ts"), types ?? "")
  // The module that is run asks for the engine of these sources.
  const call = code
    .replace(/^import .*$/m, "")
    .replace("export const policy =", "export const make = (openPolicy) =>")
  writeFileSync(join(folder, "made.mjs"), call)
  const { make } = await import(/* @vite-ignore */ pathToFileURL(join(folder, "made.mjs")).href)
  built = { policy: make(decide.openPolicy) }
})
afterAll(() => rmSync(folder, { recursive: true }))

test("the guide's programs compile in strict TypeScript", { timeout: 120_000 }, () => {
  programs.forEach((program, index) => writeFileSync(join(folder, `program${index}.ts`), program))
  const source = (path: string): readonly string[] => [place(`packages/${path}.ts`)]
  const compilerOptions = {
    target: "es2023",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ["node"],
    typeRoots: [place("node_modules/@types")],
    paths: {
      "@edict/engine": source("engine/src/index"),
      "@edict/engine/decide": source("engine/src/decide"),
      "@edict/engine/guard": source("engine/src/guard"),
      "@edict/adapters/fastify": source("adapters/src/fastify"),
    },
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["program*.ts"] }))
  writeFileSync(join(folder, "package.json"), '{"type":"module"}')
  const ran = spawnSync(process.execPath, [place("node_modules/typescript/bin/tsc"), "-p", folder], {
    encoding: "utf8",
  })
  const ofPrograms = ran.stdout.split("\n").filter((line) => line.includes("program"))
  expect(ofPrograms).toEqual([])
})

function run<Declared>(
  program: string,
  declared: readonly string[],
  given: Readonly<Record<string, unknown>> = {},
) {
  const { code } = transformSync(program.replace('folder: "policies/orders"', "folder"), {
    loader: "ts",
    format: "esm",
    target: "es2023",
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  })
  const modules = { fastify, "@edict/adapters/fastify": adapter, "./policy.js": built }
  const text = code.replaceAll(/^(import .*);$/gm, "$1")
  return runProgram<Declared>(text, declared, {
    folder,
    modules,
    given: { folder: place("policies/orders"), ...given },
  })
}

test("the guarded application answers", async () => {
  const { publicKey } = await generateKeyPair("ES256")
  vi.stubEnv(
    "SHOP_JWKS",
    JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "ES256" }] }),
  )
  onTestFinished(() => void vi.unstubAllEnvs())
  const { app } = await run<{ readonly app: FastifyInstance }>(programs[0] ?? "", ["app"])
  onTestFinished(() => app.close())
  expect((await app.inject("/healthz")).statusCode).toBe(200)
  expect((await app.inject("/v1/admin/stats")).statusCode).toBe(403)
  expect((await app.inject("/elsewhere")).statusCode).toBe(404)
})

test("the deciding program prints what the guide says", async () => {
  const program = programs[1] ?? ""
  const lines: string[] = []
  const said = /console\.log\(.*\) \/\/ (.*)$/m.exec(program)?.[1]
  await run(program, [], { console: { log: (...given: readonly unknown[]) => lines.push(given.join(" ")) } })
  expect(lines).toEqual([said])
})
