import { loaderOf, type Host, type Tables } from "../host.ts"

/** The blog. Handlers answer all that they have; what of it a caller sees is the policy's. */
export function blogHost({ article = {}, comment = {}, profile = {} }: Tables): Host {
  return {
    loaders: { article: loaderOf(article), comment: loaderOf(comment), profile: loaderOf(profile) },
    routes: {
      "GET /healthz": () => ({ status: 200, body: { status: "up" } }),

      "GET /articles": () => ({ status: 200, body: Object.values(article) }),
      "POST /articles": ({ body }) => ({ status: 201, body }),
      "GET /articles/:id": ({ edict }) => ({ status: 200, body: edict.resources["article"] }),
      "PUT /articles/:id": ({ body }) => ({ status: 200, body }),
      "DELETE /articles/:id": () => ({ status: 204 }),
      "POST /articles/:id/publish": ({ edict }) => ({ status: 200, body: edict.resources["article"] }),

      "GET /articles/:id/comments": () => ({ status: 200, body: Object.values(comment) }),
      "POST /articles/:id/comments": ({ body }) => ({ status: 201, body }),
      "DELETE /comments/:id": () => ({ status: 204 }),
      "POST /comments/:id/hide": ({ edict }) => ({ status: 200, body: edict.resources["comment"] }),

      "GET /profiles/:id": ({ edict }) => ({ status: 200, body: edict.resources["profile"] }),
      "PATCH /profiles/:id": ({ body }) => ({ status: 200, body }),
    },
  }
}
