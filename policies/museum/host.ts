import { loaderOf, type Host, type Tables } from "../host.ts"

/** The museum. Handlers answer all that they have; what of it a caller sees is the policy's. */
export function museumHost({ event = {}, ticket = {} }: Tables): Host {
  return {
    loaders: { event: loaderOf(event), ticket: loaderOf(ticket) },
    routes: {
      "GET /hours": () => ({ status: 200, body: [{ day: "2026-01-02", from: "10:00", until: "18:00" }] }),

      "GET /events": () => ({ status: 200, body: Object.values(event) }),
      "POST /events": ({ body }) => ({ status: 201, body }),
      "GET /events/:eventId": ({ edict }) => ({ status: 200, body: edict.resources["event"] }),
      "PUT /events/:eventId": ({ body }) => ({ status: 200, body }),
      "DELETE /events/:eventId": () => ({ status: 204 }),

      "GET /tickets": () => ({ status: 200, body: Object.values(ticket) }),
      "POST /tickets": ({ body }) => ({ status: 201, body }),
      "GET /tickets/:ticketId": ({ edict }) => ({ status: 200, body: edict.resources["ticket"] }),
      "GET /tickets/:ticketId/code": () => ({ status: 200, type: "image/png", body: "a picture" }),
      "POST /tickets/:ticketId/scan": ({ edict }) => ({ status: 200, body: edict.resources["ticket"] }),
    },
  }
}
