import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { buildModule } from "../../src/emit/build.ts"
import { policyOf } from "./modules.ts"

const place = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))

const text = `package shop
role customer as "https://roles.example/customer"
role owner of order: Order when order.ownerId == subject.id
type Order { ownerId: string  status: string("open", "paid")  total: number  next?: Order  placed?: instant }
type Customer { order: Order }
subject { id: string  tenant?: string  customer?: Customer }
api /orders {
  GET / as listOrders { allow customer }
  api /{id} { load order: Order by path.id  GET / { allow owner } }
}`

/** Each line alone: those that are right, and those that the compiler must refuse. */
const right = [
  `policy.decide({ method: "GET", path: "/orders" })`,
  `policy.decide({ method, path, subject: { id: "a", tenant: "t", roles: ["customer"] } })`,
  `policy.decide({ method, path, subject: { id: "a", tenant: null, roles: ["https://roles.example/customer"] } })`,
  `policy.decide({ method, path, resources: { order: { ownerId: "a", status: "open", total: 3 } } })`,
  `policy.decide({ method, path, resources: { order: null }, context: { now: Date.now(), tls: "1.3" } })`,
  `policy.decide({ method, path, resources: { order: { ...order, next: order, placed: new Date() } } })`,
  `policy.decide({ method, path }).route === "GET /orders/{id}"`,
  `{ const found = policy.match({ method, path }); if (found.kind === "route" && found.route.name === "listOrders") found.route.id satisfies RouteId }`,
  `createGuard({ policy })`,
]
const wrong = [
  { what: "an id that is no text", line: `policy.decide({ method, path, subject: { id: 5 } })` },
  { what: "a subject without id", line: `policy.decide({ method, path, subject: { tenant: "t" } })` },
  { what: "a misspelt member", line: `policy.decide({ method, path, subject: { id: "a", tennant: "t" } })` },
  {
    what: "a role that there is not",
    line: `policy.decide({ method, path, subject: { id: "a", roles: ["custmer"] } })`,
  },
  {
    what: "a role that nobody is assigned",
    line: `policy.decide({ method, path, subject: { id: "a", roles: ["owner"] } })`,
  },
  { what: "a misspelt resource", line: `policy.decide({ method, path, resources: { ordr: order } })` },
  {
    what: "a member of another type",
    line: `policy.decide({ method, path, resources: { order: { ...order, total: "3" } } })`,
  },
  {
    what: "a value that is not listed",
    line: `policy.decide({ method, path, resources: { order: { ...order, status: "lost" } } })`,
  },
  {
    what: "a type within a type",
    line: `policy.decide({ method, path, resources: { order: { ...order, next: { ownerId: 1 } } } })`,
  },
  { what: "a fact that there is not", line: `policy.decide({ method, path, context: { adress: "::1" } })` },
  { what: "a route that there is not", line: `policy.decide({ method, path }).route === "GET /order/{id}"` },
  {
    what: "a name that there is not",
    line: `{ const found = policy.match({ method, path }); if (found.kind === "route") found.route.name === "listOrder" }`,
  },
]

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "edict-types-"))
  const policy = policyOf(text)
  const { code, types } = buildModule(policy)
  writeFileSync(join(folder, "policy.js"), code)
  writeFileSync(join(folder, "policy.d.ts"), types ?? "")
  writeFileSync(join(folder, "whole.ts"), buildModule(policy, { language: "typescript" }).code)
  writeFileSync(join(folder, "package.json"), '{"type":"module"}')
  const compilerOptions = {
    target: "es2023",
    lib: ["es2023", "esnext.disposable"],
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ["node"],
    typeRoots: [place("node_modules/@types")],
    paths: {
      "@edict/engine/decide": [place("packages/engine/src/decide.ts")],
      "@edict/engine/guard": [place("packages/engine/src/guard.ts")],
    },
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What the compiler says of a program of which each line is given; by line. */
function refused(module: string, lines: readonly string[]): readonly string[] {
  const head = [
    `import { createGuard } from "@edict/engine/guard"`,
    `import { policy, type Resources, type RouteId } from "${module}"`,
    `declare const order: NonNullable<Resources["order"]>; declare const method: string; declare const path: string`,
    `void createGuard; void (undefined as RouteId | undefined)`,
  ]
  writeFileSync(join(folder, "app.ts"), [...head, ...lines].join("\n"))
  const ran = spawnSync(
    process.execPath,
    [place("node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"],
    {
      encoding: "utf8",
      cwd: folder,
    },
  )
  const found = [...ran.stdout.matchAll(/^(.*?)\((\d+),\d+\): error/gm)]
  return found.map(([, file, line]) =>
    file === "app.ts" ? (lines[Number(line) - 1 - head.length] ?? `head ${line}`) : ran.stdout,
  )
}

describe.each(["./policy.js", "./whole.ts"])("a program that imports %s in strict TypeScript", (module) => {
  test("compiles where it asks rightly", { timeout: 120_000 }, () => {
    expect(refused(module, right)).toEqual([])
  })

  test("does not compile where it asks wrongly, each by itself", { timeout: 120_000 }, () => {
    const found = new Set(
      refused(
        module,
        wrong.map(({ line }) => line),
      ),
    )
    expect(wrong.filter(({ line }) => !found.has(line)).map(({ what }) => what)).toEqual([])
  })
})

test("types that go by names of TypeScript, or by one name in two packages, are told apart", () => {
  const { types } = buildModule(
    policyOf(`package shop
role user
type Subject { id: string  date: Date }
type Date { at: instant }
subject { id: string  who?: Subject }
GET /x { allow user when subject.who.date.at within 1h }`),
  )
  expect(types).toContain("export type Subject2 = {")
  expect(types).toContain("export type Date2 = {")
  expect(types).toContain("readonly at: string | number | Date\n")
})
