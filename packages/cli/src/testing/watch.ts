import { once } from "node:events"
import { fstatSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { readFiles } from "../policy.ts"
import { complain, say, type Terminal } from "../terminal.ts"
import { findTestFiles, type FoundFile } from "./find-files.ts"

/** Editors write a file in several steps: what comes within this time is one change. */
const settleMilliseconds = 20

/** A file of tests with all that its result hangs on, as it was read. */
interface Seen {
  readonly file: FoundFile
  readonly state: string
  /** What is read for it: its policy, and the schemas that this imports. */
  readonly paths: readonly string[]
}

/**
 * Runs all tests, and from then on those that a change concerns. What has changed is found out by reading it again: whatever way an
 * editor writes, the same text runs nothing. `isWhole`: a change concerns all. Ends when the command is interrupted, or a
 * program that holds the other end of its input lets go of it.
 */
export async function watchTests(
  paths: readonly string[],
  { isWhole, terminal }: { readonly isWhole: boolean; readonly terminal: Terminal },
  run: (files: readonly FoundFile[]) => Promise<void>,
): Promise<void> {
  const { watchFiles } = await import("@edict/engine/testing")
  const given = paths.map((path) => resolve(terminal.cwd, path))
  let known = new Map<string, string>()
  let complaint: string | undefined
  let turn: Promise<void> = Promise.resolve()
  const look = async (): Promise<void> => {
    const seen = await seeAll(paths, terminal).catch(messageOf)
    if (typeof seen === "string") {
      // Whatever cannot be read now may be there again in a moment, and is told of once.
      if (seen !== complaint) complain(terminal, (complaint = seen))
      return
    }
    const followed = watching.follow([...given, ...new Set(seen.flatMap((one) => one.paths))])
    const changed = seen.filter(({ file, state }) => known.get(file.path) !== state)
    const isNew = changed.length > 0 || (seen.length === 0 && complaint !== "")
    known = new Map(seen.map(({ file, state }) => [file.path, state]))
    complaint = seen.length === 0 ? "" : undefined
    if (isNew) await show(isWhole ? seen : changed)
    await followed
  }
  const show = async (concerned: readonly Seen[]): Promise<void> => {
    if (terminal.output.isTTY) terminal.output.write("\u001b[2J\u001b[H")
    await run(concerned.map(({ file }) => file)).catch((error: unknown) =>
      complain(terminal, messageOf(error)),
    )
    say(terminal, "watching; Ctrl-C ends it")
  }
  const again = (): void => {
    turn = turn.then(look)
  }
  const watching = watchFiles(again, { settleMilliseconds })
  again()
  await turn
  if ((await untilEnded(terminal)) === "input") say(terminal, "the input has ended, and so does watching")
  watching.close()
  await turn
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function untilEnded({ input }: Terminal): Promise<"interrupted" | "input"> {
  // Watchers keep no process alive.
  const alive = setInterval(() => {}, 2 ** 30)
  const interrupted = once(process, "SIGINT").then(() => "interrupted" as const)
  const ended = isHeld(input) ? [once(input.resume(), "end").then(() => "input" as const)] : []
  const by = await Promise.race([interrupted, ...ended])
  input.pause()
  clearInterval(alive)
  return by
}

/** A file, or nothing at all, has ended from the start: that says nothing of whoever started the command. */
function isHeld(input: Terminal["input"]): boolean {
  const { fd = 0 } = input as { readonly fd?: number }
  const found = fstatSync(fd)
  return found.isFIFO() || found.isSocket()
}

async function seeAll(paths: readonly string[], terminal: Terminal): Promise<readonly Seen[]> {
  const { testedPolicy } = await import("@edict/engine/testing")
  const files = await findTestFiles(paths, terminal)
  const policies = new Map<string, ReturnType<typeof seePolicy>>()
  return Promise.all(
    files.map(async (file): Promise<Seen> => {
      const path = resolve(dirname(file.path), testedPolicy(file.source))
      const seen = policies.get(path) ?? seePolicy(path, terminal)
      policies.set(path, seen)
      const { state, paths: read } = await seen
      return { file, state: JSON.stringify([file.source.text, state]), paths: [dirname(file.path), ...read] }
    }),
  )
}

async function seePolicy(path: string, terminal: Terminal): Promise<Pick<Seen, "state" | "paths">> {
  try {
    const { root, sources, schemas } = await readFiles(path, terminal)
    const texts = [sources, [...schemas]]
    return {
      state: JSON.stringify(texts),
      paths: [path, ...[...schemas.keys()].map((name) => join(root, name))],
    }
  } catch (error) {
    return { state: messageOf(error), paths: [path] }
  }
}
