import type { Template } from "../../target/template.ts"
import type { LintRoute } from "./lint-route.ts"

/** The words of the last segment that is plain text: `reset`, `password` of `/users/{id}/reset-password`; lower case. */
export function lastWords({ segments }: Template): readonly string[] {
  const last = segments.findLast(({ kind }) => kind === "literal")
  return last?.kind === "literal" ? wordsOf(last.text) : []
}

/** `signIn`, `sign-in` and `sign_in` are `sign`, `in`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .split(/[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase())
}

/** What takes no more from a service than it takes to say that it runs. */
const probes: ReadonlySet<string> = new Set(
  "health healthz healthcheck live livez liveness ready readyz readiness ping status version metrics".split(
    " ",
  ),
)

/** A route that machines ask whether the service runs, such as `GET /healthz`; anyone may. */
export function isProbe({ planned, allowsAnyone }: LintRoute): boolean {
  const last = planned.template.segments.at(-1)
  return allowsAnyone && planned.verb === "GET" && last?.kind === "literal" && probes.has(last.text)
}

/** What may change something; `ANY` takes such requests too. */
export const isWrite = (verb: string): boolean => verb !== "GET" && verb !== "HEAD"
