import type { GuardOptions, Notice } from "./options.ts"

/** Gives a notice to the host; where it does not listen, Node prints what needs attention. */
export function giveNotice(onNotice: GuardOptions["onNotice"], notice: Notice): void {
  if (onNotice === undefined) {
    if (notice.kind !== "replaced") process.emitWarning(notice.error.message, "EdictWarning")
    return
  }
  try {
    onNotice(notice)
  } catch {
    // The notice has been given; there is nobody else to give it to.
  }
}
