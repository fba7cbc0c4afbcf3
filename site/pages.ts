import { readdirSync, readFileSync } from "node:fs"

/** The repository, in which all paths here are. */
export const repository: URL = new URL("../", import.meta.url)

/** Where pages that stand outside `docs/` are shown. */
const elsewhere: Readonly<Record<string, string>> = {
  "ARCHITECTURE.md": "architecture.md",
  "CHANGELOG.md": "changelog.md",
  "CONTRIBUTING.md": "contributing.md",
  "benchmarks/RESULTS.md": "figures.md",
  "docs/README.md": "contents.md",
  "site/grammar.md": "grammar.md",
  "site/home.md": "index.md",
}

/** What links lead to that is shown on a page of another name. */
const shownBy: Readonly<Record<string, string>> = {
  "README.md": "site/home.md",
  "docs/grammar.ebnf": "site/grammar.md",
}

/** Paths of all pages of the site, as they stand in the repository. */
export function pagePaths(): readonly string[] {
  const found = ["docs", "policies"].flatMap((folder) =>
    readdirSync(new URL(folder, repository), { recursive: true, encoding: "utf8" }).map(
      (name) => `${folder}/${name.replaceAll("\\", "/")}`,
    ),
  )
  const pages = found.filter((path) => path.endsWith(".md") && addressOf(path) !== undefined)
  return [...new Set([...Object.keys(elsewhere), ...pages])].toSorted()
}

/** Where the site has what stands at a path of the repository: `rules/index.md`; undefined if it has it nowhere. */
export function addressOf(path: string): string | undefined {
  const page = shownBy[path] ?? path
  if (Object.hasOwn(elsewhere, page)) return elsewhere[page]
  const [, policy] = /^policies\/([\w-]+)\/README\.md$/.exec(page) ?? []
  if (policy !== undefined) return `policies/${policy}.md`
  const [, inDocs] = /^docs\/(.*\.md)$/.exec(page) ?? []
  return inDocs?.replace(/(^|\/)README\.md$/, "$1index.md")
}

/** The link of a page within the site: `/rules/`, `/tour.html`. */
export function linkOf(path: string): string | undefined {
  return addressOf(path)
    ?.replace(/^/, "/")
    .replace(/(^|\/)index\.md$/, "$1")
    .replace(/\.md$/, ".html")
}

/** The path that a link of a page leads to, in the repository; a folder stands for its README. */
export function targetOf(link: string, from: string): { readonly path: string; readonly anchor?: string } {
  const [file = "", anchor] = link.split("#")
  const resolved = file === "" ? from : new URL(file, new URL(from, "file:///")).pathname.slice(1)
  const path = resolved === "" || resolved.endsWith("/") ? `${resolved}README.md` : resolved
  return anchor === undefined ? { path } : { path, anchor }
}

/** The anchor of a heading, as the places make it that show Markdown from a repository: links hold in both. */
export function anchorOf(heading: string): string {
  const text = heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
  return text.replaceAll(" ", "-")
}

export function readPage(path: string): string {
  return readFileSync(new URL(path, repository), "utf8")
}

/** What a page is called: its first heading. */
export function titleOf(path: string): string {
  const [, title] = /^# (.*)$/m.exec(readPage(path)) ?? []
  if (title === undefined) throw new Error(`${path} has no heading`)
  return title.replaceAll("`", "")
}
