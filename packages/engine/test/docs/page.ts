import { readFileSync } from "node:fs"

/** A fenced block of a Markdown page, with what its info string asks for. */
export interface Block {
  /** The first word after the fence. */
  readonly kind: string
  readonly options: ReadonlyMap<string, string>
  readonly text: string
  /** Of the opening fence. */
  readonly line: number
}

const repository = new URL("../../../../", import.meta.url)

export function readPage(path: string): string {
  return readFileSync(new URL(path, repository), "utf8")
}

/** Every fenced block of a page, in order; a fence that is left open is an error of the page. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = []
  let open: { readonly info: string; readonly line: number; readonly lines: string[] } | undefined
  page.split("\n").forEach((line, index) => {
    if (!line.startsWith("```")) open?.lines.push(line)
    else if (open === undefined) open = { info: line.slice(3), line: index + 1, lines: [] }
    else {
      blocks.push({ ...infoOf(open.info), text: `${open.lines.join("\n")}\n`, line: open.line })
      open = undefined
    }
  })
  if (open !== undefined) throw new Error(`line ${open.line}: the block is not closed`)
  return blocks
}

function infoOf(info: string): Pick<Block, "kind" | "options"> {
  const [kind = "", ...rest] = info.trim().split(/\s+/)
  const options = rest.map((option): [string, string] => {
    const [name = "", value = ""] = option.split("=")
    return [name, value]
  })
  return { kind, options: new Map(options) }
}

const marker = /^\s*# the example\n/m

/** The policy that a block stands for: itself, or put in the place that a prelude leaves for it. */
export function policyOf(block: Block, blocks: readonly Block[]): string {
  const name = block.options.get("in")
  if (name === undefined) return block.text
  const prelude = blocks.find(({ options }) => options.get("prelude") === name)
  if (prelude === undefined) throw new Error(`line ${block.line}: there is no prelude \`${name}\``)
  if (!marker.test(prelude.text)) throw new Error(`line ${prelude.line}: the prelude leaves no place`)
  return policyOf({ ...prelude, text: prelude.text.replace(marker, () => block.text) }, blocks)
}
