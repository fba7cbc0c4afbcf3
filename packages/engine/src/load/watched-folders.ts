import { readdir, readlink, realpath } from "node:fs/promises"
import { join, parse, resolve, sep } from "node:path"

const mostLinks = 40
const deepestFolder = 32
const mostFolders = 1000

/** By real path: the names in it that matter, or all of them. */
export type WatchedFolders = Map<string, Set<string> | "all">

/**
 * The folders in which a change can change what is read at some paths: each folder at or below them, each file's own, and
 * each that holds a link on the way, so that a link that is led elsewhere is seen too. What is not there is left out.
 */
export async function watchedFolders(paths: readonly string[]): Promise<WatchedFolders> {
  const folders: WatchedFolders = new Map()
  for (const path of paths) {
    await addWay(folders, resolve(path))
    await addBelow(folders, path, 0)
  }
  return folders
}

function addName(folders: WatchedFolders, folder: string, name: string): void {
  const names = folders.get(folder)
  if (names === undefined) folders.set(folder, new Set([name]))
  else if (names !== "all") names.add(name)
}

/** Goes along a path segment by segment, and along the links in it: where one stands, and where the path ends, matters. */
async function addWay(folders: WatchedFolders, path: string): Promise<void> {
  let { root: real } = parse(path)
  const rest = segmentsOf(path)
  for (let links = 0; rest.length > 0 && links <= mostLinks;) {
    const name = rest.shift() ?? ""
    const target = await readlink(join(real, name)).catch(() => undefined)
    if (target !== undefined || rest.length === 0) addName(folders, real, name)
    if (target === undefined) {
      real = join(real, name)
      continue
    }
    links += 1
    const next = resolve(real, target)
    real = parse(next).root
    rest.unshift(...segmentsOf(next))
  }
}

function segmentsOf(path: string): string[] {
  return path
    .slice(parse(path).root.length)
    .split(sep)
    .filter((name) => name !== "")
}

/** Left out is what the reading of policies leaves out, but for where links lead. */
async function addBelow(folders: WatchedFolders, path: string, depth: number): Promise<void> {
  if (depth > deepestFolder || folders.size >= mostFolders) return
  const real = await realpath(path).catch(() => undefined)
  if (real === undefined || folders.get(real) === "all") return
  const entries = await readdir(real, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) return
  folders.set(real, "all")
  for (const entry of entries) {
    const below = join(real, entry.name)
    const isLeftOut = entry.name.startsWith(".") || entry.name === "node_modules"
    if (entry.isSymbolicLink()) await addWay(folders, below)
    if (!isLeftOut && (entry.isDirectory() || entry.isSymbolicLink()))
      await addBelow(folders, below, depth + 1)
  }
}
