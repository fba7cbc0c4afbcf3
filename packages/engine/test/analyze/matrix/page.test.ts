import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { script, scriptHash, style, styleHash } from "../../../src/analyze/matrix/page-assets.ts"
import { renderMatrixHtml } from "../../../src/analyze/matrix/page.ts"
import { hasBrowser, startBrowser } from "./browser.ts"
import { matrixOf, saying, shop } from "./shop.ts"

const routes = Array.from({ length: 60 }, (_, place) => `GET /r${place} { allow support }`).join("\n  ")
const text = `package shop
role customer
role support
role admin includes support
role owner of order: Order when order.ownerId == subject.id
type Order { ownerId: string }
subject { id: string }
api /orders {
  limit 10/min per subject.id
  ## <script>alert(1)</script> <img src=x onerror=alert(2)>
  GET / { allow support }
  GET /{id} { load order: Order by path.id  allow owner, support }
  POST /{id}/refund { allow admin  require tls >= 1.2 }
}
api /many {
  ${routes}
}
`

interface Seen {
  readonly page: Page
  /** What the console said, what went wrong, and what was asked of a network. */
  readonly faults: readonly string[]
}

let browser: Browser
let folder = ""

beforeAll(async () => {
  if (!hasBrowser) return
  browser = await startBrowser()
  folder = mkdtempSync(join(tmpdir(), "edict-page-"))
  writeFileSync(join(folder, "matrix.html"), renderMatrixHtml(matrixOf(text)))
}, 60_000)

afterAll(async () => {
  if (!hasBrowser) return
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<Seen> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 700 } })
  const faults: string[] = []
  page.on("console", (message) => faults.push(message.text()))
  page.on("pageerror", (error) => faults.push(error.message))
  page.on("dialog", (dialog) => {
    faults.push(dialog.message())
    void dialog.dismiss()
  })
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) faults.push(request.url())
  })
  await page.goto(pathToFileURL(join(folder, "matrix.html")).href)
  return { page, faults }
}

const browsers = hasBrowser ? ["Chromium"] : []

it.each(browsers)("in %s rows are found as one types, and all come back", async () => {
  const { page, faults } = await open()
  const shown = (): Promise<readonly string[]> =>
    page.locator("tbody tr:visible .path").evaluateAll((paths) => paths.map((path) => path.textContent ?? ""))
  expect(await shown()).toHaveLength(63)
  expect(await page.locator("#count").textContent()).toBe("63 routes")

  await page.keyboard.press("/")
  await page.keyboard.type("REFUND")
  expect(await shown()).toEqual(["POST/orders/{id}/refund"])
  expect(await page.locator("#count").textContent()).toBe("1 of 63 routes")

  await page.fill("#search", "owner get")
  expect(await shown()).toEqual(["GET/orders/{id}"])

  await page.fill("#search", "nowhere")
  expect(await shown()).toEqual([])
  expect(await page.locator("#empty").isVisible()).toBe(true)

  await page.keyboard.press("Escape")
  expect(await shown()).toHaveLength(63)
  expect(await page.locator("#empty").isVisible()).toBe(false)
  expect(faults).toEqual([])
  await page.close()
})

it.each(browsers)(
  "in %s what a policy says is shown as text, and what is put in later does not run",
  async () => {
    const { page, faults } = await open()
    expect(await page.locator(".route small").first().textContent()).toContain("<script>alert(1)</script>")
    expect(await page.locator("img, script").count()).toBe(1)
    expect(faults).toEqual([])

    await page.evaluate(`
    const later = document.createElement("script")
    later.textContent = "document.title = 'it ran'"
    document.body.append(later)
  `)
    expect(await page.title()).toBe("Who may do what: shop")
    expect(faults.join("\n")).toMatch(/Content Security Policy/)
    await page.close()
  },
)

