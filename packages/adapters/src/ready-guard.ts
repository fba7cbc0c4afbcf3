import type { GuardFolderOptions } from "@edict/engine"
import { createGuard, type Guard, type GuardOptions } from "@edict/engine/guard"

/** A guard that is ready, or what one is made of; `policy` may name the folder that holds it, which is then watched. */
export type AdapterOptions =
  | Guard
  | (GuardFolderOptions & { readonly policy: GuardOptions["policy"] | string })

export async function readyGuard(options: AdapterOptions): Promise<Guard> {
  if (isHandedOver(options)) return options
  const { policy, watch, ...given } = options
  if (typeof policy !== "string") return createGuard({ ...given, policy })
  // The parser comes with this: what was compiled elsewhere starts without it.
  const { guardFolder } = await import("@edict/engine")
  return guardFolder(policy, watch === undefined ? given : { ...given, watch })
}

/** Who made a guard closes it, and hears of its errors: it may guard other servers too. */
export function isHandedOver(options: AdapterOptions): options is Guard {
  return "enter" in options
}
