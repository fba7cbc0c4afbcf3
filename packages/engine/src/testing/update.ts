import { isDeepStrictEqual } from "node:util"
import { Document, isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Scalar, visit } from "yaml"
import type { CompiledPlan } from "../decide/compile.ts"
import { openOnce } from "./open-file.ts"
import { readTestFile } from "./read-file.ts"
import type { CaseResult } from "./run-file.ts"
import type { FileResult } from "./run-tests.ts"
import type { TestCase } from "./test-file.ts"
import { startReading } from "./yaml-reader.ts"

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

/** Text that takes the place of other text. */
interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * The text of a file of tests in which each test that fails by its body alone expects the body that came.
 *
 * Outside these bodies it is the same text, byte for byte. What a status says of who may do what is never changed: that is for a person to
 * do. Undefined where the text would not read as before.
 */
export function updateBodies(
  { source, results }: FileResult,
  compiled: CompiledPlan,
): UpdatedTests | undefined {
  const { document } = startReading(source)
  const updates: BodyUpdate[] = []
  const shared: BodyUpdate[] = []
  const splices: Splice[] = []
  const lineEnd = source.text.includes("\r\n") ? "\r\n" : "\n"
  for (const { test, received } of results.flatMap(byBodyAlone)) {
    const update = { name: test.name, line: test.span.line }
    const node = ownNodeAt(document.contents, [...test.place, "body"])
    if (node?.range) {
      const splice = spliceOf(source.text, node, received)
      splices.push({ ...splice, text: splice.text.replaceAll(/\r?\n/g, lineEnd) })
      updates.push(update)
    } else shared.push(update)
  }
  if (updates.length === 0) return { text: source.text, updates, shared }
  const text = spliced(source.text, splices)
  const isKept = readsAs(
    casesOf(source.path, text, compiled),
    results,
    new Set(updates.map(({ name }) => name)),
  )
  return isKept ? { text, updates, shared } : undefined
}

interface Unexpected {
  readonly test: TestCase
  readonly received: unknown
}

function byBodyAlone({ test, mismatches }: CaseResult): readonly Unexpected[] {
  const [only, more] = mismatches
  if (more !== undefined || only?.kind !== "body" || only.received === undefined) return []
  return [{ test, received: only.received }]
}

/** What stands at a place and nowhere else: neither it, nor what it stands in, nor anything in it is `&named` or an alias. */
function ownNodeAt(root: Node | null, place: readonly (string | number)[]): Node | undefined {
  let node = root
  for (const step of place) {
    if (node === null || isNamed(node)) return undefined
    node = childAt(node, step)
  }
  if (node === null || isAlias(node)) return undefined
  let isOwn = true
  visit(node, {
    Node: (_key, inner) => {
      if (isNamed(inner)) isOwn = false
    },
  })
  return isOwn ? node : undefined
}

const isNamed = (node: Node): boolean => "anchor" in node && node.anchor !== undefined

function childAt(node: Node, step: string | number): Node | null {
  if (typeof step === "number") return isSeq<Node>(node) ? (node.items[step] ?? null) : null
  if (!isMap<Scalar, Node | null>(node)) return null
  return node.items.find(({ key }) => key.value === step)?.value ?? null
}

const width = 110

/** In the style in which the body was written: in braces, or a line for each member. */
function spliceOf(text: string, node: Node, value: unknown): Splice {
  const [start = 0, end = 0] = node.range ?? []
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start)
  const leading = /^ */.exec(line)?.[0] ?? ""
  const isBlock = isCollection(node) && node.flow !== true && typeof value === "object" && value !== null
  const isEmpty = isBlock && Object.keys(value).length === 0
  if (isBlock && !isEmpty) {
    const indent = " ".repeat([...line].length)
    const old = text.slice(start, end)
    // The range of a block goes up to what follows it.
    const kept = old.slice(old.trimEnd().length)
    return { start, end, text: indented(rendered(value, false, indent.length), indent) + kept }
  }
  const before = isScalar(node) && start === end ? " " : ""
  const written =
    typeof value === "object" && value !== null
      ? indented(rendered(value, true, line.length), leading + (line.trimStart() === "" ? "" : "  "))
      : JSON.stringify(value)
  if (!isCollection(node) || node.flow === true) return { start, end, text: before + written }
  const old = text.slice(start, end)
  return { start, end, text: written + old.slice(old.trimEnd().length) }
}

function rendered(value: unknown, flow: boolean, indent: number): string {
  const document = new Document(value, { aliasDuplicateObjects: false, schema: "core" })
  if (flow && isCollection(document.contents)) document.contents.flow = true
  return document.toString({ lineWidth: Math.max(40, width - indent), flowCollectionPadding: true }).trimEnd()
}

const indented = (text: string, indent: string): string =>
  text
    .split("\n")
    .map((line, place) => (place === 0 || line === "" ? line : indent + line))
    .join("\n")

/** From behind, so that places stay what they are. */
function spliced(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((one, other) => other.start - one.start)
    .reduce(
      (changed, { start, end, text: fresh }) => changed.slice(0, start) + fresh + changed.slice(end),
      text,
    )
}

function casesOf(path: string, text: string, { plan }: CompiledPlan): readonly TestCase[] | undefined {
  const { diagnostics, file } = readTestFile(openOnce({ path, text }), plan)
  return diagnostics.length === 0 ? file.cases : undefined
}

/** Whether all that was run is still there and the same, but for the bodies of some tests, which are what came. */
function readsAs(
  cases: readonly TestCase[] | undefined,
  results: readonly CaseResult[],
  updated: ReadonlySet<string>,
): boolean {
  return results.every(({ test, mismatches }) => {
    const now = cases?.find(({ name, kind }) => name === test.name && kind === test.kind)
    if (now === undefined) return false
    const isUpdated = test.kind === "test" && updated.has(test.name)
    const [only] = mismatches
    const body = isUpdated && only?.kind === "body" ? { value: only.received } : test.expect.body
    return isDeepStrictEqual({ ...now, span: test.span }, { ...test, expect: { ...test.expect, body } })
  })
}
