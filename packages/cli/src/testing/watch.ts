import { watch, type FSWatcher } from "node:fs"
import { dirname, resolve, sep } from "node:path"
import { once } from "node:events"
import { readFiles } from "../policy.ts"
import { complain, say, type Terminal } from "../terminal.ts"
import { findTestFiles, type FoundFile } from "./find-files.ts"

/** Editors write a file in several steps: what comes within this time is one change. */
const settleMilliseconds = 20

const matters = (name: string): boolean => /\.(?:edict|ya?ml|json)$/.test(name)

/**
 * Runs all tests, and from then on those that a change concerns: of a file of tests its own, of anything else all. Ends when the command is interrupted, or its input does.
 */
export async function watchTests(
  paths: readonly string[],
  terminal: Terminal,
  run: (files: readonly FoundFile[]) => Promise<void>,
): Promise<void> {
  const changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<void> = Promise.resolve()
  const again = (): void => {
    turn = turn.then(() => runChanged())
  }
  const runChanged = async (): Promise<void> => {
    const places = [...changed]
    changed.clear()
    try {
      const files = await findTestFiles(paths, terminal)
      const concerned = places.length === 0 ? files : files.filter((file) => isConcerned(file, places))
      if (concerned.length === 0) return
      if (terminal.output.isTTY) terminal.output.write("\u001b[2J\u001b[H")
      await run(concerned)
    } catch (error) {
      // A file that is half written is told, and the watching goes on.
      complain(terminal, error instanceof Error ? error.message : String(error))
    }
    say(terminal, "watching; Ctrl-C ends it")
  }
  await runChanged()
  const watchers = await startWatchers(paths, terminal, (path) => {
    changed.add(path)
    clearTimeout(timer)
    timer = setTimeout(again, settleMilliseconds)
  })
  const interrupted = once(process, "SIGINT")
  await (terminal.input.isTTY
    ? interrupted
    : Promise.race([interrupted, once(terminal.input.resume(), "end")]))
  clearTimeout(timer)
  for (const watcher of watchers) watcher.close()
  await turn
}

/** The folders of the tests, and those of the policies that they are about. */
async function startWatchers(
  paths: readonly string[],
  terminal: Terminal,
  onChange: (path: string) => void,
): Promise<readonly FSWatcher[]> {
  const { testedPolicy } = await import("@edict/engine/testing")
  const files = await findTestFiles(paths, terminal)
  const policies = await Promise.all(
    files.map(async ({ path, source }) => {
      const policy = resolve(dirname(path), testedPolicy(source))
      return readFiles(policy, terminal).then(
        ({ root }) => root,
        () => dirname(path),
      )
    }),
  )
  const folders = outermost([...files.map(({ path }) => dirname(path)), ...policies])
  return folders.map((folder) =>
    watch(folder, { recursive: true }, (_event, name) => {
      if (name !== null && matters(name)) onChange(resolve(folder, name))
    }),
  )
}

function outermost(folders: readonly string[]): readonly string[] {
  const all = [...new Set(folders)]
  return all.filter((folder) => !all.some((other) => folder !== other && folder.startsWith(other + sep)))
}

function isConcerned({ path }: FoundFile, changed: readonly string[]): boolean {
  return changed.some((place) => place === path || !/\.test\.ya?ml$/.test(place))
}
