import { describe, expect, test } from "vitest"
import { ask } from "./requests.ts"
import { overlap } from "./scenarios.ts"
import { openSites } from "./site.ts"
import type { Subject } from "./subject.ts"

/** What stands at a path and answers by itself must not do so for a request that was decided on as another's. */
export function refuseAnswering(subjects: readonly Subject[]): void {
  const open = openSites()
  describe.each(subjects.map((subject) => [subject.name, subject] as const))("%s", (_, subject) => {
    test("what nobody decided on does not answer", async () => {
      const { send } = await open(subject, overlap)
      expect((await send(ask("GET", "/admin/private", { as: "admin" }))).statuses).toEqual([500])
      expect((await send(ask("GET", "/b/private", { as: "admin" }))).statuses).toEqual([200])
      expect((await send(ask("GET", "/admin/private"))).statuses).toEqual([401])
    })
  })
}
