import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { must } from "./run.ts"

export const root: string = fileURLToPath(new URL("../../../../", import.meta.url))

const names = ["engine", "cli", "adapters"] as const

/** What `pnpm pack` makes of each package: the file, and what is in it. */
export interface Packed {
  readonly name: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/** Packs all packages into a folder. */
export async function packAll(folder: string): Promise<readonly Packed[]> {
  const [first, ...others] = names.map(
    (name) => (environment: Readonly<Record<string, string>>) => pack(name, folder, environment),
  )
  if (first === undefined) return []
  // The first builds, unless the test script has done so.
  const engine = await first({})
  return [engine, ...(await Promise.all(others.map((one) => one({ EDICT_BUILT: "1" }))))]
}

async function pack(
  name: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Packed> {
  const caller = process.env["npm_execpath"]
  const pnpm = caller?.includes("pnpm") ? [process.execPath, caller] : ["npx", "--yes", "pnpm@10"]
  const { output } = await must([...pnpm, "pack", "--json", "--pack-destination", folder], {
    cwd: join(root, "packages", name),
    environment,
  })
  return JSON.parse(output.slice(output.indexOf("{")))
}

/** The packages that a framework's application asks for, in the versions that this package is tested with. */
export async function versionsOf(wanted: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const manifests = await Promise.all(
    ["package.json", "packages/adapters/package.json"].map(async (path) =>
      JSON.parse(await readFile(join(root, path), "utf8")),
    ),
  )
  const known = Object.assign({}, ...manifests.map(({ devDependencies }) => devDependencies))
  return Object.fromEntries(wanted.map((name) => [name, known[name]]))
}

/** Installs what was packed, and other packages, into an empty folder, as a user does. */
export async function install(
  folder: string,
  packed: readonly Packed[],
  others: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(folder)
  const files = Object.fromEntries(packed.map(({ name, filename }) => [name, `file:${filename}`]))
  const manifest = { private: true, type: "module", dependencies: { ...files, ...others } }
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest))
  const flags = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", "--no-package-lock"]
  await must(["npm", "install", ...flags], { cwd: folder })
}
