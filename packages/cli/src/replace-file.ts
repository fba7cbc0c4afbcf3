import { randomBytes } from "node:crypto"
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises"
import { Failure } from "./exit.ts"

/**
 * Puts a text in the place of a file at once: whoever reads meanwhile finds the old text or the new one, never a part.
 * A link stays a link, and the file keeps its mode.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    const place = await realpath(path)
    const { mode } = await stat(place)
    const fresh = `${place}.${randomBytes(6).toString("hex")}.tmp`
    try {
      await writeFile(fresh, text, { mode, flag: "wx" })
      await rename(fresh, place)
    } catch (error) {
      await rm(fresh, { force: true })
      throw error
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Failure(`\`${path}\` cannot be written: ${code ?? message}`)
  }
}
