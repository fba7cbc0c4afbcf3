import { isReserved } from "../syntax/tokens.ts"

/** Gives out names that the language takes, each once. */
export interface NameRegister {
  /** The nearest name to `wanted` that is still free. */
  readonly claim: (wanted: string, fallback: string) => string
  /** `wanted` itself, if it is a name and free. */
  readonly claimExactly: (wanted: string) => string | undefined
}

export function nameRegister(): NameRegister {
  const taken = new Set<string>()
  return {
    claim(wanted, fallback) {
      const base = nameFrom(wanted) ?? fallback
      let name = base
      for (let count = 2; taken.has(name); count++) name = `${base}_${count}`
      taken.add(name)
      return name
    },
    claimExactly(wanted) {
      if (!isName(wanted) || taken.has(wanted)) return undefined
      taken.add(wanted)
      return wanted
    },
  }
}

function isName(text: string): boolean {
  return text.length <= 100 && /^[A-Za-z_]\w*(?:-\w+)*$/.test(text) && !isReserved(text)
}

function nameFrom(text: string): string | undefined {
  const name = text
    .slice(0, 60)
    .replaceAll(/[^\w-]+/g, "_")
    .replaceAll(/-+/g, "-")
    .replaceAll(/^[-_\d]+|[-_]+$/g, "")
  if (name === "") return undefined
  return isReserved(name) ? `${name}_` : name
}

/** A title as the name of a package and of its file: `Museum API` → `museum-api`. */
export function slug(title: string): string {
  const words = title
    .slice(0, 60)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[-\d]+|-+$/g, "")
  return words === "" || isReserved(words) ? "api" : words
}

/** `bearer_auth` → `BEARER_AUTH`. */
export function variableFrom(name: string): string {
  return name.replaceAll("-", "_").toUpperCase()
}
