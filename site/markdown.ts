import { existsSync } from "node:fs"
import type { MarkdownRenderer } from "vitepress"
import { addressOf, linkOf, repository, targetOf } from "./pages.ts"

/** What VitePress tells a rule of the page that it renders. */
interface Environment {
  /** The file, where its page is shown elsewhere than it stands. */
  readonly realPath?: string
  readonly path?: string
}

type Token = ReturnType<MarkdownRenderer["parse"]>[number]

/** Teaches the renderer what pages of a repository mean: their links, and their examples that are meant to fail. */
export function renderRepositoryPages(markdown: MarkdownRenderer, root: string): void {
  markdown.core.ruler.push("repository links", ({ tokens, env }) => {
    const { realPath, path = "" } = env as Environment
    const file = realPath ?? path
    if (!file.startsWith(root)) return
    const from = file.slice(root.length)
    for (const { children } of tokens) if (children !== null) relink(children, from)
  })

  const fence = markdown.renderer.rules.fence
  if (fence === undefined) throw new Error("the renderer has no rule for blocks")
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const block = fence(tokens, index, ...rest)
    const [, codes] = /\berror=([\w,]+)/.exec(tokens[index]?.info ?? "") ?? []
    if (codes === undefined) return block
    const unique = [...new Set(codes.split(","))]
    const links = unique.map((code) => `<a href="/diagnostics/${code}.html">${code}</a>`)
    return `<div class="refused">${block}<p>does not compile: ${links.join(" ")}</p></div>`
  }
}

/** Links between pages go to where the site shows them; what it does not show is named and no link. */
function relink(tokens: readonly Token[], from: string): void {
  let named = false
  for (const token of tokens) {
    if (token.type === "link_close" && named) {
      named = false
      token.type = "name_close"
      token.tag = "span"
    }
    if (token.type !== "link_open") continue
    const href = token.attrGet("href") ?? ""
    if (/^[a-z]+:/.test(href)) continue
    const { path, anchor } = targetOf(decodeURI(href), from)
    if (!existsSync(new URL(path, repository)))
      throw new Error(`${from} leads to ${path}, which is not there`)
    if (addressOf(path) === undefined) {
      named = true
      token.type = "name_open"
      token.tag = "span"
      token.attrs = [["title", path]]
      continue
    }
    token.attrSet("href", `${linkOf(path) ?? ""}${anchor === undefined ? "" : `#${anchor}`}`)
  }
}
