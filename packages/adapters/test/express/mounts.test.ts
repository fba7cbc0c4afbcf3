import express, { Router, type Handler } from "express"
import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

/** The same numbers in every run. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pieces = ["a", "b", "A", "{}", "{}-{}"] as const
const texts = ["a", "b", "A", "%61", "a-b", "a-b-c", "ab", "x", "%2D"] as const

/** Segments as Express and as the policy write them; names tell the places apart. */
function spell(segments: readonly string[], from: number, how: "express" | "policy"): string {
  let count = from
  const name = () => (how === "express" ? `:p${count++}` : `{p${count++}}`)
  return segments.map((segment) => `/${segment.replaceAll("{}", name)}`).join("")
}

const parametersOf = (segments: readonly string[]): number => segments.join("").split("{}").length - 1

test("no handler runs but the one that was decided on, wherever it is mounted", async () => {
  let runs = 0
  let mismatches = 0
  for (let seed = 1; seed <= 12; seed += 1) {
    const below = numbersFrom(seed)
    const pick = <Each>(all: readonly Each[]): Each => all[below(all.length)]!
    const some = (least: number) => Array.from({ length: least + below(2) }, () => pick(pieces))
    const routes = new Map<string, readonly [string[], string[], string[]]>()
    for (let count = 0; count < 5; count += 1) {
      const parts = [some(0), some(0), some(1)] as const
      routes.set(parts.flat().join("/"), [...parts])
    }
    const apis = [...routes.values()].map(
      (parts) => `api ${spell(parts.flat(), 0, "policy")} { GET / { allow anyone } }`,
    )
    const wrong: string[] = []
    const { ask } = await startApplication(`package app\n${apis.join("\n")}`, {
      routes: (app) => {
        app.set("strict routing", below(2) === 1)
        for (const [outer, middle, inner] of routes.values()) {
          const whole = spell([...outer, ...middle, ...inner], 0, "policy")
          const handler: Handler = ({ edict, url, baseUrl }, response) => {
            runs += 1
            if (edict.decision.route !== `GET ${whole}`) wrong.push(`${baseUrl}${url} ran ${whole}`)
            response.end()
          }
          const before = parametersOf(outer)
          const deep = spell(inner, before + parametersOf(middle), "express")
          const nested = pick([() => express(), () => Router({ mergeParams: true })])().get(deep, handler)
          const between = Router({ mergeParams: true }).use(spell(middle, before, "express") || "/", nested)
          app.use(spell(outer, 0, "express") || "/", between)
        }
      },
    })
    for (let count = 0; count < 25; count += 1) {
      const target = Array.from({ length: 1 + below(4) }, () => `/${pick(texts)}`).join("")
      const { status } = await ask(`${target}${pick(["", "", "/", "?x=1"])}`)
      if (status === 500) mismatches += 1
      expect([200, 404, 500]).toContain(status)
    }
    expect(wrong).toEqual([])
  }
  expect(runs).toBeGreaterThan(5)
  expect(mismatches).toBeGreaterThan(2)
})
