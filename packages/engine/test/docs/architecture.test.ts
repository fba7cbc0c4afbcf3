import { existsSync, readdirSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { readPage } from "./page.ts"

const page = readPage("ARCHITECTURE.md")
const repository = new URL("../../../../", import.meta.url)
const source = new URL("packages/engine/src/", repository)

interface Room {
  readonly rooms?: "all" | readonly string[]
  readonly types?: readonly string[]
  readonly packages?: readonly string[]
  readonly builtins?: "all" | readonly string[]
}

/** The cells of the first table below a heading. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const after = page.slice(page.indexOf(heading))
  const [table = ""] = after.slice(after.indexOf("|---")).split("\n\n")
  const lines = table.split("\n").filter((line) => line.startsWith("| "))
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function importsOf({ rooms: names = [], types }: Room): string {
  if (names === "all") return "all"
  return names.join(", ") + (types === undefined ? "" : `; types of ${types.join(", ")}`)
}

function outsideOf({ packages = [], builtins = [] }: Room): string {
  return [...packages, ...(builtins === "all" ? ["Node"] : builtins)].join(", ")
}

describe("ARCHITECTURE.md", () => {
  test("has the room table that is enforced", async () => {
    const table = (await import(new URL("scripts/rooms.mjs", repository).href)) as {
      readonly rooms: Readonly<Record<string, Room>>
    }
    const expected = Object.entries(table.rooms).map(([name, room]) => [
      `\`${name}\``,
      importsOf(room),
      outsideOf(room),
    ])
    expect(rowsBelow("### Who may import whom")).toEqual(expected)
  })

  test("says what every room is", () => {
    const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.length).toBeGreaterThan(15)
    for (const { name } of folders) expect(page).toContain(`\n**\`${name}/\`** `)
  })

  test("names files that are there", () => {
    const texts = rowsBelow("## Where is…?").flatMap(([, place = ""]) => [
      ...place.matchAll(/`([^`<(]+\/[^`<(]*)`/g),
    ])
    expect(texts.length).toBeGreaterThan(15)
    const missing = texts.map(([, path = ""]) => path).filter((path) => !isThere(path))
    expect(missing).toEqual([])
  })

  test("has the steps of the way", () => {
    const [, way = ""] = /```text\n(target →[^\n]*)/.exec(page) ?? []
    const code = readPage("packages/engine/src/guard/way.ts")
    const [, list = ""] = /const way: readonly Step\[\] = \[\n(.*?)\n\]/s.exec(code) ?? []
    const steps = list.split("\n")
    expect(steps.length).toBeGreaterThan(8)
    expect(way.split(" → ")).toHaveLength(steps.length)
  })

  test("says what every file of the adapters does", () => {
    const files = readdirSync(new URL("packages/adapters/src/", repository)).map((name) => `\`${name}\``)
    const named = rowsBelow("## Files of the adapters").flatMap(([names = ""]) => names.split(", "))
    expect(named.toSorted()).toEqual(files.toSorted())
  })

  test("is no longer than a reader bears", () => {
    expect(page.split("\n").length).toBeLessThanOrEqual(300)
  })
})

function isThere(path: string): boolean {
  return existsSync(new URL(path, source)) || existsSync(new URL(path, repository))
}
