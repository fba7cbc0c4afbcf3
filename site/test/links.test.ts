import { existsSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { linksOf, sidebar, topEntries } from "../navigation.ts"
import { addressOf, anchorOf, linkOf, pagePaths, readPage, repository, targetOf } from "../pages.ts"

/** Pages of the repository that are not made for the site: `README.md` is shown there as another one. */
const pages = [...pagePaths().filter((path) => !path.startsWith("site/")), "README.md"]
/** Read in the repository alone. */
const others = ["scripts", "packages/engine", "packages/adapters", "packages/cli"].map(
  (folder) => `${folder}/README.md`,
)

/** A page without its blocks: what stands in them is no link. */
function proseOf(path: string): string {
  return readPage(path).replaceAll(/^ *```[^]*?^ *```$/gm, "")
}

function linksIn(path: string): readonly string[] {
  const links = [...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link)
  return links.filter((link) => !/^[a-z]+:/.test(link))
}

/** Headings that are the same get a number, as every place does that shows them. */
function anchorsOf(path: string): readonly string[] {
  const seen = new Map<string, number>()
  return [...proseOf(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => {
    const anchor = anchorOf(heading)
    const before = seen.get(anchor) ?? 0
    seen.set(anchor, before + 1)
    return before === 0 ? anchor : `${anchor}-${before}`
  })
}

function leadsSomewhere(link: string, from: string): boolean {
  const { path, anchor } = targetOf(link, from)
  if (!existsSync(new URL(path, repository))) return false
  return anchor === undefined || anchorsOf(path).includes(anchor)
}

test("there is much to look at", () => {
  expect(pages.length).toBeGreaterThan(200)
  expect(pages.flatMap(linksIn).length).toBeGreaterThan(300)
})

test.each([...pages, ...others])("links of %s lead somewhere", (path) => {
  expect(linksIn(path).filter((link) => !leadsSomewhere(link, path))).toEqual([])
})

test("a page that is not there is found out, and an anchor too", () => {
  expect(leadsSomewhere("security.md", "docs/README.md")).toBe(true)
  expect(leadsSomewhere("secrecy.md", "docs/README.md")).toBe(false)
  expect(leadsSomewhere("security.md#what-it-cannot", "docs/README.md")).toBe(true)
  expect(leadsSomewhere("security.md#what-it-can", "docs/README.md")).toBe(false)
})

describe("every page", () => {
  const shown = pagePaths()

  test("is one click of the navigation away, and the navigation leads nowhere else", () => {
    const inNavigation = new Set(linksOf([...topEntries, ...Object.values(sidebar).flat()]))
    const links = shown.flatMap((path) => linkOf(path) ?? []).filter((link) => link !== "/")
    expect([...inNavigation].toSorted()).toEqual(links.toSorted())
  })

  test("stands where its name is, and no two in one place", () => {
    const addresses = shown.map((path) => addressOf(path)?.toLowerCase())
    expect(new Set(addresses).size).toBe(shown.length)
  })

  test("can be reached by reading on from the documentation's own index", () => {
    const reached = new Set(["docs/README.md"])
    for (const path of reached)
      for (const link of linksIn(path)) {
        const target = targetOf(link, path).path
        if (target.endsWith(".md") && existsSync(new URL(target, repository))) reached.add(target)
      }
    expect(pages.filter((path) => !reached.has(path))).toEqual([])
  })
})
