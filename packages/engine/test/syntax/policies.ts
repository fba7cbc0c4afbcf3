import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Source } from "../../src/text/source.ts"

const folder = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

const fixtures = folder("../fixtures/syntax/")
const examples = folder("../fixtures/check/examples/")

const policiesIn = (directory: string): Source[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith(".edict"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(`${directory}/${path}`, "utf8") }))

/** Sound policies of our own. */
export const ownPolicies: readonly Source[] = policiesIn(fixtures)

/** Policies as others would write them, with what this version refuses: they parse. */
export const examplePolicies: readonly Source[] = policiesIn(examples)

export const soundPolicies: readonly Source[] = [...ownPolicies, ...examplePolicies]
