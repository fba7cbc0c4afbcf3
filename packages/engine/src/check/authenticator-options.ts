import type { Authenticator, ValueSource } from "../model/policy.ts"
import type * as ast from "../syntax/ast.ts"
import { nearest } from "../diagnostics/suggest.ts"
import { quoted, report, suggestion, type Checking } from "./checking.ts"
import { folderOf } from "../text/paths.ts"
import { refuse } from "./unsupported.ts"

export const knownOptions: Readonly<Record<"jwt" | "apikey", readonly string[]>> = {
  jwt: ["issuer", "audience", "keys", "algorithms", "bind"],
  apikey: ["header", "prefix", "keys"],
}

const asymmetric: readonly string[] = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
]
const symmetric: readonly string[] = ["HS256", "HS384", "HS512"]

/** What distinguishes one kind of authenticator from another. */
type Details<Kind extends Authenticator["kind"]> = Omit<
  Extract<Authenticator, { kind: Kind }>,
  "name" | "assignments" | "span"
>

export function optionsOf(node: ast.AuthenticateDeclaration): readonly ast.Option[] {
  return node.options.flatMap((option) => (option.kind === "option" ? [option] : []))
}

export function checkJwt(checking: Checking, node: ast.AuthenticateDeclaration): Details<"jwt"> | undefined {
  const issuer = required(checking, node, "issuer", "a token of another issuer would be taken")
  const audience = required(checking, node, "audience", "a token made for another service would be taken")
  const keys = required(checking, node, "keys", "no token could be verified")
  const algorithms = optionNamed(checking, node, "algorithms")
  const issuerSource = issuer && single(checking, issuer)
  const audiences =
    audience?.values.flatMap((value) => sourceOf(checking, value, textOrEnvironment) ?? []) ?? []
  const keySource = keys && checkKeys(checking, keys)
  const listed = algorithms ? checkAlgorithms(checking, algorithms) : asymmetric
  if (!issuerSource || audiences.length === 0 || !keySource) return undefined
  return { kind: "jwt", issuer: issuerSource, audiences, keys: keySource, algorithms: listed }
}

export function checkApiKey(
  checking: Checking,
  node: ast.AuthenticateDeclaration,
): Details<"apikey"> | undefined {
  const header = required(checking, node, "header", "no request could bring a key")
  const keys = required(checking, node, "keys", "no key would be known")
  const prefix = optionNamed(checking, node, "prefix")
  const headerText = header && headerOf(checking, header)
  const prefixText = prefix ? textOf(checking, prefix) : ""
  const [value] = keys?.values ?? []
  const keySource =
    keys && value && checkOne(checking, keys) ? sourceOf(checking, value, fileOrEnvironment) : undefined
  if (headerText === undefined || prefixText === undefined || !keySource) return undefined
  return { kind: "apikey", header: headerText.toLowerCase(), prefix: prefixText, keys: keySource }
}

function optionNamed(
  checking: Checking,
  node: ast.AuthenticateDeclaration,
  name: string,
): ast.Option | undefined {
  const [first, second] = optionsOf(node).filter((one) => one.name.text === name)
  if (first && second) {
    report(checking, "E303", second.span, `${quoted(name)} is said twice`, {
      help: "keep one of them",
      related: [{ span: first.span, message: "said here already" }],
    })
  }
  return first
}

function required(
  checking: Checking,
  node: ast.AuthenticateDeclaration,
  name: string,
  why: string,
): ast.Option | undefined {
  const found = optionNamed(checking, node, name)
  if (found && found.values.length > 0) return found
  const misspelt = optionsOf(node).some((one) => nearest(one.name.text, [name]) !== undefined)
  // The misspelt name is reported: it is the one fault.
  if (!found && misspelt) return undefined
  report(checking, "E404", node.name.span, `authenticator ${quoted(node.name.text)} has no ${quoted(name)}`, {
    why,
    help: `write ${quoted(`${name} …`)} in the block`,
  })
  return undefined
}

function single(checking: Checking, node: ast.Option): ValueSource | undefined {
  const [value] = node.values
  return value && checkOne(checking, node) ? sourceOf(checking, value, textOrEnvironment) : undefined
}

