import type { Authenticate } from "../authenticate/authenticate.ts"
import type { GuardOptions } from "./options.ts"

/**
 * Under this key tests say who calls, in place of credentials. No text names it and no entrance exports it: no configuration of an
 * application can turn its credentials off by accident.
 */
export const staged: unique symbol = Symbol("staged")

export const stagedIn = (
  options: GuardOptions & { readonly [staged]?: Authenticate },
): Authenticate | undefined => options[staged]
