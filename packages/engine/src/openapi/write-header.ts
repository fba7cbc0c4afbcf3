import type { Mode } from "./access.ts"
import { commentText } from "./comment.ts"
import type { Problem } from "./problem.ts"
import type { ImportedRoute } from "./route.ts"
import type { Scheme } from "./schemes.ts"
import { block } from "./write.ts"

/** Where the policy comes from, and what of the document it does not say. Problems of one operation stand at its place. */
export function writeHeader(from: {
  readonly path: string
  readonly title: string
  readonly version: string | undefined
  readonly problems: readonly Problem[]
}): readonly string[] {
  const file = from.path.replace(/^.*[\\/]/, "")
  const general = from.problems.filter(({ code }) => ofTheWhole.has(code))
  return [
    `# ${commentText(`${from.title} ${from.version ?? ""}`)}`,
    `# made by \`edict import openapi\` from ${commentText(file)}`,
    ...(general.length === 0 ? [] : ["#", "# what the document says and this policy does not:"]),
    ...general.map(({ message }) => `# - ${commentText(message, 400)}`),
    "",
  ]
}

const ofTheWhole: ReadonlySet<string> = new Set(["E602", "E605", "E606", "E607", "E610", "E611"])

/** What a caller is, and how its credentials are read. */
export function writeSubject(
  routes: readonly ImportedRoute[],
  schemes: readonly Scheme[],
  mode: Mode,
): readonly (readonly string[])[] {
  const requires = routes.flatMap(({ access }) => access.require ?? [])
  const hasScopes = requires.some(
    (line) => line.startsWith("require scope") || line.includes("in subject.scopes"),
  )
  const tellsApart = routes.some(({ access }) => access.tellsApart)
  const isHost = mode.kind === "host"
  const members = [
    "id: string",
    ...(tellsApart && !isHost ? ["authenticator: string"] : []),
    ...(tellsApart && isHost ? ["credentials: set of string = []"] : []),
    ...(hasScopes ? ["scopes: set of string = []"] : []),
  ]
  return [
    [
      ...(tellsApart && isHost
        ? ["# credentials: the schemes of the document that the host program has checked"]
        : []),
      ...block("subject", members),
    ],
    ...schemes.map((scheme) => writeScheme(scheme, hasScopes, tellsApart)),
  ]
}

function writeScheme(
  { name, what, authenticator }: Scheme,
  hasScopes: boolean,
  tellsApart: boolean,
): readonly string[] {
  if (!authenticator) return []
  const { method, options, source, note } = authenticator
  const assignments = [
    ["subject.id", source === "claims" ? "claims.sub" : "key.id"] as const,
    ...(tellsApart ? [["subject.authenticator", JSON.stringify(name)] as const] : []),
    ...(hasScopes ? [["subject.scopes", source === "claims" ? "claims.scope" : "key.scopes"] as const] : []),
  ]
  return [
    `## ${commentText(what)}`,
    ...(note === undefined ? [] : [`# ${commentText(note)}`]),
    ...block(`authenticate ${method} ${name}`, [
      ...options.map(([option, value]) => `${option} ${value}`),
      ...assignments.map(([target, value]) => `${target} = ${value}`),
    ]),
  ]
}
