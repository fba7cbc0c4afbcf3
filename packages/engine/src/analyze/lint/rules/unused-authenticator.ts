import { unusedNames } from "../declared.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedAuthenticator: PolicyRule = {
  name: "unused-authenticator",
  title: "an authenticator that no route accepts",
  severity: "warning",
  reads: "policy",
  run: (context) =>
    unusedNames(context, {
      kind: "authenticate",
      word: "authenticator",
      why: "its credentials open nothing anywhere",
      help: (name) => `write \`accept auth ${name}\` where it shall be taken, or remove it`,
    }),
}
