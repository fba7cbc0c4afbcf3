import { canonicalize, pathCharacters } from "../target/canonical.ts"

// One pass over a request target finds where its segments lie and what each hashes to, and sees
// whether it is canonical already. What the pass does not know goes to `canonicalize`, whose meaning it shares.

const slash = 0x2f
const dot = 0x2e

/** What the last scan found. Reused by every scan: whoever needs more than the next call copies it. */
export interface Scan {
  /** In canonical form. */
  path: string
  /** Segments; a path that ends in `/` has an empty last one, `/` alone has none. */
  count: number
  starts: Int32Array
  ends: Int32Array
  hashes: Int32Array
}

export const scan: Scan = {
  path: "/",
  count: 0,
  starts: new Int32Array(64),
  ends: new Int32Array(64),
  hashes: new Int32Array(64),
}

function grow(): void {
  const size = scan.starts.length * 2
  for (const name of ["starts", "ends", "hashes"] as const) {
    const larger = new Int32Array(size)
    larger.set(scan[name])
    scan[name] = larger
  }
}

/** Fills `scan` from a request target; false where the target is ambiguous. */
export function scanTarget(target: string): boolean {
  if (scanPlain(target, target.length, false)) return true
  const canonical = canonicalize(target)
  return canonical.kind === "path" && scanPlain(canonical.path, canonical.path.length, true)
}

const hashSeed: number = 0x811c9dc5 | 0

/** FNV-1a over UTF-16 units: mixes well enough for path segments and needs one multiplication a character. */
export function hashOf(text: string): number {
  let hash = hashSeed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}

/**
 * False where the target is not plainly canonical.
 * `escapes`: it is known to be canonical, so that its `%` are kept escapes.
 */
function scanPlain(target: string, length: number, escapes: boolean): boolean {
  if (length === 0 || target.charCodeAt(0) !== slash) return false
  while (scan.starts.length * 2 <= length) grow()
  const { starts, ends, hashes } = scan
  let count = 0
  let start = 1
  let hash = hashSeed
  for (let at = 1; at < length; at++) {
    const char = target.charCodeAt(at)
    if (char === slash) {
      if (at === start || isDotSegment(target, start, at)) return false
      starts[count] = start
      ends[count] = at
      hashes[count] = hash
      count++
      start = at + 1
      hash = hashSeed
      continue
    }
    // Nothing beyond the table may stand in a path.
    if (!pathCharacters[char] && !(escapes && char === 0x25)) return false
    hash = Math.imul(hash ^ char, 0x01000193)
  }
  if (length > 1) {
    if (isDotSegment(target, start, length)) return false
    starts[count] = start
    ends[count] = length
    hashes[count] = hash
    count++
  }
  scan.path = target
  scan.count = count
  return true
}

function isDotSegment(target: string, start: number, end: number): boolean {
  const length = end - start
  if (length > 2 || target.charCodeAt(start) !== dot) return false
  return length === 1 || target.charCodeAt(start + 1) === dot
}
