import { writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { phases } from "../navigation.ts"
import { pagePaths, readPage, repository } from "../pages.ts"

const path = "docs/diagnostics/README.md"

const headOf = (page: string): string => readPage(page).slice(2).split("\n", 1)[0] ?? ""

/** Every page of a diagnostic, by what reports it. */
function indexOfDiagnostics(): string {
  const pages = pagePaths().filter((page) => /^docs\/diagnostics\/[A-Z]\d{3}\.md$/.test(page))
  const parts = phases.map(({ start, name }) => {
    const rows = pages.map(headOf).filter((head) => head.startsWith(start))
    const cells = rows.map((head) => `| [${head.slice(0, 4)}](${head.slice(0, 4)}.md) | ${head.slice(5)} |`)
    return `## ${name}\n\n| code | says |\n|---|---|\n${cells.join("\n")}\n`
  })
  const head = `# Diagnostics

What \`edict check\` and the start of a guard say of a policy, a page for each code; \`edict help CODE\` prints one. A code never changes its
meaning and is never used again.
`
  return [head, ...parts].join("\n")
}

test("the index of diagnostics has every page", () => {
  // After a new page: UPDATE_GOLDEN=1 npx pnpm@10 test site/test/index.test.ts
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(new URL(path, repository), indexOfDiagnostics())
  expect(readPage(path)).toBe(indexOfDiagnostics())
})

test("every code stands under one heading", () => {
  const codes = pagePaths().filter((page) => page.startsWith("docs/diagnostics/E"))
  expect(codes.length).toBeGreaterThan(100)
  expect(
    codes.filter((code) => phases.filter(({ start }) => code.includes(`/${start}`)).length !== 1),
  ).toEqual([])
})

test.each(["adr", "recipes", "rules"])("the index of docs/%s has every page", (folder) => {
  const names = pagePaths().filter(
    (page) => page.startsWith(`docs/${folder}/`) && !page.endsWith("/README.md"),
  )
  const index = readPage(`docs/${folder}/README.md`)
  expect(names.length).toBeGreaterThan(5)
  expect(names.filter((page) => !index.includes(`](${page.split("/").at(-1)})`))).toEqual([])
})

/** The first block of a kind. */
function blockOf(page: string, kind: string): string {
  const [, text] = new RegExp(`^\`\`\`${kind}\n([^]*?)^\`\`\`$`, "m").exec(readPage(page)) ?? []
  if (text === undefined) throw new Error(`${page} has no block of ${kind}`)
  return text
}

test("the home page shows what the readme shows and tests run", () => {
  expect(blockOf("site/shop.md", "edict")).toBe(blockOf("README.md", "edict"))
  expect(blockOf("site/home.md", "requests")).toBe(blockOf("README.md", "requests"))
})
