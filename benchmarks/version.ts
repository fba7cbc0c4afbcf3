import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

const require = createRequire(import.meta.url)

/** The version of an installed package, also of one that does not export its manifest. */
export function versionOf(name: string): string {
  for (let folder = dirname(require.resolve(name)); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
      if (typeof manifest === "object" && manifest !== null && "version" in manifest)
        return String(manifest.version)
    } catch {
      continue
    }
  }
  return "?"
}
