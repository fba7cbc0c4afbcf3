import { watch } from "node:fs"
import { stat } from "node:fs/promises"
import { watchedFolders } from "./watched-folders.ts"

/** How changes are found out. */
export interface WatchSettings {
  /** How long nothing must have happened before the files are read; 50 where nothing is said. */
  readonly settleMilliseconds?: number
  /** How often they are read whatever the system says, since network folders report nothing; 5000 where nothing is said. */
  readonly pollMilliseconds?: number
}

/** What hosts do not set: tests report changes by themselves. */
interface FolderSettings extends WatchSettings {
  /** Reports the names of what changes in one folder, not below it; by `node:fs` where nothing is given. */
  readonly watchFolder?: (folder: string, onChange: (name: string | null) => void) => Watcher
}

interface Watcher {
  readonly close: () => void
}

export interface FileWatch {
  /** Says what is watched from now on. */
  readonly follow: (paths: readonly string[]) => Promise<void>
  readonly close: () => void
}

/**
 * Calls back when something at the followed paths may have changed: once the system's reports have settled, and every few
 * seconds in any case. Neither its timers nor its watchers keep the process alive.
 */
export function watchFiles(onChange: () => void, settings: FolderSettings = {}): FileWatch {
  const { settleMilliseconds = 50, pollMilliseconds = 5000, watchFolder = watchBySystem } = settings
  let watchers = new Map<string, Watcher>()
  let folders: Awaited<ReturnType<typeof watchedFolders>> = new Map()
  let settling: NodeJS.Timeout | undefined
  let isClosed = false
  const polling = setInterval(onChange, pollMilliseconds).unref()
  const touched = (folder: string, name: string | null): void => {
    const names = folders.get(folder)
    if (isClosed || (name !== null && names !== "all" && names?.has(name) !== true)) return
    clearTimeout(settling)
    settling = setTimeout(onChange, settleMilliseconds).unref()
  }
  const open = (folder: string): Watcher | undefined => {
    try {
      return watchFolder(folder, (name) => touched(folder, name))
    } catch {
      // Too many watchers, or none on this file system: reading every few seconds has to do.
      return undefined
    }
  }
  return {
    follow: async (paths) => {
      const found = await watchedFolders(paths)
      const identities = await Promise.all([...found.keys()].map(identityOf))
      if (isClosed) return
      const kept = new Map<string, Watcher>()
      folders = found
      for (const [place, folder] of [...found.keys()].entries()) {
        const identity = identities[place]
        if (identity === undefined) continue
        const watcher = watchers.get(identity) ?? open(folder)
        if (watcher !== undefined) kept.set(identity, watcher)
      }
      for (const [identity, watcher] of watchers) if (!kept.has(identity)) watcher.close()
      watchers = kept
    },
    close: () => {
      isClosed = true
      clearTimeout(settling)
      clearInterval(polling)
      for (const watcher of watchers.values()) watcher.close()
      watchers.clear()
    },
  }
}

/** A folder that took another's place under its name is another folder. */
async function identityOf(folder: string): Promise<string | undefined> {
  const found = await stat(folder, { bigint: true }).catch(() => undefined)
  return found && `${found.dev}:${found.ino}:${folder}`
}

function watchBySystem(folder: string, onChange: (name: string | null) => void): Watcher {
  const watcher = watch(folder, { persistent: false }, (_event, name) => onChange(name))
  // A folder that is gone is found again by reading.
  watcher.on("error", () => watcher.close())
  return watcher
}
