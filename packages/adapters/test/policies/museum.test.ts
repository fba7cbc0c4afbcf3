import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { compile, importOpenApi, loadPolicy, type CompiledPolicy } from "@edict/engine"
import { expect, test } from "vitest"

const museum = fileURLToPath(new URL("../../../../policies/museum/", import.meta.url))

function routesOf({ plan }: CompiledPolicy): readonly string[] {
  return plan.routes.map(({ id, name }) => `${id} as ${name}`).toSorted()
}

test("what was imported from the museum's document is still in its policy, route by route", async () => {
  const text = await readFile(`${museum}openapi.yaml`, "utf8")
  const { value } = importOpenApi({ path: "openapi.yaml", text })
  const { policy } = compile(value === undefined ? [] : [value])
  expect(policy && routesOf(policy)).toHaveLength(11)
  expect(routesOf(await loadPolicy(museum))).toEqual(policy && routesOf(policy))
})
