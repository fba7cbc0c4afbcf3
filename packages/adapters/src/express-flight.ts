import type { Incoming, Passage } from "@edict/engine"
import { slot, type Slot } from "./slot.ts"
import { withoutSlash, type ExpressTemplate } from "./express-template.ts"

/** What the application does to a request is the framework's to say; these are what it has of one. */
export interface ExpressRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly baseUrl?: string
  readonly params?: unknown
}

/** A request on its way through the routers of a guarded application. */
export type Flight = Waiting | Decided

export interface Waiting {
  readonly kind: "waiting"
  readonly incoming: Incoming
  /** The one handler that may run. */
  readonly isGuard: (handle: unknown) => boolean
  /** Answers in place of any other handler; true where the guard only looks on. */
  readonly refuse: () => boolean
}

export interface Decided {
  readonly kind: "decided"
  readonly passage: Passage
  readonly method: string | undefined
  /** The canonical path. */
  readonly path: string
  /** The decided route's template, as `ExpressTemplate.shape` is. */
  readonly shape: readonly string[]
}

/** Of a request: whatever has none is in an application that no guard protects. */
export const flights: Slot<Flight> = slot("flight")

export function decided(passage: Passage, method: string | undefined): Decided {
  return { kind: "decided", passage, method, path: pathOf(passage.target), shape: segmentsOf(passage.shape) }
}

/** As many as the policy has routes. */
const segments = new Map<string, readonly string[]>()

function segmentsOf(shape: string): readonly string[] {
  const known = segments.get(shape)
  if (known !== undefined) return known
  const split = shape === "/" ? [] : shape.slice(1).split("/")
  segments.set(shape, split)
  return split
}

/** What is about to run is not what was decided on: false, and the answer has left; true where the guard only looks on. */
export function isLetThrough(flight: Flight): boolean {
  return flight.kind === "waiting" ? flight.refuse() : flight.passage.dispatch({ template: "", values: [] })
}

/**
 * The template by which the request may go to a route. The path being the one that was decided on, equal shapes cut it alike;
 * what stands before `baseUrl` ends was compared when the request went through each mount.
 */
export function routeFor(
  flight: Decided,
  templates: readonly ExpressTemplate[],
  request: ExpressRequest,
): ExpressTemplate | undefined {
  if (request.method !== flight.method || !isOnItsPath(flight, request)) return undefined
  const depth = depthOf(request)
  return templates.find(
    ({ shape }) => depth + shape.length === flight.shape.length && isAt(flight, depth, shape),
  )
}

/** The template by which the request may go through a mount whose path is on `baseUrl` already. */
export function mountFor(
  flight: Decided,
  templates: readonly ExpressTemplate[],
  request: ExpressRequest,
): ExpressTemplate | undefined {
  if (!isOnItsPath(flight, request)) return undefined
  const depth = depthOf(request)
  return templates.find(({ shape }) => {
    const own = withoutSlash(shape)
    return own.length <= depth && isAt(flight, depth - own.length, own)
  })
}

/** Whether a callback for a parameter, which runs before its layer does, gets a value that was decided on. */
export function takesParameter(
  flight: Decided,
  templates: readonly ExpressTemplate[],
  request: ExpressRequest,
  name: string,
  value: unknown,
): boolean {
  const start = depthOf(request)
  return templates.some(({ shape, names }) => {
    const place = names.indexOf(name)
    if (place === -1 || !isAt(flight, start, withoutSlash(shape))) return false
    const expected = flight.passage.values[countParameters(flight.shape.slice(0, start)) + place]
    return typeof value !== "string" || value === expected
  })
}

/** The handler gets what was decided on, also where Express cuts a segment elsewhere than Edict does. */
export function setParameters(
  flight: Decided,
  { shape, names, isMixed }: ExpressTemplate,
  request: ExpressRequest,
): void {
  const { params } = request
  if (!isMixed || typeof params !== "object" || params === null) return
  const before = countParameters(flight.shape.slice(0, flight.shape.length - shape.length))
  for (const [place, name] of names.entries()) {
    const value = flight.passage.values[before + place]
    if (value !== undefined && typeof Reflect.get(params, name) === "string") Reflect.set(params, name, value)
  }
}

const countParameters = (shape: readonly string[]): number =>
  shape.reduce((sum, segment) => sum + segment.split("{").length - 1, 0)

/** Whether the decided template has these segments from a place on. */
const isAt = ({ shape }: Decided, start: number, own: readonly string[]): boolean =>
  own.every((segment, place) => segment === shape[start + place])

/** Express takes off what mounts matched, and shows `/` where nothing is left. */
function isOnItsPath({ path }: Decided, { baseUrl = "", url = "" }: ExpressRequest): boolean {
  const rest = pathOf(url)
  return baseUrl + rest === path || (rest === "/" && baseUrl === path)
}

const depthOf = ({ baseUrl = "" }: ExpressRequest): number =>
  baseUrl === "" ? 0 : baseUrl.split("/").length - 1

function pathOf(target: string): string {
  const mark = target.indexOf("?")
  return mark === -1 ? target : target.slice(0, mark)
}
