import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { defineConfig, type UserConfig } from "vitepress"
import { bodies, type Grammar, requests, session } from "../examples-grammar.ts"
import { renderRepositoryPages } from "../markdown.ts"
import { sidebar, topEntries } from "../navigation.ts"
import { addressOf, anchorOf, pagePaths, repository } from "../pages.ts"

const pages = new Set(pagePaths())
const grammar = JSON.parse(
  readFileSync(new URL("editors/edict.tmLanguage.json", repository), "utf8"),
) as object
// Blocks name it in small letters.
const edict = { ...grammar, name: "edict" } as Grammar

const vitepress = createRequire(import.meta.url).resolve("vitepress/package.json")

/** Pages stand where nothing is installed: what they are compiled to finds the Vue that VitePress has. */
const vueForPages: NonNullable<NonNullable<UserConfig["vite"]>["plugins"]>[number] = {
  name: "vue for pages",
  enforce: "pre",
  resolveId(name, importer) {
    if (importer?.endsWith(".md") !== true || !/^vue(?:\/|$)/.test(name)) return undefined
    return this.resolve(name, vitepress, { skipSelf: true })
  },
}

const config: UserConfig = defineConfig({
  title: "Edict",
  description: "Policy text that decides and guards what an HTTP API answers",
  lang: "en",
  srcDir: "..",
  outDir: "./dist/site",
  cacheDir: "./node_modules/.vitepress",
  // VitePress takes every page below `srcDir`; the site has those that it can name.
  srcExclude: [
    "packages/**",
    "benchmarks/!(RESULTS).md",
    "README.md",
    "scripts/**",
    "editors/**",
    "site/shop.md",
  ],
  rewrites: (path) => (pages.has(path) ? (addressOf(path) ?? path) : path),
  head: [["link", { rel: "icon", type: "image/svg+xml", href: "/mark.svg" }]],
  lastUpdated: false,
  markdown: {
    theme: { light: "github-light", dark: "github-dark" },
    anchor: { slugify: anchorOf },
    languages: [edict, requests, bodies, session],
    config: (markdown) => renderRepositoryPages(markdown, fileURLToPath(repository)),
  },
  themeConfig: {
    logo: "/mark.svg",
    footer: { message: "Apache-2.0. This site loads nothing from anywhere else." },
    nav: topEntries,
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: "local" },
    docFooter: { prev: false, next: false },
  },
  vite: {
    publicDir: fileURLToPath(new URL("../public", import.meta.url)),
    plugins: [vueForPages],
  },
})

export default config
