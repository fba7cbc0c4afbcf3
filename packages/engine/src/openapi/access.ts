import { quoted } from "./comment.ts"
import type { Operation } from "./operations.ts"
import type { Scheme } from "./schemes.ts"

/** Who may call an operation, in words of the language. */
export type Access =
  | {
      readonly kind: "open" | "authenticated"
      /** Names of authenticators, sorted; empty in a policy that declares none. */
      readonly accept: readonly string[]
      /** A `require` line, where one is needed. */
      readonly require: string | undefined
      /** It reads by which scheme the caller came. */
      readonly tellsApart: boolean
      /** Alternatives of the document that are left out, each with the reason. */
      readonly dropped: readonly string[]
    }
  | { readonly kind: "inexpressible"; readonly dropped: readonly string[] }

/**
 * How schemes are told apart in a policy.
 *
 * `authenticators`: the policy reads credentials itself. `host`: none of the document's schemes can be read in this
 * version, so the host program says who calls, and, with `tellsApart`, in `subject.credentials` by which schemes.
 */
export type Mode =
  | { readonly kind: "authenticators" }
  | { readonly kind: "host"; readonly tellsApart: boolean }

/** One way in: the schemes it takes, and the scopes they carry. */
interface Alternative {
  readonly schemes: readonly Scheme[]
  readonly scopes: readonly string[]
}

export function readAccess(
  security: Operation["security"],
  schemes: ReadonlyMap<string, Scheme>,
  mode: Mode,
): Access {
  const dropped: string[] = []
  const kept: Alternative[] = []
  for (const requirement of security ?? []) {
    const alternative = readAlternative(requirement, schemes, mode)
    if (typeof alternative === "string") dropped.push(alternative)
    else kept.push(alternative)
  }
  const accept = mode.kind === "host" ? [] : namesOf(kept.flatMap((alternative) => alternative.schemes))
  const isOpen = kept.some((alternative) => alternative.schemes.length === 0)
  if ((security ?? []).length === 0 || isOpen) {
    return { kind: "open", accept, require: undefined, tellsApart: false, dropped }
  }
  if (kept.length === 0) return { kind: "inexpressible", dropped }
  const tellsApart = mode.kind === "host" ? mode.tellsApart : differByScheme(kept)
  return { kind: "authenticated", accept, require: requireOf(kept, mode, tellsApart), tellsApart, dropped }
}

function readAlternative(
  requirement: ReadonlyMap<string, readonly string[]>,
  schemes: ReadonlyMap<string, Scheme>,
  mode: Mode,
): Alternative | string {
  const found: Scheme[] = []
  for (const key of requirement.keys()) {
    const scheme = schemes.get(key)
    if (!scheme) return `the document declares no scheme \`${key}\``
    if (mode.kind === "authenticators" && !scheme.authenticator) return `\`${key}\` is ${scheme.what}`
    found.push(scheme)
  }
  if (mode.kind === "authenticators" && found.length > 1) {
    return `${[...requirement.keys()].map((key) => `\`${key}\``).join(" and ")} are asked for at once`
  }
  return { schemes: found, scopes: [...requirement.values()].flat() }
}

const namesOf = (schemes: readonly Scheme[]): readonly string[] =>
  [...new Set(schemes.map(({ name }) => name))].sort()

/** The condition under which one of the ways in is met, written as short as it can be. */
function requireOf(
  alternatives: readonly Alternative[],
  mode: Mode,
  tellsApart: boolean,
): string | undefined {
  const ways = alternatives.map(({ schemes, scopes }) => ({
    scopes,
    atoms: [
      ...(tellsApart ? schemes.map(({ name }) => schemeAtom(name, mode)) : []),
      ...scopes.map((scope) => `${quoted(scope)} in subject.scopes`),
    ],
  }))
  const least = ways.filter(
    (way, place) => !ways.some((other, at) => makesNeedless(other.atoms, way.atoms, at < place)),
  )
  const [first] = least
  if (first === undefined || least.some(({ atoms }) => atoms.length === 0)) return undefined
  if (least.length === 1 && first.atoms.length === first.scopes.length) {
    return `require scope ${first.scopes.map(quoted).join(", ")}`
  }
  if (least.length === 1) return `require ${first.atoms.join(" and ")}`
  return `require ${least.map(({ atoms }) => (atoms.length > 1 ? `(${atoms.join(" and ")})` : atoms[0])).join(" or ")}`
}

const schemeAtom = (name: string, mode: Mode): string =>
  mode.kind === "host" ? `${quoted(name)} in subject.credentials` : `subject.authenticator == ${quoted(name)}`

/** With `accept auth` naming the schemes, they matter only where they come with different scopes. */
function differByScheme(alternatives: readonly Alternative[]): boolean {
  const waysOf = new Map<string, string[]>()
  for (const { schemes, scopes } of alternatives) {
    for (const { name } of schemes)
      waysOf.set(name, [...(waysOf.get(name) ?? []), JSON.stringify([...scopes].sort())])
  }
  const ways = [...waysOf.values()].map((scopes) => [...new Set(scopes)].sort().join(" "))
  return new Set(ways).size > 1
}

/** Whoever meets `way` meets `other` too, so that `way` need not be written; of two equal ones the first stays. */
function makesNeedless(other: readonly string[], way: readonly string[], isEarlier: boolean): boolean {
  if (!other.every((atom) => way.includes(atom))) return false
  return other.length < way.length || isEarlier
}
