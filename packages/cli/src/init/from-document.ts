import {
  type CompiledPolicy,
  compile,
  type Diagnostic,
  importOpenApi,
  type PlannedRoute,
} from "@edict/engine"
import { Failure } from "../exit.ts"
import { type Drafts, policyFolder } from "./drafts.ts"

export interface ImportedDrafts extends Drafts {
  readonly routes: number
  readonly operations: number
  /** What of the document the policy does not say. */
  readonly diagnostics: readonly Diagnostic[]
}

/** The policy of an OpenAPI document, and a test of every route that says what the document says of callers. */
export function documentDrafts(source: { readonly path: string; readonly text: string }): ImportedDrafts {
  const { value, diagnostics } = importOpenApi(source)
  if (!value) {
    const [first] = diagnostics
    throw new Failure(`\`${source.path}\` is no OpenAPI document that can be read`, { hint: first?.message })
  }
  if (value.routes === 0) {
    const [first] = diagnostics
    throw value.operations === 0
      ? new Failure(`\`${source.path}\` has no operations`, {
          hint: "a policy is made of them; without --openapi, init writes one to begin with",
        })
      : new Failure(`no operation of \`${source.path}\` can be a route`, { hint: first?.message })
  }
  const text = value.text.replace("made by `edict import openapi`", "made by `edict init --openapi`")
  const { policy, diagnostics: faults } = compile([{ path: value.path, text }])
  // Written by this command, so a policy that does not compile is its own fault: nothing of it is kept.
  if (!policy)
    throw new Error(`the policy made of \`${source.path}\` does not compile: ${faults[0]?.message ?? ""}`)
  const { authenticators, routes } = policy.model
  return {
    files: new Map([
      [`${policyFolder}/${value.path}`, text],
      [`${policyFolder}/${value.path.replace(/\.edict$/, ".test.yaml")}`, testsOf(policy)],
    ]),
    asksHost: authenticators.length === 0,
    loads: [...new Set(routes.flatMap(({ loads }) => loads.map(({ name }) => name)))],
    routes: value.routes,
    operations: value.operations,
    diagnostics,
  }
}

function testsOf(policy: CompiledPolicy): string {
  const scopes = scopesOf(policy)
  const subject = { id: "u1", ...(scopes.length > 0 ? { scopes } : {}) }
  const rows = policy.plan.routes.flatMap((route) => {
    const row = rowOf(route, policy, subject)
    return row === undefined ? [] : [`  ${row}`]
  })
  return [
    "policy: .",
    "now: 2026-01-01T00:00:00Z",
    "",
    "actors:",
    `  caller: ${JSON.stringify(subject)}`,
    "",
    "# Who may do what: `else` stands for everybody who is not named, those without credentials too.",
    ...(rows.length === 0 ? ["matrix: {}"] : ["matrix:", ...rows]),
    "",
  ].join("\n")
}

/** One caller with every scope that the document names may do whatever it lets anybody do. */
function scopesOf({ plan }: CompiledPolicy): readonly string[] {
  const named = plan.routes.flatMap(({ requires }) =>
    requires.flatMap(({ what }) => (what.kind === "scope" ? what.scopes : [])),
  )
  return [...new Set(named)].sort()
}

/** A route that hangs on which authenticator it was is left to its author, as is one whose sample path is another's. */
function rowOf(
  { id, verb, template, accept }: PlannedRoute,
  policy: CompiledPolicy,
  subject: Readonly<Record<string, unknown>>,
): string | undefined {
  const path = samplePath(template)
  const request = { method: verb, path, context: { tls: 1.3, ip: "192.0.2.1" } }
  const matched = policy.match(request)
  if (matched.kind !== "route" || matched.route.id !== id) return undefined
  const known = policy.decide({ ...request, subject })
  const unknown = policy.decide(request)
  if (known.decision !== "allow") return undefined
  const others = unknown.decision === "allow" ? "allow" : String(unknown.status)
  const name = JSON.stringify(`${verb} ${path}`)
  // Whoever brings credentials of a kind that is not accepted is refused, even where anyone is allowed.
  const takesNone = policy.plan.authenticators.length > 0 && accept === undefined
  return takesNone
    ? `${name}: { anonymous: ${others}, else: 401 }`
    : `${name}: { caller: allow, else: ${others} }`
}

/** A path that fits, every parameter filled with a value of its type. */
function samplePath({ segments, parameters, trailingSlash }: PlannedRoute["template"]): string {
  const valueOf = (place: number): string => {
    const type = parameters[place]?.type
    if (type?.kind === "int" || type?.kind === "number") return String(type.min ?? 1)
    if (type?.kind === "uuid") return "00000000-0000-4000-8000-000000000000"
    if (type?.kind === "string" && type.values !== undefined) return type.values[0] ?? ""
    return `${place + 1}`
  }
  const parts = segments.map((segment) => {
    switch (segment.kind) {
      case "literal":
        return segment.text
      case "mixed":
        return segment.parts.map((part) => (typeof part === "string" ? part : valueOf(part))).join("")
      case "typed":
      case "parameter":
        return valueOf(segment.parameter)
      case "rest":
        return "rest"
    }
  })
  return `/${parts.join("/")}${trailingSlash ? "/" : ""}`
}
