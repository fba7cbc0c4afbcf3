import { memberOf } from "../values/member.ts"
import { tlsVersionOf } from "../values/tls.ts"
import type { Environment } from "./environment.ts"

/** Whether the request came by TLS of at least the version; what is not told is not secure. */
export function isSecure(environment: Environment, version: number): boolean {
  const used = tlsVersionOf(memberOf(environment.context, "tls"))
  return used !== undefined && used >= version
}
