import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const named = process.env["EDICT_CORPORA"]
const folder = named ?? fileURLToPath(new URL("../../../../../shared/corpora", import.meta.url))

/** Real input is at hand. Where `EDICT_CORPORA` names it, it must be: reading then fails if it is not. */
export const hasCorpora: boolean = named !== undefined || existsSync(folder)

export const readCorpus = (path: string): unknown => JSON.parse(readFileSync(`${folder}/${path}`, "utf8"))
