import { writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { readPage } from "./page.ts"

const results = readPage("benchmarks/RESULTS.md")

/** What a benchmark last printed. */
function sectionOf(name: string): string {
  const [, text] = new RegExp(`^## ${name}\n\n\`\`\`text\n([^]*?)\n\`\`\`$`, "m").exec(results) ?? []
  if (text === undefined) throw new Error(`benchmarks/RESULTS.md has no section ${name}`)
  return text
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) throw new Error(`no figures for ${head.join(", ")}`)
  const [first = "", ...others] = head
  const lines = [
    [first, ...others],
    ["---", ...others.map((name) => (name === "who" ? "---" : "---:"))],
    ...rows,
  ]
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")
}

/** Ratios by number of rules and peer: of generated code, then of closures. */
function decideTable(): string {
  const ratios = new Map<string, Map<string, string[]>>()
  let rules = ""
  for (const line of sectionOf("decide").split("\n")) {
    const [, count] = /^Edict, \w+, (\d+) rules:/.exec(line) ?? []
    if (count !== undefined) rules = count
    const [, ratio, peer] = /^ +([\d.]+) × the speed of (.+?) {2,}\d/.exec(line) ?? []
    if (ratio === undefined || peer === undefined) continue
    const row = ratios.get(rules) ?? new Map<string, string[]>()
    row.set(peer, [...(row.get(peer) ?? []), ratio])
    ratios.set(rules, row)
  }
  const peers = [...new Set([...ratios.values()].flatMap((row) => [...row.keys()]))]
  const rows = [...ratios].map(([count, row]) => [
    Number(count).toLocaleString("en-US"),
    ...peers.map((peer) => row.get(peer)?.join(" / ") ?? "not measured"),
  ])
  return table(["rules", ...peers], rows)
}

function httpTable(): string {
  const rows: string[][] = []
  let framework = ""
  for (const line of sectionOf("http").split("\n")) {
    if (/^\w+$/.test(line)) framework = line
    const [, who, ...figures] =
      /^ {2}(\S.*?) {2,}([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) +[\d.]+ +[\d.]+ +[\d.]+ +([\d.]+)$/.exec(
        line,
      ) ?? []
    const [requests, share, p50, p99, added] = figures
    if (who !== undefined)
      rows.push([framework, who, `${requests}`, `${share}`, `${p50}`, `${p99}`, `${added}`])
  }
  return table(["framework", "who", "requests a second", "× bare", "p50 µs", "p99 µs", "added µs"], rows)
}

/** Lines of a name and a figure. */
function linesTable(name: string, pattern: RegExp): string {
  const rows = sectionOf(name)
    .split("\n")
    .flatMap((line) => {
      const [, what, figure] = pattern.exec(line) ?? []
      return what === undefined || figure === undefined ? [] : [[what, figure]]
    })
  return table(["", "median"], rows)
}

/** What each benchmark says falls short of its target. */
function shortList(): string {
  const names = [...results.matchAll(/^## (.+)$/gm)].map(([, name = ""]) => name)
  const short = names.flatMap((name) => {
    const [, text = ""] = sectionOf(name).split("short of the target:\n")
    return text
      .split("\n")
      .filter((line) => line.startsWith("  "))
      .map((line) => `${name}: ${line.trim()}`)
  })
  return short.length === 0 ? "Nothing." : short.map((line) => `- ${line}`).join("\n")
}

const figures: Readonly<Record<string, () => string>> = {
  decide: decideTable,
  http: httpTable,
  command: () => linesTable("command", /^(\S.*?) {2,}([\d.]+ s)/),
  compile: () => linesTable("compile", /^(\d.*?): (.*)$/),
  short: shortList,
}

const path = "docs/comparison.md"

// After a benchmark: UPDATE_GOLDEN=1 npx vitest run packages/engine/test/docs/comparison.test.ts

test("the comparison has the figures that the benchmarks printed", () => {
  const page = readPage(path)
  const parts = page.split(/(?<=^<!-- figures: \w+ -->\n)/m)
  const written = parts.map((part, index) => {
    const [, name = ""] = /<!-- figures: (\w+) -->\n$/.exec(parts[index - 1] ?? "") ?? []
    if (index === 0) return part
    const figure = figures[name]
    if (figure === undefined) throw new Error(`${path} asks for figures of ${name}`)
    const rest = part.replace(/^\n(?:[|-] ?.*\n|Nothing\.\n)*/, "")
    return `\n${figure()}\n${rest.startsWith("\n") ? "" : "\n"}${rest}`
  })
  const expected = written.join("")
  if (process.env["UPDATE_GOLDEN"] === "1")
    writeFileSync(new URL(`../../../../${path}`, import.meta.url), expected)
  expect(parts.length).toBe(Object.keys(figures).length + 1)
  expect(readPage(path)).toBe(expected)
})
