import { sourceFiles } from "./authenticate/sources.ts"
import type { CompiledPolicy } from "./compile.ts"
import { createGuard, type Guard } from "./guard/guard.ts"
import { giveNotice } from "./guard/notice.ts"
import type { GuardOptions, Notice } from "./guard/options.ts"
import { compileFiles } from "./load-policy.ts"
import { markFiles, placesOf, readState, type FolderState } from "./load/state.ts"
import { watchFiles, type WatchSettings } from "./load/watch-files.ts"

/** What a guard of a folder is made of. */
export interface GuardFolderOptions extends Omit<GuardOptions, "policy"> {
  /** `false`: the folder is read once. */
  readonly watch?: boolean | WatchSettings
}

/**
 * Makes a guard of a policy folder, or of one file, and keeps it to what stands there.
 *
 * What changes (policies, the schemas and the key files that they name) is compiled aside and put in force whole. What is not
 * valid, or lacks something, is reported to `onNotice`, and the policy that was in force stays. `close` ends this.
 *
 * @example
 * const guard = await guardFolder("./policies/orders", { loaders: { order: (id) => db.order(id) } })
 */
export async function guardFolder(path: string, options: GuardFolderOptions = {}): Promise<Guard> {
  const { watch = true, ...given } = options
  const state = await readState(path)
  const policy = compileState(path, state, given)
  const keys = keyFilesOf(policy, given)
  const keysMark = await markFiles(keys)
  const guard = await createGuard({ ...given, policy })
  if (watch === false) return guard
  const start = { state, keys, mark: `${state.mark} ${keysMark}`, hash: policy.plan.hash }
  const stop = await follow(guard, path, { ...given, watch: watch === true ? {} : watch }, start)
  return {
    ...guard,
    close: () => {
      stop()
      guard.close()
    },
  }
}

/** What was looked at last, whether or not it could be used. */
interface Seen {
  readonly state: FolderState
  readonly keys: readonly string[]
  readonly mark: string
  /** Of the policy in force. */
  readonly hash: string
}

async function follow(
  guard: Guard,
  path: string,
  options: Omit<GuardOptions, "policy"> & { readonly watch: WatchSettings },
  start: Seen,
): Promise<() => void> {
  let seen = start
  let isClosed = false
  let isAsked = false
  let running: Promise<void> | undefined
  const tell = (notice: Notice): void => {
    if (!isClosed) giveNotice(options.onNotice, notice)
  }

  /** Until what is there is what was seen last. */
  const lookAgain = async (): Promise<void> => {
    while (isAsked) {
      isAsked = false
      if (isClosed) return
      const state = await readState(path)
      const mark = `${state.mark} ${await markFiles(seen.keys)}`
      if (mark === seen.mark || !(await take(state))) continue
      await watching.follow([...placesOf(path, seen.state), ...seen.keys])
      // Folders that came with the change were not watched while it was made.
      isAsked = true
    }
  }
  /** False while the files are still being written: half of one state and half of the next may be valid too. */
  const take = async (state: FolderState): Promise<boolean> => {
    const made = tryCompile(path, state, options)
    const keys = made instanceof Error ? seen.keys : keyFilesOf(made, options)
    const mark = `${state.mark} ${await markFiles(keys)}`
    if ((await readState(path)).mark !== state.mark) return false
    seen = { ...seen, state, keys, mark }
    try {
      if (made instanceof Error) throw made
      await guard.replace(made)
      seen = { ...seen, hash: made.plan.hash }
      tell({ kind: "replaced", policyHash: seen.hash })
    } catch (error) {
      tell({ kind: "kept", policyHash: seen.hash, error: errorOf(error) })
    }
    return true
  }
  const look = (): void => {
    isAsked = true
    running ??= lookAgain()
      .catch((error: unknown) => tell({ kind: "kept", policyHash: seen.hash, error: errorOf(error) }))
      .finally(() => {
        running = undefined
      })
  }
  const watching = watchFiles(look, options.watch)
  await watching.follow([...placesOf(path, seen.state), ...seen.keys])
  // Something may have changed between the first reading and the watching.
  look()
  return () => {
    isClosed = true
    watching.close()
  }
}

function compileState(
  path: string,
  { files }: FolderState,
  { environment }: Pick<GuardOptions, "environment">,
): CompiledPolicy {
  if (files instanceof Error) throw files
  return compileFiles(path, files, environment === undefined ? {} : { environment })
}

function tryCompile(...given: Parameters<typeof compileState>): CompiledPolicy | Error {
  try {
    return compileState(...given)
  } catch (error) {
    return errorOf(error)
  }
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

function keyFilesOf(policy: CompiledPolicy, { folder }: Pick<GuardOptions, "folder">): readonly string[] {
  return sourceFiles(policy.plan, folder ?? policy.root ?? ".")
}
