import { describe, expect, test } from "vitest"
import { advisories } from "./cases/advisories.ts"
import type { Expected, ExpectedOf, Row } from "./cases/case.ts"
import { conversations } from "./cases/conversations.ts"
import { bodies, heads, type Bytes } from "./cases/framing.ts"
import { methods } from "./cases/methods.ts"
import { preflights } from "./cases/origins.ts"
import { pipelines } from "./cases/pipelines.ts"
import { targets } from "./cases/targets.ts"
import { seenTargets, values as valueRows } from "./cases/values.ts"
import { ask, titleOf, type Sent } from "./requests.ts"
import { bodies as bodyShop, origins, proxied, rules, shop, strangers, values } from "./scenarios.ts"
import { openSites, type Outcome, type Scenario } from "./site.ts"
import type { Subject } from "./subject.ts"
import { converse, readAnswers } from "./wire.ts"

/** Runs the whole suite against the applications that a framework can make; what is asked of Node's parser alone, against the first and last. */
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
        const forTraits = ([sent, expected]: Row<ExpectedOf>): Row =>
          typeof expected === "function" ? [sent, expected(subject.traits)] : [sent, expected]
        test.each(titled(attacks.map(forTraits)))("the attack %s is %s", async (_title, expected, sent) => {
          const { send } = await open(subject, scenario)
          expect(resultOf(await send(sent))).toBeOneOf([expected].flat())
        })
        test.each(titled(twins.map(forTraits)))(
          "its harmless twin %s is %s",
          async (_title, expected, sent) => {
            const { send } = await open(subject, scenario)
            expect(resultOf(await send(sent))).toBeOneOf([expected].flat())
          },
        )
      },
    )

    describe("the method is the one in the request line", () => {
      test.each(titled(methods))("%s is %s", async (_title, expected, sent) => {
        const { send } = await open(subject, shop)
        expect(resultOf(await send(sent, "admin"))).toBeOneOf([expected].flat())
      })
    })

    describe("a preflight is the policy's to answer", () => {
      test.each(titled(preflights))("%s is %s", async (_title, expected, sent) => {
        const { send } = await open(subject, origins)
        expect(resultOf(await send(sent))).toBeOneOf([expected].flat())
      })
    })

    describe("a handler has what was decided on, or does not run", () => {
      test.each(valueRows.map(([target, statuses, decided = []]) => [target, statuses, decided] as const))(
        "%s is %j with %j",
        async (target, expected, decided) => {
          const { send } = await open(subject, values)
          const { statuses, bodies: answers } = await send(`GET ${target}`)
          expect(statuses[0]).toBeOneOf([...expected])
          expect(answers.map(valuesSeen)).toEqual(statuses[0] === 200 ? [decided] : [undefined])
        },
      )

      test.each(seenTargets)("%s is %s", async (target, seen) => {
        const { send } = await open(subject, values)
        expect((await send(`GET ${target}`)).bodies).toMatchObject([
          { url: subject.decodesTargets === true ? decodeURI(seen) : seen },
        ])
      })
    })

    test.each(conversations.map((each) => [each.title, each] as const))(
      "piece by piece: %s",
      async (_title, { scenario, methods: sent, talk, statuses: expected }) => {
        const { port, observe } = await open(subject, scenario)
        const { statuses } = await observe(async () => {
          const connection = converse(port)
          const received = await talk(connection)
          connection.socket.destroy()
          return { ...readAnswers(received, sent), end: "closed" }
        }, sent.length)
        expect(statuses).toEqual(expected)
      },
    )

    const written = pipelines.map(
      ([title, sent, statuses, admins = 0]) => [title, sent, statuses, admins] as const,
    )
    test.each(written)("in one write: %s", async (_title, requests, expected, admins) => {
      const { send } = await open(subject, shop)
      const { statuses, runs, end } = await send(requests)
      const sure = [...expected, 0].indexOf(0)
      expect(statuses.slice(0, sure)).toEqual(expected.slice(0, sure))
      expect(runs.filter(({ template }) => template === "/admin/users").length).toBeLessThanOrEqual(admins)
      expect(end === "closed" || statuses.length === requests.length).toBe(true)
    })

    test("CVE-2026-30827 express-rate-limit: a counter for each address, however it is written", async () => {
      const { send } = await open(subject, proxied)
      const from = async (...addresses: readonly string[]) => {
        const statuses: (number | undefined)[] = []
        for (const address of addresses)
          statuses.push(
            (await send(ask("GET", "/limited", { headers: { "X-Forwarded-For": address } }))).statuses[0],
          )
        return statuses
      }
      expect(await from("::ffff:198.51.100.1", "198.51.100.1", "::ffff:c633:6401")).toEqual([200, 200, 429])
      expect(await from("::ffff:198.51.100.2", "::ffff:198.51.100.3", "198.51.100.2")).toEqual([
        200, 200, 200,
      ])
      expect(await from("2001:db8::1", "2001:db8::2:0:0:2", "2001:db8:0:0:ffff::")).toEqual([200, 200, 429])
      expect(await from("2001:db8:0:1::1")).toEqual([200])
    })

    test("CVE-2026-30827 express-rate-limit: a stranger who writes addresses has one counter", async () => {
      const { send } = await open(subject, strangers)
      const statuses: (number | undefined)[] = []
      for (const address of ["198.51.100.1", "198.51.100.2", "198.51.100.3"])
        statuses.push(
          (await send(ask("GET", "/limited", { headers: { "X-Forwarded-For": address } }))).statuses[0],
        )
      expect(statuses).toEqual([200, 200, 429])
    })

    test("CVE-2025-57319 fast-redact: what is hidden stays hidden, beside names that objects have from birth", async () => {
      const { send } = await open(subject, rules)
      const [hidden] = (await send("GET /account")).bodies
      expect(hidden).toMatchObject({ ran: "/account", nested: { constructor: { prototype: 1 } } })
      expect(hidden).not.toHaveProperty("secret")
      expect(hidden).not.toHaveProperty("nested.secret")
      expect({}).not.toHaveProperty("secret")
      const [shown] = (await send("GET /account", "admin")).bodies
      expect(shown).toMatchObject({ secret: "s", nested: { secret: "s" } })
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

/** In the order in which they stand in the template; a wildcard's segments are one. */
function valuesSeen(answer: unknown): readonly string[] | undefined {
  if (typeof answer !== "object" || answer === null || !("params" in answer)) return undefined
  return Object.values(answer.params ?? {}).map((value) => [value].flat().join("/"))
}

function resultOf({ statuses, end }: Outcome): number | "destroyed" | "nothing" {
  return statuses[0] ?? (end === "closed" ? "destroyed" : "nothing")
}
