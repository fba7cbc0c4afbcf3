import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import type { Checked } from "../../src/check/check.ts"
import { unsupportedCodes } from "../../src/diagnostics/codes/unsupported.ts"
import { checkText } from "./policies.ts"

const folder = fileURLToPath(new URL("../fixtures/check/", import.meta.url))
const read = (file: string): string => readFileSync(folder + file, "utf8")

function checkExample(name: string, schemaFile = "openapi.yaml"): Checked {
  const schemas = new Map([[schemaFile, read(`${name}.yaml`)]])
  return checkText(read(`${name}.edict`), { path: "policy.edict", schemas })
}

const isRefusal = (code: string): boolean => Object.hasOwn(unsupportedCodes, code)

describe("policies of others, with schemas beside them", () => {
  // The faults that are no refusals are faults: members that `subject` does not declare, a target without a route.
  test.each([
    [
      "bank",
      "openapi.yaml",
      ["16 E070", "31 E052", "32 E058", "40 E053", "44 E052", "60 E062", "61 E062"],
      [],
    ],
    [
      "health",
      "openapi.yaml",
      ["12 E069", "26 E053", "41 E068", "44 E052", "44 E061", "47 E062", "48 E062"],
      [],
    ],
    ["openstack", "schemas.yaml", ["55 E062"], []],
    ["repo", "openapi.yaml", ["30 E052", "34 E057", "34 E059", "36 E062"], []],
    ["public", "openapi.yaml", publicRefusals(), ["8 E305"]],
    [
      "saas",
      "openapi.yaml",
      ["55 E052", "55 E058", "61 E052", "67 E053", "73 E052", "84 E062", "85 E062"],
      ["62 E217", "80 E107"],
    ],
  ])(
    "%s: each construct of a later version once, and true faults only",
    (name, schemaFile, refused, faults) => {
      const { diagnostics } = checkExample(`examples/${name}`, schemaFile)
      const found = diagnostics.map(({ code, span }) => `${span.line} ${code}`)
      expect(found.filter((one) => isRefusal(one.split(" ")[1] ?? ""))).toEqual(refused)
      expect(found.filter((one) => !isRefusal(one.split(" ")[1] ?? ""))).toEqual(faults)
    },
  )
})

function publicRefusals(): string[] {
  const lines = [
    "11 E069",
    "18 E056",
    "20 E053",
    "29 E053",
    "32 E052",
    "32 E051",
    "33 E051",
    "33 E059",
    "34 E052",
    "34 E061",
  ]
  return [...lines, "35 E052", "36 E052", "36 E060", "37 E057", "37 E059", "39 E058", "40 E062"]
}

test("the whole orders policy: exactly one refusal for each construct of a later version", () => {
  const { diagnostics, value } = checkExample("orders")
  expect(diagnostics.map(({ code, span }) => `${span.line} ${code}`)).toEqual([
    "52 E053",
    "57 E052",
    "58 E061",
    "83 E052",
    "86 E060",
    "90 E062",
    "91 E062",
    "92 E062",
    "93 E062",
  ])
  for (const { message } of diagnostics) expect(message).toMatch(/ is not in this version$/)
  expect(value).toBeUndefined()
})

test("the orders policy without those lines checks", () => {
  const lines = read("orders.edict").split("\n")
  const kept = lines
    .filter((line) => !/^\s*(query|reject|throttle|assert) /.test(line))
    .map((line) => line.replace(/^(\s*)body (NewOrder|\{[^}]*\})/, "$1body any"))
  const schemas = new Map([["openapi.yaml", read("orders.yaml")]])
  const { value, diagnostics } = checkText(kept.join("\n"), { path: "orders.edict", schemas })
  expect(diagnostics).toEqual([])
  expect(value?.routes.map(({ id }) => id)).toEqual([
    "GET /healthz",
    "GET /v1/orders",
    "POST /v1/orders",
    "GET /v1/orders/{id}",
    "POST /v1/orders/{id}/refund",
    "GET /v1/admin/stats",
    "POST /v1/login",
  ])
})
