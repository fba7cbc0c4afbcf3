import { describe, expect, test } from "vitest"
import { advisories } from "./cases/advisories.ts"
import type { Expected, Row } from "./cases/case.ts"
import { bodies, heads, type Bytes } from "./cases/framing.ts"
import { methods } from "./cases/methods.ts"
import { targets } from "./cases/targets.ts"
import { titleOf, type Sent } from "./requests.ts"
import { bodies as bodyShop, shop } from "./scenarios.ts"
import { openSites, type Outcome, type Scenario } from "./site.ts"
import type { Subject } from "./subject.ts"

/** Runs the whole suite against the applications that a framework can make; what is asked of the wire alone, against the first and last. */
export function conform(subjects: readonly Subject[]): void {
  const open = openSites()
  describe.each(subjects.map((subject) => [subject.name, subject] as const))("%s", (_, subject) => {
    describe("a target is decided on as one thing, and goes to that handler", () => {
      test.each(titled(targets))("%s is %s", async (_title, expected, sent) => {
        const { send } = await open(subject, shop)
        const outcome = await send(sent, "admin")
        expect(resultOf(outcome)).toBeOneOf([expected].flat())
        const { statuses, lines } = outcome
        const decided = lines[0]?.route
        expect(lines).toMatchObject([{ status: statuses[0] }])
        // Without the role nothing but what anyone may is open, whatever the spelling.
        const stranger = await send(sent, "user")
        const isOpen = decided === undefined || / \/(?:public|open\/.*)$/.test(decided)
        expect(stranger.statuses[0]).toBeOneOf([...statuses, ...(isOpen ? [] : [403])])
        expect(stranger.runs.length > 0 && !isOpen).toBe(false)
      })
    })

    describe.each(advisories.map((advisory) => [advisory.name, advisory] as const))(
      "%s",
      (_name, advisory) => {
        const { scenario, attacks, twins } = advisory
        test.each(titled(attacks))("the attack %s is %s", async (_title, expected, sent) => {
          const { send } = await open(subject, scenario)
          expect(resultOf(await send(sent))).toBeOneOf([expected].flat())
        })
        test.each(titled(twins))("its harmless twin %s is %s", async (_title, expected, sent) => {
          const { send } = await open(subject, scenario)
          expect(resultOf(await send(sent))).toBeOneOf([expected].flat())
        })
      },
    )

    describe("the method is the one in the request line", () => {
      test.each(titled(methods))("%s is %s", async (_title, expected, sent) => {
        const { send } = await open(subject, shop)
        expect(resultOf(await send(sent, "admin"))).toBeOneOf([expected].flat())
      })
    })
  })

  const ends = [subjects[0], subjects.at(-1)].filter((subject) => subject !== undefined)
  describe.each(ends.map((subject) => [subject.name, subject] as const))("%s, on the wire", (_, subject) => {
    const kinds: readonly (readonly [string, Scenario, readonly Bytes[]])[] = [
      ["a head is read in one way or not at all", shop, heads],
      ["a body is read in one way or not at all", bodyShop, bodies],
    ]
    describe.each(kinds)("%s", (_name, scenario, rows) => {
      const cases = rows.map(
        ([title, bytes, expected, ...reasons]) => [title, expected, bytes, reasons] as const,
      )
      test.each(cases)("%s is %s", async (_title, expected, bytes, reasons) => {
        const { send } = await open(subject, scenario)
        const outcome = await send(bytes)
        expect(resultOf(outcome)).toBeOneOf([expected].flat())
        expect(outcome.lines).toHaveLength(reasons.length)
        for (const [place, reason] of reasons.entries())
          expect(outcome.lines[place]?.reason).toBeOneOf(reason.split("|"))
      })
    })
  })
}

function titled(rows: readonly Row[]): readonly (readonly [title: string, expected: Expected, sent: Sent])[] {
  return rows.map(([sent, expected]) => [titleOf(sent), expected, sent])
}

function resultOf({ statuses, end }: Outcome): number | "destroyed" | "nothing" {
  return statuses[0] ?? (end === "closed" ? "destroyed" : "nothing")
}
