import { createGuard, loadPolicy, type Guard, type GuardOptions } from "@edict/engine"

/** A guard that is ready, or what one is made of; `policy` may name the folder that holds it. */
export type AdapterOptions =
  | Guard
  | (Omit<GuardOptions, "policy"> & { readonly policy: GuardOptions["policy"] | string })

export async function readyGuard(options: AdapterOptions): Promise<Guard> {
  if ("enter" in options) return options
  const { policy } = options
  return createGuard({ ...options, policy: typeof policy === "string" ? await loadPolicy(policy) : policy })
}