it.each(browsers)("in %s names of routes and callers stay in sight, and every cell has both", async () => {
  const { page } = await open()
  const place = (selector: string): Promise<{ x: number; y: number }> =>
    page.locator(selector).evaluate((element) => {
      const { x, y } = element.getBoundingClientRect()
      return { x, y }
    })
  await page.setViewportSize({ width: 600, height: 500 })
  const before = { head: await place("thead th:nth-child(2)"), first: await place("tbody tr:last-child th") }
  await page.locator(".sheet").evaluate((sheet) => sheet.scrollTo(150, 400))
  const after = { head: await place("thead th:nth-child(2)"), first: await place("tbody tr:last-child th") }
  expect(after.head.y).toBe(before.head.y)
  expect(after.head.x).toBeLessThan(before.head.x)
  expect(after.first.x).toBe(before.first.x)
  expect(after.first.y).toBeLessThan(before.first.y)
  expect(await page.locator("thead th:not([scope=col]), tbody th:not([scope=row])").count()).toBe(0)
  expect(await page.locator("tbody tr th:first-child").count()).toBe(63)
  await page.close()
})

it.each(browsers)("in %s the keyboard reaches the search and the table, and sees where it is", async () => {
  const { page } = await open()
  const focused = (): Promise<unknown> =>
    page.evaluate(`(() => {
      const { activeElement } = document
      return activeElement.id + activeElement.className + " " + getComputedStyle(activeElement).outlineStyle
    })()`)
  await page.keyboard.press("Tab")
  expect(await focused()).toBe("search solid")
  await page.keyboard.press("Tab")
  expect(await focused()).toBe("sheet solid")
  await page.close()
})

it.each(browsers)("in %s on paper there is the whole table and no search", async () => {
  const { page } = await open()
  await page.emulateMedia({ media: "print" })
  expect(await page.locator("#search").isVisible()).toBe(false)
  const cut = await page.locator(".sheet").evaluate((sheet) => sheet.scrollHeight - sheet.clientHeight)
  expect(cut).toBe(0)
  expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-")
  await page.close()
})

/** Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3). */
const faintTexts = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number)
  const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
  const luminance = (color) => {
    const [red, green, blue] = channels(color).map(linear)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const backOf = (element) => {
    const own = getComputedStyle(element).backgroundColor
    return channels(own)[3] === 0 && element.parentElement ? backOf(element.parentElement) : own
  }
  const texts = [...document.querySelectorAll("h1, h1 span, label, small, .mark, .verb, .path, li, dd, .as-route")]
  return texts.flatMap((element) => {
    const [ink, back] = [luminance(getComputedStyle(element).color), luminance(backOf(element))]
    const ratio = (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05)
    return ratio < 4.5 ? [(element.className || element.tagName) + ": " + ratio.toFixed(2)] : []
  })
})()`

it.each(browsers)("in %s texts are readable by day and by night", async () => {
  const { page } = await open()
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    const faint = await page.evaluate<readonly string[]>(faintTexts)
    expect({ colorScheme, faint: [...new Set(faint)] }).toEqual({ colorScheme, faint: [] })
  }
  await page.close()
})

describe("as a page", () => {
  it("admits by hash its own style and script, and nothing else", () => {
    const hash = (content: string): string =>
      `sha256-${createHash("sha256").update(content).digest("base64")}`
    expect({ styleHash, scriptHash }).toEqual({ styleHash: hash(style), scriptHash: hash(script) })
    const page = renderMatrixHtml(matrixOf(shop))
    expect(page).toContain(`<style>${style}</style>`)
    expect(page).toContain(`<script>${script}</script>`)
    expect(page).toContain(
      `default-src 'none'; style-src '${styleHash}'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`.replaceAll(
        "'",
        "&#39;",
      ),
    )
  })

  it("names nothing of elsewhere, and has no handler in an attribute", () => {
    const page = renderMatrixHtml(matrixOf(shop))
    expect(page).not.toMatch(/\s(?:src|href)=|url\(|@import|\son\w+=|style="/)
  })

  it("takes whatever a policy says for text", () => {
    const page = renderMatrixHtml(saying(`</script><img src=x onerror="alert(1)">'&`))
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toContain("<img")
    expect(page).toContain("&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;")
  })
})
