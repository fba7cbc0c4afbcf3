import type { Dirent } from "node:fs"
import { readdir, readlink, realpath, stat } from "node:fs/promises"
import { join } from "node:path"
import { PolicyError } from "./policy-error.ts"

const deepestFolder = 32

/** What is met on the way through a policy's folders. */
interface Search {
  readonly root: string
  readonly names: string[]
  /** Links to folders, which are followed when every folder has been seen under its own name. */
  readonly links: Found[]
  /** Real paths: a folder counts once, and no link leads in circles. */
  readonly seen: Set<string>
}

interface Found {
  /** From the root, with `/`. */
  readonly name: string
  readonly depth: number
}

/**
 * The names of all policy files under a folder, sorted, so that the order of the file system never shows.
 *
 * Links to files and folders are followed; hidden folders and `node_modules` are left out. Whatever else might hold a
 * part of the policy and cannot be read is an error: a rule that is passed over is a rule that does not hold.
 */
export async function policyNames(root: string): Promise<readonly string[]> {
  const search: Search = { root, names: [], links: [], seen: new Set() }
  await searchFolder(search, { name: "", depth: 0 })
  // Links in linked folders are met on the way: `links` grows while it is walked.
  for (const link of search.links) await searchFolder(search, link)
  return search.names.sort()
}

async function searchFolder(search: Search, { name: folder, depth }: Found): Promise<void> {
  const { root, seen } = search
  if (depth > deepestFolder)
    throw new PolicyError(`folders lie more than ${deepestFolder} deep under \`${root}\``)
  const path = join(root, folder)
  const real = await realpath(path).catch(unreadable(folder || root))
  if (seen.has(real)) return
  seen.add(real)
  const entries = await readdir(path, { withFileTypes: true }).catch(unreadable(folder || root))
  entries.sort((left, right) => (left.name < right.name ? -1 : 1))
  for (const entry of entries) {
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`
    if (await isEditorLock(path, entry)) continue
    if (/\.edict$/i.test(entry.name)) search.names.push(await policyName(search, entry, name))
    else if (!isLeftOut(entry.name)) await searchEntry(search, entry, { name, depth: depth + 1 })
  }
}

function isLeftOut(name: string): boolean {
  return name.startsWith(".") || name === "node_modules"
}

/** Emacs marks a file that is being edited by a link beside it, `.#NAME`, to who edits it: it leads nowhere, and never did. */
async function isEditorLock(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink() || !entry.name.startsWith(".#")) return false
  const target = await readlink(join(folder, entry.name)).catch(() => "")
  return /^[^/]+@[^/]+\.\d+(?::\d+)?$/.test(target) && !(await isThere(join(folder, entry.name)))
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Something that is named like a policy file must be one. */
async function policyName({ root }: Search, entry: Dirent, name: string): Promise<string> {
  const found = entry.isSymbolicLink() ? await stat(join(root, name)).catch(unreadable(name)) : entry
  if (!found.isFile()) throw new PolicyError(`\`${name}\` is no regular file`)
  if (!name.endsWith(".edict"))
    throw new PolicyError(`\`${name}\` would not be read: rename it, so that it ends in \`.edict\``)
  return name
}

async function searchEntry(search: Search, entry: Dirent, found: Found): Promise<void> {
  if (entry.isDirectory()) return searchFolder(search, found)
  if (!entry.isSymbolicLink()) return
  // A link that leads nowhere may have led to a folder of the policy.
  const target = await stat(join(search.root, found.name)).catch(unreadable(found.name))
  if (target.isDirectory()) search.links.push(found)
}

function unreadable(name: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw new PolicyError(`\`${name}\` cannot be read: ${error.code ?? error.message}`)
  }
}
