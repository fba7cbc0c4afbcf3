import { existsSync, readdirSync } from "node:fs"
import { expect, test } from "vitest"
import { readPage } from "./page.ts"

const repository = new URL("../../../../", import.meta.url)

const pages = [
  "",
  "docs/",
  "docs/adr/",
  "docs/guides/",
  "docs/rules/",
  "scripts/",
  "policies/orders/",
  "policies/blog/",
  "policies/museum/",
  "policies/saas/",
].flatMap((folder) =>
  readdirSync(new URL(folder, repository))
    .filter((name) => name.endsWith(".md"))
    .map((name) => folder + name),
)

/** As the places that show Markdown make it of a heading. */
function anchorOf(heading: string): string {
  const text = heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "")
  return text.replaceAll(" ", "-")
}

function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading))
}

function deadLinksOf(path: string): readonly string[] {
  const page = readPage(path)
  const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link)
  return links.filter((link) => !/^https?:/.test(link) && !leadsSomewhere(link, path))
}

function leadsSomewhere(link: string, path: string): boolean {
  const [file = "", anchor] = link.split("#")
  const target = file === "" ? path : new URL(file, new URL(path, "file:///")).pathname.slice(1)
  if (!existsSync(new URL(target, repository))) return false
  return anchor === undefined || anchorsOf(readPage(target)).includes(anchor)
}

test.each(pages)("links of %s lead somewhere", (path) => {
  expect(deadLinksOf(path)).toEqual([])
})

test("the index of decisions has every page", () => {
  const index = readPage("docs/adr/README.md")
  const files = readdirSync(new URL("docs/adr/", repository)).filter((name) => /^\d{4}-/.test(name))
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter((name) => !index.includes(`](${name})`))).toEqual([])
})
