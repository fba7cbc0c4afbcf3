import type { DefaultTheme } from "vitepress"
import { linkOf, pagePaths, titleOf } from "./pages.ts"

type Entry = DefaultTheme.SidebarItem

const pages = pagePaths()
/** In the order of use; those that are not named come last. */
const guides = [
  "fastify",
  "express",
  "koa",
  "command",
  "testing",
  "explain-and-cover",
  "lint",
  "format",
  "build",
  "ci",
  "operate",
]

function entry(path: string, text: string = titleOf(path)): DefaultTheme.NavItemWithLink {
  const link = linkOf(path)
  if (link === undefined) throw new Error(`${path} is no page`)
  return { text, link }
}

/** Every page of a folder but its index, those that are named here first. */
function entriesOf(folder: string, first: readonly string[], text = titleOf): DefaultTheme.NavItemWithLink[] {
  const named = first.map((name) => `${folder}/${name}.md`)
  const others = pages.filter(
    (path) => path.startsWith(`${folder}/`) && path !== `${folder}/README.md` && !named.includes(path),
  )
  return [...named, ...others].map((path) => entry(path, text(path)))
}

const nameOf = (path: string): string => path.replace(/^.*\//, "").replace(/\.md$/, "")

/** What reports a diagnostic, by how its code begins. */
export const phases: readonly { readonly start: string; readonly name: string }[] = [
  { start: "E0", name: "Reading a file" },
  { start: "E1", name: "Names" },
  { start: "E2", name: "Types" },
  { start: "E3", name: "What rules reach" },
  { start: "E4", name: "What would stand open" },
  { start: "E5", name: "Files of tests" },
  { start: "E6", name: "Importing" },
  { start: "E7", name: "Exceptions to lint rules" },
]

function diagnostics(): Entry[] {
  const all = entriesOf("docs/diagnostics", [])
  return phases.map(({ start, name }) => ({
    text: name,
    items: all.filter(({ text }) => text.startsWith(start)),
  }))
}

const main: Entry[] = [
  {
    text: "Begin",
    items: [
      entry("docs/tour.md", "Tour"),
      entry("docs/language.md", "The language"),
      entry("docs/README.md", "What is where"),
    ],
  },
  {
    text: "Guides",
    items: entriesOf("docs/guides", guides),
  },
  {
    text: "Recipes",
    items: [entry("docs/recipes/README.md", "All recipes"), ...entriesOf("docs/recipes", [])],
  },
  { text: "Example policies", items: entriesOf("policies", ["orders/README"]) },
  {
    text: "Reference",
    items: [
      entry("docs/rules/README.md", "Lint rules"),
      entry("docs/diagnostics/README.md", "Diagnostics"),
      entry("docs/grammar.ebnf", "Grammar"),
    ],
  },
  {
    text: "Background",
    items: [
      entry("docs/comparison.md", "Comparison"),
      entry("docs/security.md", "Promises and limits"),
      entry("benchmarks/RESULTS.md", "Figures"),
      entry("docs/adr/README.md", "Decisions"),
      entry("ARCHITECTURE.md", "Architecture"),
      entry("docs/style.md", "Style"),
      entry("CONTRIBUTING.md", "Contributing"),
      entry("CHANGELOG.md", "Changes"),
    ],
  },
]

/** What stands beside a page, by the folder of the site that the page is in. */
export const sidebar: DefaultTheme.SidebarMulti & Readonly<Record<string, Entry[]>> = {
  "/": main,
  "/rules/": [
    {
      text: "Lint rules",
      items: [entry("docs/rules/README.md", "All rules"), ...entriesOf("docs/rules", [], nameOf)],
    },
  ],
  "/diagnostics/": [
    { text: "Diagnostics", items: [entry("docs/diagnostics/README.md", "All codes")] },
    ...diagnostics(),
  ],
  "/adr/": [
    {
      text: "Decisions",
      items: [entry("docs/adr/README.md", "All decisions"), ...entriesOf("docs/adr", [])],
    },
  ],
}

/** What stands on top of every page. */
export const topEntries: (DefaultTheme.NavItemWithLink | DefaultTheme.NavItemWithChildren)[] = [
  entry("docs/tour.md", "Tour"),
  entry("docs/language.md", "Language"),
  {
    text: "Guides",
    items: entriesOf("docs/guides", guides),
  },
  entry("docs/recipes/README.md", "Recipes"),
  {
    text: "Reference",
    items: [
      entry("docs/guides/command.md", "The command"),
      entry("docs/rules/README.md", "Lint rules"),
      entry("docs/diagnostics/README.md", "Diagnostics"),
      entry("docs/grammar.ebnf", "Grammar"),
      entry("docs/adr/README.md", "Decisions"),
    ],
  },
  entry("docs/comparison.md", "Comparison"),
]

interface Linked {
  readonly text?: string | undefined
  readonly link?: string | undefined
  readonly items?: readonly object[] | undefined
}

/** Every link of a navigation, however deep. */
export function linksOf(entries: readonly Linked[]): readonly string[] {
  return entries.flatMap(({ link, items = [] }) => [...(link === undefined ? [] : [link]), ...linksOf(items)])
}
