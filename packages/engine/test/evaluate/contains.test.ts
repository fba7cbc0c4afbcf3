import { describe, expect, it } from "vitest"
import { compile } from "../../src/compile.ts"
import type { Request } from "../../src/decide/decision.ts"
import { decideByReference } from "../../src/reference/decide.ts"

describe.each([true, false])(
  "`contains` reads elements as what they are declared to be, generated code: %s",
  (codegen) => {
    it.each([
      ["ip", "context.ip", ["10.0.0.1"], 200],
      ["ip", "context.ip", ["10.0.0.2"], 403],
      ["instant", "context.now", ["2026-01-01T01:00:00+01:00"], 200],
      ["instant", "context.now", ["2026-01-01T01:00:00Z"], 403],
      ["time", "08:30", ["08:30"], 200],
      ["time", "08:30", ["09:30"], 403],
      ["string", '"a"', ["b", "a"], 200],
      ["int", "3", [1, 2], 403],
      ["int", "3", [1, 3], 200],
    ])("list of %s, %s in %j: %i", (element, wanted, items, status) => {
      const text = `package a\nrole r\nsubject { id: string  items: list of ${element} = [] }\nGET / { allow r when subject.items contains ${wanted} }`
      const { policy, diagnostics } = compile([{ path: "a.edict", text }], { codegen })
      expect(diagnostics).toEqual([])
      const request: Request = {
        method: "GET",
        path: "/",
        subject: { id: "u", roles: ["r"], items },
        context: { ip: "::ffff:10.0.0.1", now: "2026-01-01T00:00:00Z" },
      }
      expect(policy!.decide(request).status).toBe(status)
      expect(decideByReference(policy!.model, request).status).toBe(status)
    })
  },
)
