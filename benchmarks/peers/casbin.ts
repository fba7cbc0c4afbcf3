import { newEnforcer, newModelFromString } from "casbin"
import { roles, type Peer } from "../scenario-decide.ts"
import { versionOf } from "../version.ts"

const model = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && keyMatch2(r.obj, p.obj) && g(r.sub, p.sub)
`

/** The RESTful model of its manual, the cheapest test first, asked synchronously. */
export const casbin: Peer = {
  name: "casbin, keyMatch2",
  version: versionOf("casbin"),
  largest: 1_000,
  prepare: async (rules) => {
    const enforcer = await newEnforcer(newModelFromString(model))
    await enforcer.addPolicies(
      rules.map(({ role, resource, onItem, method }) => [
        role,
        `/v1/${resource}${onItem ? "/:id" : ""}`,
        method,
      ]),
    )
    for (const [place, role] of roles.slice(1).entries()) await enforcer.addRoleForUser(role, roles[place]!)
    return (method, path, role) => enforcer.enforceSync(role, path, method)
  },
}
