import { readFileSync } from "node:fs"
import { defineConfig } from "vitest/config"

/** Tests read `@edict/*` from source, by the packages' own `exports`, so that a stale build never answers for them. */
const sources = ["engine", "adapters"].flatMap((name) => {
  const folder = new URL(`./packages/${name}/`, import.meta.url)
  const manifest = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"))
  return Object.entries<{ default?: string }>(manifest.exports).flatMap(([subpath, target]) => {
    if (target.default === undefined) return []
    const source = target.default.replace("./dist/", "src/").replace(/(?:\.bundle)?\.js$/, ".ts")
    return [
      {
        find: new RegExp(`^${manifest.name}${subpath.slice(1)}$`),
        replacement: new URL(source, folder).pathname,
      },
    ]
  })
})

export default defineConfig({
  resolve: { alias: sources },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "benchmarks/test/**/*.test.ts",
      "policies/**/*.test.ts",
      "site/test/*.test.ts",
      "scripts/test/*.test.mjs",
    ],
    allowOnly: false,
    testTimeout: 30_000,
  },
})
