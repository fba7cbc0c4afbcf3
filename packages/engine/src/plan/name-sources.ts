import { createHash } from "node:crypto"
import type { Policy } from "../model/policy.ts"

/** A text that a policy was made of. */
interface Named {
  readonly path: string
  readonly text: string
}

/**
 * The name of a policy as audit lines print it: SHA-256 in hexadecimal over its texts with their paths,
 * its schemas, and the values of its settings. The order of files does not matter.
 */
export function nameSources(
  sources: readonly Named[],
  schemas: ReadonlyMap<string, string>,
  { settings }: Policy,
): string {
  const parts = [
    ...sources.map(({ path, text }) => ["policy", path, text]),
    ...[...schemas].map(([path, text]) => ["schema", path, text]),
    ...settings.map(({ name, value }) => ["setting", name, value]),
  ]
  const lines = parts.map((part) => JSON.stringify(part)).sort()
  return createHash("sha256").update(lines.join("\n")).digest("hex")
}
