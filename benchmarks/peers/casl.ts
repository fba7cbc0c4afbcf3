import { createMongoAbility } from "@casl/ability"
import { roles, type Peer } from "../scenario-decide.ts"
import { versionOf } from "../version.ts"
import { routed } from "./router.ts"

const actions = { GET: "read", POST: "create", PUT: "update", DELETE: "delete" } as const

/** One ability a role, made ahead; the action and the type come from the route. */
export const casl: Peer = {
  name: "CASL + find-my-way",
  version: versionOf("@casl/ability"),
  largest: Infinity,
  prepare: (rules) => {
    const typeOf = (resource: string, onItem: boolean): string => (onItem ? resource : `${resource}List`)
    const find = routed(rules, ({ method, resource, onItem }) => ({
      action: actions[method],
      type: typeOf(resource, onItem),
    }))
    const abilities = new Map(
      roles.map((role, place) => {
        const own = rules.filter((rule) => roles.indexOf(rule.role) <= place)
        return [
          role,
          createMongoAbility(
            own.map(({ method, resource, onItem }) => ({
              action: actions[method],
              subject: typeOf(resource, onItem),
            })),
          ),
        ]
      }),
    )
    return (method, path, role) => {
      const found = find(method, path)
      return found !== undefined && abilities.get(role)!.can(found.action, found.type)
    }
  },
}
