import { expect, test } from "vitest"
import { readPage } from "./page.ts"

const page = readPage("docs/security.md")

function rowsBelow(heading: string): readonly string[] {
  const [section = ""] = page.slice(page.indexOf(`\n${heading}\n`) + 1).split(/\n(?=## )/)
  return section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(1)
}

const promises = rowsBelow("## Promises").map((row) => {
  const [, name = ""] = row.split("|").map((cell) => cell.trim())
  return { name, links: [...row.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, link = ""]) => link) }
})

test("the page has promises, and what is none", () => {
  expect(promises.length).toBeGreaterThan(10)
  expect(rowsBelow("## What it cannot").length).toBeGreaterThan(10)
})

test.each(promises)("the guard $name: files prove it that hold tests", ({ links }) => {
  expect(links.length).toBeGreaterThan(0)
  for (const link of links) {
    expect(link).toMatch(/^packages\/\w+\/test\/.*\.test\.ts$/)
    expect(readPage(link)).toMatch(/\b(?:test|it|conform)\b.*\(/)
  }
})

test.each(["README.md", "docs/README.md"])("%s leads to it", (path) => {
  expect(readPage(path)).toMatch(/\]\((?:docs\/)?security\.md\)/)
})
