import { randomBytes } from "node:crypto"
import { chmod, realpath, rename, rm, stat, writeFile } from "node:fs/promises"
import { Failure } from "./exit.ts"

/**
 * Puts a text in the place of a file, or where there is none yet, at once: whoever reads meanwhile finds the old text or the
 * new one, never a part. A link stays a link, and the file keeps its mode.
 */
export async function replaceFile(path: string, text: string, shown: string = path): Promise<void> {
  try {
    const place = await realpath(path).catch(unlessNew(path))
    const mode = await stat(place).then((found) => found.mode, unlessNew(undefined))
    const fresh = `${place}.${randomBytes(6).toString("hex")}.tmp`
    try {
      await writeFile(fresh, text, { flag: "wx" })
      // What a new file may be is narrowed by the mask of the process; this one has been what it is.
      if (mode !== undefined) await chmod(fresh, mode)
      await rename(fresh, place)
    } catch (error) {
      await rm(fresh, { force: true })
      throw error
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Failure(`\`${shown}\` cannot be written: ${code ?? message}`)
  }
}

function unlessNew<T>(otherwise: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === "ENOENT") return otherwise
    throw error
  }
}
