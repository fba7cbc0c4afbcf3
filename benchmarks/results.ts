import { existsSync, readFileSync, writeFileSync } from "node:fs"

/** Where results go: RESULTS.md of the source tree, whichever file runs. */
const file = new URL("RESULTS.md", import.meta.url)
const title =
  "# What the benchmarks last printed\n\nEach section is written by `npx pnpm@10 bench NAME`; ratios travel between machines, nanoseconds and seconds do not.\n"

/** Puts what a benchmark printed into its section, and leaves the others as they are. */
export function recordResults(name: string, lines: readonly string[]): void {
  const known = existsSync(file) ? readFileSync(file, "utf8") : title
  const heading = `## ${name}`
  const others = known.split(/^(?=## )/m).filter((section) => section.split("\n")[0] !== heading)
  const section = `${heading}\n\n\`\`\`text\n${lines.join("\n").trim()}\n\`\`\`\n`
  writeFileSync(file, [...others.map((text) => `${text.trimEnd()}\n\n`), section].join(""))
}
