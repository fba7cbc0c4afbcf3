import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Source } from "../../src/text/source.ts"

const folder = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const fixtures = folder("../fixtures/syntax/")
const examples = process.env.EDICT_EXAMPLES ?? folder("../../../../../shared/examples/")

const policiesIn = (directory: string): Source[] =>
  existsSync(directory)
    ? readdirSync(directory)
        .filter((name) => name.endsWith(".edict"))
        .toSorted()
        .map((path) => ({ path, text: readFileSync(`${directory}/${path}`, "utf8") }))
    : []

/** Sound policies of our own. */
export const ownPolicies: readonly Source[] = policiesIn(fixtures)

/** The shared examples, where they are at hand: in `EDICT_EXAMPLES`, or beside the repository. */
export const examplePolicies: readonly Source[] = policiesIn(examples)

export const soundPolicies: readonly Source[] = [...ownPolicies, ...examplePolicies]
