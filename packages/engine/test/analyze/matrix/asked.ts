import { accessMatrix, type MatrixCell, type MatrixColumn } from "../../../src/analyze/matrix/matrix.ts"
import { compile, type CompiledPolicy } from "../../../src/compile.ts"
import type { Request } from "../../../src/decide/decision.ts"
import type { Policy } from "../../../src/model/policy.ts"
import { decideByReference } from "../../../src/reference/decide.ts"
import { generatePolicy, type GeneratedPolicy } from "../../generate/policy.ts"
import { makeRandom, type Random } from "../../generate/random.ts"
import { generateRequest } from "../../generate/request.ts"
import { accessSays } from "./says.ts"

export interface Asked {
  readonly generated: GeneratedPolicy
  readonly policy: CompiledPolicy
  readonly column: MatrixColumn
  readonly place: number
  readonly request: Request
  readonly rows: ReadonlyMap<string, readonly MatrixCell[]>
}

/** Requests for the policy of a seed, each as every kind of caller would send it. */
export function* askedOf(seed: number, requestsEach: number): Generator<Asked> {
  const generated = generatePolicy(seed)
  const { policy } = compile(generated.files)
  if (!policy) return
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

/** The request as this kind of caller would send it. */
function sentBy(column: MatrixColumn, request: Request, policy: Policy, random: Random): Request {
  const { subject, ...rest } = request
  if (column.kind === "anonymous") return rest
  if (column.kind === "no-role") return { ...rest, subject: { ...subject, roles: ["undeclared"] } }
  const { aliases = [] } = policy.roles.find(({ name }) => name === column.name) ?? {}
  return { ...rest, subject: { ...subject, roles: [random.pick([column.name, ...aliases])] } }
}

/** What the matrix says of one request, and whether that is what is decided; undefined where it says nothing. */
export function verdictOn({
  policy,
  column,
  place,
  request,
  rows,
}: Asked):
  | { readonly cell: MatrixCell; readonly isAllowed: boolean; readonly isContradicted: boolean }
  | undefined {
  const { decision, route, reason } = decideByReference(policy.model, request)
  // Whatever is not there says nothing of who may.
  if (route === undefined || reason === "nothing-loaded") return undefined
  const cell = rows.get(route)?.[place]
  if (cell === undefined) throw new Error(`${route} has no row`)
  const isAllowed = decision === "allow"
  const isCellWrong = cell.kind !== "when" && (cell.kind === "yes") !== isAllowed
  return { cell, isAllowed, isContradicted: isCellWrong || accessSays(policy, column, request) !== isAllowed }
}
