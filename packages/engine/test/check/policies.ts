import { check, type Checked, type CheckOptions } from "../../src/check/check.ts"
import type { Policy } from "../../src/model/policy.ts"
import { parse } from "../../src/syntax/parse.ts"

export interface Given extends CheckOptions {
  readonly path?: string
}

/** Parses and checks one file that must parse. */
export function checkText(text: string, { path = "policy.edict", ...options }: Given = {}): Checked {
  return checkFiles({ [path]: text }, options)
}

/** Parses and checks files by path; a text that does not parse fails the test. */
export function checkFiles(files: Readonly<Record<string, string>>, options: CheckOptions = {}): Checked {
  const parsed = Object.entries(files).map(([path, text]) => {
    const { value, diagnostics } = parse({ path, text })
    if (diagnostics.length > 0)
      throw new Error(diagnostics.map(({ message, span }) => `${path}:${span.line} ${message}`).join("\n"))
    return value
  })
  return check(parsed, options)
}

/** A policy that must check. */
export function policyOf(text: string, given: Given = {}): Policy {
  const { value, diagnostics } = checkText(text, given)
  if (value === undefined)
    throw new Error(diagnostics.map(({ message, span }) => `${span.line} ${message}`).join("\n"))
  return value
}
