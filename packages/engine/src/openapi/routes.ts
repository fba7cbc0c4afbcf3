import { type Access, type Mode, readAccess } from "./access.ts"
import { nameRegister } from "./names.ts"
import type { Operation } from "./operations.ts"
import { findHiding } from "./overlap.ts"
import type { ImportedRoute, LeftOut } from "./route.ts"
import { type PathReading, readPath } from "./path.ts"
import { type Problem, problem } from "./problem.ts"
import type { Scheme } from "./schemes.ts"

/** Makes each operation a route, or says why it is left out: it cannot be one, or another takes its requests. Each loss is a problem of the document. */
export function makeRoutes(
  operations: readonly Operation[],
  schemes: ReadonlyMap<string, Scheme>,
  mode: Mode,
  problems: Problem[],
): readonly (ImportedRoute | LeftOut)[] {
  const names = nameRegister()
  const readings = new Map<string, PathReading>()
  const made = operations.map((operation) => {
    const reading = readings.get(operation.path) ?? readPath(operation.path)
    readings.set(operation.path, reading)
    return makeRoute(operation, reading, readAccess(operation.security, schemes, mode), names.claimExactly)
  })
  const hiding = findHiding(made.flatMap((route) => (route.kind === "route" ? [route] : [])))
  return made.map((route) => {
    const other = route.kind === "route" ? hiding.get(route) : undefined
    const result = other === undefined ? route : hidden(route.operation, other.operation)
    report(result, problems)
    return result.kind === "left-out"
      ? { kind: "left-out", operation: result.operation, why: result.why }
      : result
  })
}

type Refusal = LeftOut & { readonly code: "E602" | "E603" | "E608" | "E609" }

function makeRoute(
  operation: Operation,
  reading: PathReading,
  access: Access,
  claimName: (wanted: string) => string | undefined,
): ImportedRoute | Refusal {
  const leftOut = (code: Refusal["code"], why: string): Refusal => ({
    kind: "left-out",
    operation,
    why,
    code,
  })
  if (!/^[A-Z]{3,}$/.test(operation.verb) || unroutable.has(operation.verb)) {
    return leftOut("E608", `no route can have the verb \`${operation.verb}\``)
  }
  if (reading.kind === "inexpressible") return leftOut("E602", reading.why)
  if (access.kind === "inexpressible") return leftOut("E603", access.dropped.join("; "))
  const { segments, endsInSlash } = reading
  const name = operation.id === undefined ? undefined : claimName(operation.id)
  return { kind: "route", operation, segments, endsInSlash, name, access }
}

/** `OPTIONS` is only for preflights, by `cors`; `CONNECT` is refused; `ANY` would take every verb. */
const unroutable: ReadonlySet<string> = new Set(["OPTIONS", "CONNECT", "ANY"])

function hidden(operation: Operation, by: Operation): Refusal {
  const why = `\`${by.verb} ${by.path}\` takes the same requests`
  return { kind: "left-out", operation, why, code: "E609" }
}

function report(route: ImportedRoute | Refusal, problems: Problem[]): void {
  const { verb, path, pointer } = route.operation
  if (route.kind === "left-out") {
    const message = `\`${verb} ${path}\` is left out: ${route.why}`
    problems.push(
      problem(route.code, message, pointer, "requests for it are refused until a route is written"),
    )
    return
  }
  const { dropped } = route.access
  if (dropped.length === 0 || route.access.kind === "open") return
  const message = `\`${verb} ${path}\` loses a way in: ${dropped.join("; ")}`
  problems.push(problem("E604", message, pointer, "callers who come that way are refused"))
}
