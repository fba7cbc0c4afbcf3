import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { renderCoverageHtml } from "../../../src/testing/coverage/html.ts"
import { hasBrowser, startBrowser } from "../../analyze/matrix/browser.ts"
import { cover } from "./shop.ts"

const text = `package shop
role user
GET /covered { allow anyone }
GET /partly { allow user when query.q == "<img src=x onerror=alert(1)>" }
\tGET /open { allow user }
`
const user = { id: "ann", roles: ["user"] }
const report = cover(text, [
  { ask: "GET /covered" },
  { ask: "GET /covered", as: user },
  { ask: "GET /partly", as: user },
])

let browser: Browser
let folder = ""

beforeAll(async () => {
  if (!hasBrowser) return
  browser = await startBrowser()
  folder = mkdtempSync(join(tmpdir(), "edict-coverage-"))
  writeFileSync(join(folder, "coverage.html"), renderCoverageHtml(report))
}, 60_000)

afterAll(async () => {
  if (!hasBrowser) return
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } })
  const faults: string[] = []
  page.on("console", (message) => faults.push(message.text()))
  page.on("pageerror", (error) => faults.push(error.message))
  page.on("dialog", (dialog) => {
    faults.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) faults.push(request.url())
  })
  await page.goto(pathToFileURL(join(folder, "coverage.html")).href)
  return { page, faults }
}

describe.runIf(hasBrowser)("the page of coverage, in a browser", () => {
  it("colours every line, shows the source as it is, and asks for nothing", async () => {
    const { page, faults } = await open()
    const rows = await page
      .locator(".source tr")
      .evaluateAll((all) =>
        all.map((row) => [row.className, (row.querySelector("pre")?.textContent ?? "").replace(/\s+$/, "")]),
      )
    expect(rows).toEqual([
      ["", "package shop"],
      ["", "role user"],
      ["covered", "GET /covered { allow anyone }"],
      ["partly", 'GET /partly { allow user when query.q == "<img src=x onerror=alert(1)>" }'],
      ["uncovered", "    GET /open { allow user }"],
    ])
    // An expression is taken as a text: the program knows no names of a page.
    const colours: readonly string[] = await page.evaluate(
      '[...document.querySelectorAll(".source tr")].map((row) => getComputedStyle(row).backgroundColor)',
    )
    expect(new Set(colours).size).toBe(4)
    expect(faults).toEqual([])
  })

  it("tells outcomes on hover and on a click, and leaves them out of print", async () => {
    const { page } = await open()
    const row = page.locator("tr.partly")
    expect(await row.getAttribute("title")).toBe(
      'GET /partly by anonymous: asked 0×\nGET /partly by user: asked 1×\nallow user when query.q == "<img src=x onerror=alert(1)>": met 0×, not met 1×\nquery.q == "<img src=x onerror=alert(1)>": true 0×, false 0×, unknown 1×',
    )
    const outcomes = row.locator("ul")
    expect(await outcomes.isVisible()).toBe(false)
    await row.locator("summary").click()
    expect(await outcomes.isVisible()).toBe(true)
    await page.emulateMedia({ media: "print" })
    expect(await outcomes.isVisible()).toBe(false)
  })
})
