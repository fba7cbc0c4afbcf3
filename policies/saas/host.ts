import { loaderOf, type Host, type Tables } from "../host.ts"

/** The organisations. Handlers answer all that they have; what of it a caller sees is the policy's. */
export function saasHost({ org = {}, invite = {}, person = {} }: Tables): Host {
  return {
    loaders: { org: loaderOf(org), invite: loaderOf(invite) },
    routes: {
      "GET /healthz": () => ({ status: 200, body: { status: "up" } }),

      "GET /v1/orgs": () => ({ status: 200, body: { data: Object.values(org) } }),
      "POST /v1/orgs": ({ body }) => ({ status: 201, body }),
      "GET /v1/orgs/:org": ({ edict }) => ({ status: 200, body: edict.resources["org"] }),
      "PATCH /v1/orgs/:org": ({ edict }) => ({ status: 200, body: edict.resources["org"] }),
      "DELETE /v1/orgs/:org": () => ({ status: 204 }),

      "GET /v1/orgs/:org/members": () => ({ status: 200, body: { data: Object.values(person) } }),
      "DELETE /v1/orgs/:org/members/:user": () => ({ status: 204 }),
      "POST /v1/orgs/:org/invitations": ({ body }) => ({ status: 201, body }),
      "POST /v1/invitations/:token/accept": ({ edict }) => ({ status: 200, body: edict.resources["invite"] }),
    },
  }
}
