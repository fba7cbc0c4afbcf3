import { parseDocument } from "yaml"
import { openTestFile, readTestFile } from "./read-file.ts"
import type { FileResult } from "./run-tests.ts"
import type { CompiledPlan } from "../decide/compile.ts"

/** A body that is expected otherwise from now on. */
export interface BodyUpdate {
  /** Of the test. */
  readonly name: string
  readonly line: number
}

export interface UpdatedTests {
  readonly text: string
  readonly updates: readonly BodyUpdate[]
  /** Tests whose body is used in another place too (`&name`): they are left as they are. */
  readonly shared: readonly BodyUpdate[]
}

/**
 * The text of a file of tests in which each test that fails by its body alone expects the body that came.
 *
 * Comments and layout stay. What a status says of who may do what is never changed: that is for a person to do. Undefined where the
 * text would not read as before.
 */
export function updateBodies(
  { source, results }: FileResult,
  compiled: CompiledPlan,
): UpdatedTests | undefined {
  const document = parseDocument(source.text)
  const updates: BodyUpdate[] = []
  const shared: BodyUpdate[] = []
  for (const { test, mismatches } of results) {
    const [only] = mismatches
    if (mismatches.length !== 1 || only?.kind !== "body" || only.received === undefined) continue
    const update = { name: test.name, line: test.span.line }
    const place = [...test.place, "body"]
    const node: unknown = document.getIn(place, true)
    if (isShared(node)) shared.push(update)
    else {
      const fresh = document.createNode(only.received, { flow: isFlow(node) })
      document.setIn(place, fresh)
      updates.push(update)
    }
  }
  if (updates.length === 0) return { text: source.text, updates, shared }
  const text = document.toString({ lineWidth: 110, flowCollectionPadding: true })
  const { diagnostics, file } = readTestFile(openTestFile({ path: source.path, text }), compiled.plan)
  const isKept = diagnostics.length === 0 && file.cases.length >= results.length
  return isKept ? { text, updates, shared } : undefined
}

/** `&name` before it, or `*name` in its place. */
function isShared(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false
  return (
    ("anchor" in node && node.anchor !== undefined) ||
    ("source" in node && !("items" in node) && !("value" in node))
  )
}

const isFlow = (node: unknown): boolean =>
  typeof node === "object" && node !== null && "flow" in node && node.flow === true
