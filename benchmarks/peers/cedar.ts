import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs"
import { roles, type Peer } from "../scenario-decide.ts"
import { versionOf } from "../version.ts"
import { routed } from "./router.ts"

/** A policy set parsed once and kept inside, as its documentation advises for speed; the route comes from find-my-way. */
export const cedar: Peer = {
  name: "cedar-wasm, pre-parsed",
  version: versionOf("@cedar-policy/cedar-wasm/nodejs"),
  largest: 1_000,
  prepare: (rules) => {
    const staticPolicies = Object.fromEntries(
      rules.map(({ method, resource, onItem, role }, place) => [
        `p${place}`,
        `permit(principal in Role::"${role}", action == Action::"${method}", resource == Route::"${resource}${onItem ? "/item" : ""}");`,
      ]),
    )
    const parsed = preparsePolicySet("bench", { staticPolicies })
    if (parsed.type === "failure") throw new Error(parsed.errors[0]?.message ?? "cedar refuses the policies")
    const find = routed(rules, ({ resource, onItem }) => ({ id: `${resource}${onItem ? "/item" : ""}` }))
    const entities = roles.map((role, place) => ({
      uid: { type: "Role", id: role },
      attrs: {},
      parents: place === 0 ? [] : [{ type: "Role", id: roles[place - 1]! }],
    }))
    return (method, path, role) => {
      const found = find(method, path)
      if (!found) return false
      const answer = statefulIsAuthorized({
        principal: { type: "Role", id: role },
        action: { type: "Action", id: method },
        resource: { type: "Route", id: found.id },
        context: {},
        preparsedPolicySetId: "bench",
        entities,
      })
      return answer.type === "success" && answer.response.decision === "allow"
    }
  },
}
