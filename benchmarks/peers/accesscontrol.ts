import { AccessControl } from "accesscontrol"
import { roles, type Peer } from "../scenario-decide.ts"
import { versionOf } from "../version.ts"
import { routed } from "./router.ts"

const actions = { GET: "read:any", POST: "create:any", PUT: "update:any", DELETE: "delete:any" } as const

/** A locked grants object; roles extend each other as its manual shows. */
export const accesscontrol: Peer = {
  name: "accesscontrol + find-my-way",
  version: versionOf("accesscontrol"),
  largest: Infinity,
  prepare: (rules) => {
    const typeOf = (resource: string, onItem: boolean): string => (onItem ? resource : `${resource}List`)
    const find = routed(rules, ({ method, resource, onItem }) => ({
      action: actions[method],
      resource: typeOf(resource, onItem),
    }))
    const grants = new AccessControl(
      rules.map(({ method, resource, onItem, role }) => ({
        role,
        resource: typeOf(resource, onItem),
        action: actions[method],
        attributes: "*",
      })),
    )
    roles.forEach((role) => grants.hasRole(role) || grants.grant(role))
    roles.slice(1).forEach((role, place) => grants.extendRole(role, roles[place]!))
    grants.lock()
    return (method, path, role) => {
      const found = find(method, path)
      return (
        found !== undefined && grants.check({ role, action: found.action, resource: found.resource }).granted
      )
    }
  },
}
