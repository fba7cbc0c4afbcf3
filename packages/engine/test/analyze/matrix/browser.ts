import { existsSync } from "node:fs"
import { chromium, type Browser } from "playwright-core"

const path = process.env["EDICT_CHROMIUM"] ?? "/usr/bin/chromium"

/** A browser is at hand. Where nothing may be skipped it must be: starting it then fails if it is not. */
export const hasBrowser: boolean = existsSync(path) || process.env["EDICT_FORBID_SKIP"] === "1"

export function startBrowser(): Promise<Browser> {
  // Root has no sandbox of its own to give away, and pages of a test are its own.
  return chromium.launch({ executablePath: path, args: ["--no-sandbox", "--disable-gpu"] })
}
