import { expect, it } from "vitest"
import { accessMatrix, type MatrixCell, type MatrixColumn } from "../../../src/analyze/matrix/matrix.ts"
import { compile, type CompiledPolicy } from "../../../src/compile.ts"
import type { Request } from "../../../src/decide/decision.ts"
import type { Policy } from "../../../src/model/policy.ts"
import { decideByReference } from "../../../src/reference/decide.ts"
import { generatePolicy, type GeneratedPolicy } from "../../generate/policy.ts"
import { makeRandom, type Random } from "../../generate/random.ts"
import { generateRequest } from "../../generate/request.ts"
import { accessSays } from "./says.ts"

const seed = Number(process.env["EDICT_SEED"] ?? 1)

/** The request as this kind of caller would send it. */
function sentBy(column: MatrixColumn, request: Request, policy: Policy, random: Random): Request {
  const { subject, ...rest } = request
  if (column.kind === "anonymous") return rest
  if (column.kind === "no-role") return { ...rest, subject: { ...subject, roles: ["undeclared"] } }
  const { aliases = [] } = policy.roles.find(({ name }) => name === column.name) ?? {}
  return { ...rest, subject: { ...subject, roles: [random.pick([column.name, ...aliases])] } }
}

interface Tally {
  allowed: number
  refused: number
}

interface Asked {
  readonly generated: GeneratedPolicy
  readonly policy: CompiledPolicy
  readonly column: MatrixColumn
  readonly place: number
  readonly request: Request
  readonly rows: ReadonlyMap<string, readonly MatrixCell[]>
}

function* askedOf(policies: number, requestsEach: number): Generator<Asked> {
  for (let number = 0; number < policies; number++) {
    const generated = generatePolicy(seed * 9_000_011 + number)
    const { policy } = compile(generated.files)
    if (!policy) continue
    const random = makeRandom(generated.seed)
    const { rows, columns } = accessMatrix(policy)
    const byRoute = new Map(rows.map(({ route, cells }) => [route, cells]))
    const requests = Array.from({ length: requestsEach }, () => generateRequest(generated, random))
    for (const request of requests.filter(({ method }) => method !== "OPTIONS")) {
      for (const [place, column] of columns.entries()) {
        const sent = sentBy(column, request, policy.model, random)
        yield { generated, policy, column, place, request: sent, rows: byRoute }
      }
    }
  }
}

it("is never contradicted by what is decided, on generated policies and requests", () => {
  const tally: Record<MatrixCell["kind"], Tally> = {
    yes: { allowed: 0, refused: 0 },
    no: { allowed: 0, refused: 0 },
    when: { allowed: 0, refused: 0 },
  }
  const contradictions: unknown[] = []
  for (const { generated, policy, column, place, request, rows } of askedOf(150, 12)) {
    const { decision, route, reason } = decideByReference(policy.model, request)
    expect(policy.decide(request).decision).toBe(decision)
    // Whatever is not there says nothing of who may.
    if (route === undefined || reason === "nothing-loaded") continue
    const cell = rows.get(route)?.[place]
    if (cell === undefined) throw new Error(`${route} has no row`)
    const isAllowed = decision === "allow"
    tally[cell.kind][isAllowed ? "allowed" : "refused"] += 1
    const isContradicted = cell.kind !== "when" && (cell.kind === "yes") !== isAllowed
    if (isContradicted || accessSays(policy, column, request) !== isAllowed)
      contradictions.push(told(generated, request, reason, cell))
  }
  console.log(`matrix: seed ${seed}, ${JSON.stringify(tally)}`)
  expect(contradictions.slice(0, 3)).toEqual([])
  expect(tally.yes.allowed).toBeGreaterThan(800)
  expect(tally.no.refused).toBeGreaterThan(500)
  expect(tally.when.allowed).toBeGreaterThan(300)
  expect(tally.when.refused).toBeGreaterThan(300)
}, 120_000)

function told(
  { files, seed: from }: GeneratedPolicy,
  request: Request,
  reason: string,
  cell: MatrixCell,
): unknown {
  return { from, request, reason, cell, files: files.map(({ text }) => text).join("\n---\n") }
}
