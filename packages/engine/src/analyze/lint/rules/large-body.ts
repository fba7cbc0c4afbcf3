import type { PolicyRule } from "../rule.ts"

const megabyte = 1024 * 1024
/** What is read is held in memory whole, several times over; what is raw goes on as it comes. */
const mostBytes = { any: megabyte, raw: 32 * megabyte } as const

export const largeBody: PolicyRule = {
  name: "large-body",
  title: "a body that may be very large",
  severity: "warning",
  owasp: "API4:2023 Unrestricted Resource Consumption",
  reads: "policy",
  *run({ routes }) {
    for (const { planned } of routes) {
      const { mode, maxima } = planned.body
      const [strictest] = maxima
      if (mode === "none" || strictest === undefined || strictest.bytes <= mostBytes[mode]) continue
      yield {
        span: strictest.span,
        message: `\`${planned.id}\` takes bodies of up to ${Math.floor(strictest.bytes / megabyte)} mb`,
        why:
          mode === "raw"
            ? "a few callers who send slowly fill what stands behind it"
            : "it is held and read in memory whole: a few such requests at once take all of it",
        help: `write no more than the largest that is meant, or at most ${mostBytes[mode] / megabyte}mb`,
      }
    }
  },
}
