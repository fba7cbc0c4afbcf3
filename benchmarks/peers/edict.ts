import { compile } from "@edict/engine"
import { roles, type Decide, type Peer, type ScenarioRule } from "../scenario-decide.ts"

/** The policy that says what the rules say. */
function policyText(rules: readonly ScenarioRule[]): string {
  const declared = roles.map((role, place) =>
    place === 0 ? `role ${role}` : `role ${role} includes ${roles[place - 1]}`,
  )
  const byResource = new Map<string, ScenarioRule[]>()
  for (const rule of rules) byResource.set(rule.resource, [...(byResource.get(rule.resource) ?? []), rule])
  const apis = [...byResource].map(([resource, own]) => {
    const routes = own.map(
      ({ method, onItem, role }) => `  ${method} ${onItem ? "/{id}" : "/"} { allow ${role} }`,
    )
    return `api /v1/${resource} {\n${routes.join("\n")}\n}`
  })
  return ["package bench", ...declared, "subject { id: string }", ...apis].join("\n")
}

function prepare(rules: readonly ScenarioRule[], codegen: boolean): Decide {
  const { policy, diagnostics } = compile([{ path: "bench.edict", text: policyText(rules) }], { codegen })
  if (!policy) throw new Error(`the benchmark's policy is refused: ${diagnostics[0]?.message}`)
  const subjects = Object.fromEntries(roles.map((role) => [role, { id: "u1", roles: [role] }]))
  return (method, path, role) => policy.decide({ method, path, subject: subjects[role] }).decision === "allow"
}

export const edictGenerated: Peer = {
  name: "Edict, generated",
  version: "",
  largest: Infinity,
  prepare: (rules) => prepare(rules, true),
}

export const edictClosures: Peer = {
  name: "Edict, closures",
  version: "",
  largest: Infinity,
  prepare: (rules) => prepare(rules, false),
}
