import { accessMatrix, type AccessMatrix, type MatrixRow } from "../../../src/analyze/matrix/matrix.ts"
import { compile } from "../../../src/compile.ts"

export const shop = `package shop
role customer
role admin includes customer
role owner of order: Order when order.ownerId == subject.id
type Order { ownerId: string }
subject { id: string }
require tls >= 1.2 except GET /health
api /health { GET / { allow anyone } }
api /orders {
  limit 10/min per subject.id unless admin
  ## all of them
  GET / { allow admin }
  GET /{id} { load order: Order by path.id  allow owner, admin }
}
`

export function matrixOf(source: string): AccessMatrix {
  const { policy, diagnostics } = compile([{ path: "shop.edict", text: source }])
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  return accessMatrix(policy)
}

/** A matrix that says what no policy can, in every place that shows what a policy says. */
export function saying(said: string): AccessMatrix {
  return {
    package: said,
    columns: [{ kind: "role", name: said, includes: [said] }],
    rows: [
      {
        ...anyRow(),
        route: said,
        verb: said,
        path: said,
        name: said,
        documentation: said,
        cells: [{ kind: "when", conditions: [said] }],
        notes: [said],
      },
    ],
    conditionalRoles: [{ name: said, of: said, condition: said }],
  }
}

function anyRow(): MatrixRow {
  const [row] = matrixOf(shop).rows
  if (row === undefined) throw new Error("the shop has no route")
  return row
}
