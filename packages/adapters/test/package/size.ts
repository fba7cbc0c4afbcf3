import { lstat, readdir } from "node:fs/promises"
import { join, sep } from "node:path"

/** The bytes of each package under a `node_modules`, the largest first. */
export async function sizesOf(modules: string): Promise<readonly (readonly [name: string, bytes: number])[]> {
  const sizes = new Map<string, number>()
  for (const entry of await readdir(modules, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name)
    const [first = "", second = ""] = path.slice(modules.length + 1).split(sep)
    const name = first.startsWith("@") ? `${first}/${second}` : first
    sizes.set(name, (sizes.get(name) ?? 0) + (await lstat(path)).size)
  }
  return [...sizes].sort(([, one], [, other]) => other - one)
}