function checkOne(checking: Checking, node: ast.Option): boolean {
  const second = node.values[1]
  if (second)
    report(checking, "E303", second.span, `${quoted(node.name.text)} takes one value`, {
      help: "keep one of them",
    })
  return second === undefined
}

function textOf(checking: Checking, node: ast.Option): string | undefined {
  const [value] = node.values
  if (value?.kind === "string") return checkOne(checking, node) ? value.value : undefined
  if (value) reportValue(checking, value, `${quoted(node.name.text)} is text`)
  return undefined
}

export const headerName: RegExp = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** They say how the message is read, or hold what other programs set: none of them is the caller's alone to fill. */
const headersInUse: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "cookie",
])

function headerOf(checking: Checking, node: ast.Option): string | undefined {
  const text = textOf(checking, node)
  if (text === undefined) return undefined
  const isName = headerName.test(text)
  if (isName && !headersInUse.has(text.toLowerCase())) return text
  const span = node.values[0]?.span ?? node.span
  const what = isName ? `header ${quoted(text)} brings no key` : `${quoted(text)} is no name of a header`
  report(checking, "E205", span, what, {
    why: isName ? "every request may have it, for another purpose" : "no request could bring a key",
    help: 'name one that is for keys alone, such as `"x-api-key"`',
  })
  return undefined
}

function checkKeys(checking: Checking, node: ast.Option): ValueSource | undefined {
  const [value] = node.values
  if (!value || !checkOne(checking, node)) return undefined
  if (value.kind === "string" && /^https?:/i.test(value.value)) {
    refuse(checking, "E071", value.span, "fetching keys from a URL")
    return undefined
  }
  return sourceOf(checking, value, anySource)
}

const textOrEnvironment = ["text", "environment"] as const
const fileOrEnvironment = ["file", "environment"] as const
const anySource = ["text", "file", "environment"] as const

function sourceOf(
  checking: Checking,
  value: ast.OptionValue,
  kinds: readonly ValueSource["kind"][],
): ValueSource | undefined {
  const source = asSource(value)
  if (source && kinds.includes(source.kind)) {
    if (!isEmpty(source)) return source
    report(checking, "E205", value.span, "this option is given an empty text", {
      why: "nothing that a caller brings could be checked against it",
    })
    return undefined
  }
  const ways = kinds.map((kind) =>
    kind === "text" ? 'text such as `"…"`' : kind === "file" ? '`file "…"`' : "`env.NAME`",
  )
  reportValue(checking, value, `write ${ways.join(" or ")}`)
  return undefined
}

function isEmpty(source: ValueSource): boolean {
  if (source.kind === "environment") return false
  return (source.kind === "text" ? source.text : source.path).trim() === ""
}

function asSource(value: ast.OptionValue): ValueSource | undefined {
  switch (value.kind) {
    case "string":
      return { kind: "text", text: value.value }
    case "environment":
      return { kind: "environment", variable: value.variable }
    case "file-value":
      return { kind: "file", path: value.path.value, from: folderOf(value.span.file) }
    default:
      return undefined
  }
}

function reportValue(checking: Checking, value: ast.OptionValue, help: string): void {
  report(checking, "E205", value.span, "this option does not take such a value", { help })
}

function checkAlgorithms(checking: Checking, node: ast.Option): readonly string[] {
  const known = [...asymmetric, ...symmetric]
  return node.values.flatMap((value) => {
    const name = value.kind === "string" ? value.value : value.kind === "word" ? value.name.text : undefined
    if (name !== undefined && known.includes(name)) return [name]
    report(
      checking,
      "E408",
      value.span,
      name === undefined
        ? "an algorithm is named by text"
        : `${quoted(name)} is no algorithm that proves who signed`,
      {
        help: `algorithms are ${known.join(", ")}`,
        ...suggestion(value.span, name === undefined ? undefined : quotedNearest(name, known)),
      },
    )
    return []
  })
}

function quotedNearest(name: string, known: readonly string[]): string | undefined {
  const meant = nearest(name, known)
  return meant === undefined ? undefined : JSON.stringify(meant)
}
