import { ask } from "../requests.ts"
import type { Row } from "./case.ts"

const origin = { Origin: "https://app.example" }
const asked = { ...origin, "Access-Control-Request-Method": "DELETE" }

const preflight = (target: string, headers: Record<string, string | readonly string[]>) =>
  ask("OPTIONS", target, { headers })

/** `OPTIONS`: answered by the policy where it is a preflight that `cors` allows, and never by a framework. */
export const preflights: readonly Row[] = [
  [preflight("/shared/a", asked), 204],
  [preflight("/%73hared/a", asked), 204],
  [preflight("/shared/a", { ...asked, "Access-Control-Request-Headers": "X-Trace" }), 204],
  [preflight("/shared/a", { ...asked, "Access-Control-Request-Headers": "x-user" }), 403],
  [preflight("/shared/a", { ...asked, "Access-Control-Request-Headers": "x-trace, x-roles" }), 403],
  [preflight("/shared/a", { ...asked, "Access-Control-Request-Method": "PUT" }), 403],
  [preflight("/shared/a", { ...asked, "Access-Control-Request-Method": "delete" }), [403, 405]],
  [preflight("/shared/a", { ...asked, "Access-Control-Request-Method": "POST" }), [403, 405]],
  [preflight("/shared/a", { ...asked, Origin: "https://evil.example" }), 403],
  [preflight("/shared/a", { ...asked, Origin: "https://app.example.evil.example" }), 403],
  [preflight("/shared/a", { ...asked, Origin: "https://evil.example/https://app.example" }), 403],
  [preflight("/shared/a", { ...asked, Origin: "http://app.example" }), 403],
  [preflight("/shared/a", { ...asked, Origin: "https://app.example:8443" }), 403],
  [preflight("/shared/a", { ...asked, Origin: "null" }), 403],
  [preflight("/shared/a", { ...asked, Origin: ["https://app.example", "https://evil.example"] }), [403, 405]],
  [preflight("/shared/a", origin), 405],
  [preflight("/shared/a", {}), 405],
  [preflight("//shared/a", asked), 400],
  [preflight("/shared/a/", asked), 404],
  [preflight("/own", { ...asked, "Access-Control-Request-Method": "GET" }), 405],
  [preflight("/nowhere", asked), 404],
  // What follows a preflight is decided on as if none had been.
  [ask("DELETE", "/shared/a", { headers: origin }), 401],
  [ask("DELETE", "/shared/a", { headers: origin, as: "admin" }), 200],
  [ask("GET", "/shared/a", { headers: origin }), 200],
]
