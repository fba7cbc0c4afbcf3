import { createReadStream } from "node:fs"
import { open, readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { Failure } from "./exit.ts"
import type { Terminal } from "./terminal.ts"

/** A file, or standard input, as text. */
export async function readWhole(file: string, terminal: Terminal): Promise<string> {
  if (file !== "-")
    return readFile(resolve(terminal.cwd, file), "utf8").catch((error) => unreadable(file, error))
  let text = ""
  terminal.input.setEncoding("utf8")
  for await (const chunk of terminal.input) text += String(chunk)
  return text
}

/** The same in pieces, for what may be long. */
export async function readChunks(file: string, terminal: Terminal): Promise<AsyncIterable<string>> {
  if (file === "-") {
    terminal.input.setEncoding("utf8")
    return terminal.input as AsyncIterable<string>
  }
  const path = resolve(terminal.cwd, file)
  const handle = await open(path).catch((error) => unreadable(file, error))
  if ((await handle.stat()).isDirectory()) throw new Failure(`\`${file}\` is a folder`)
  return createReadStream(path, {
    fd: handle,
    encoding: "utf8",
    highWaterMark: 1 << 18,
  }) as AsyncIterable<string>
}

function unreadable(file: string, error: NodeJS.ErrnoException): never {
  throw new Failure(
    `\`${file}\` cannot be read: ${error.code === "ENOENT" ? "there is no such file" : error.message}`,
  )
}
