import type { Cors } from "../model/policy.ts"
import { nearest } from "../diagnostics/suggest.ts"
import type * as ast from "../syntax/ast.ts"
import type { Span } from "../text/span.ts"
import { accepts } from "../target/verbs.ts"
import { headerName } from "./authenticator-options.ts"
import type { RouteDraft } from "./blocks.ts"
import { quoted, report, ruleOf, suggestion, type Checking } from "./checking.ts"
import { checkDuration } from "./limits.ts"
import { checkOrigin } from "./origins.ts"
import type { Ground } from "./rules.ts"
import { checkVerb } from "./verbs.ts"

const known = ["origins", "methods", "headers", "expose", "credentials", "maxAge"] as const
type Name = (typeof known)[number]
type Options = Partial<Record<Name, ast.Option>>

/** Undefined where a browser could not be answered by it. */
export function checkCors(ground: Ground, node: ast.CorsStatement): Cors | undefined {
  const { checking, block } = ground
  const options = optionsOf(checking, node)
  if (options.origins === undefined) {
    const misspelt = node.options.some((one) => one.kind === "option" && nearest(one.name.text, ["origins"]))
    const head = { ...node.span, end: node.span.start + "cors".length }
    if (!misspelt) {
      report(checking, "E317", head, "`cors` names no origin", {
        why: "no page could send a request by it",
        help: 'write `origins "https://shop.example"`, or leave `cors` out',
      })
    }
  }
  const origins = options.origins && checkOrigins(checking, options.origins)
  const methods = options.methods && checkMethods(checking, options.methods)
  const credentials = options.credentials ? checkFlag(checking, options.credentials) : false
  const made = {
    methods,
    headers: options.headers && checkHeaders(checking, options.headers),
    expose: options.expose ? checkHeaders(checking, options.expose) : [],
    credentials,
    maxAgeSeconds: options.maxAge && checkMaxAge(checking, options.maxAge),
  }
  if (methods && block.routes.length > 0 && !ground.isPartial)
    checkTaken(checking, options.methods, block.routes)
  if (credentials && options.origins) checkCredentials(checking, options.origins)
  return origins && ruleOf(checking, { id: "", span: node.span, origins, ...made })
}

/** Each of its name, the first where one stands twice. */
function optionsOf(checking: Checking, node: ast.CorsStatement): Options {
  const found: Options = {}
  for (const option of node.options) {
    const span = option.kind === "option" ? option.name.span : option.span
    const text = option.kind === "option" ? option.name.text : `${option.target}.${option.member.text}`
    const name = known.find((one) => one === text)
    if (name === undefined || option.kind !== "option") {
      report(checking, "E116", span, `unknown option ${quoted(text)}`, {
        help: `options are ${known.map(quoted).join(", ")}`,
        ...suggestion(span, nearest(text, known)),
      })
    } else if (found[name]) {
      report(checking, "E303", option.span, `${quoted(name)} is said twice`, {
        help: "keep one of them",
        related: [{ span: found[name].span, message: "said here already" }],
      })
    } else found[name] = option
  }
  return found
}

function checkOrigins(checking: Checking, { values }: ast.Option): Cors["origins"] | undefined {
  const any = values.find((value) => value.kind === "string" && value.value === "*")
  const other = values.find((value) => value !== any)
  if (any) {
    if (other)
      report(checking, "E303", other.span, "an origin beside `*`, which is all of them", {
        help: "keep one of the two",
        related: [{ span: any.span, message: "`*` stands here" }],
      })
    return "any"
  }
  const origins = values.flatMap((value) => checkOrigin(checking, value) ?? [])
  checkOnce(checking, values, origins)
  return origins.length === values.length ? origins : undefined
}

function checkMethods(checking: Checking, { values }: ast.Option): readonly string[] {
  const methods = values.flatMap((value) => {
    if (value.kind === "word") return checkVerb(checking, value.name) ? [value.name.text] : []
    reportValue(checking, value.span, "write verbs: `methods GET, PUT`")
    return []
  })
  checkOnce(checking, values, methods)
  return methods
}

function checkTaken(checking: Checking, option: ast.Option | undefined, routes: readonly RouteDraft[]): void {
  for (const value of option?.values ?? []) {
    if (value.kind !== "word") continue
    const { text, span } = value.name
    if (text === "ANY" || text === "OPTIONS" || text === "CONNECT") continue
    if (routes.some(({ verb }) => accepts(verb, text) || accepts(text, verb))) continue
    report(checking, "E305", span, `no route that this \`cors\` holds for takes ${quoted(text)}`, {
      why: "a page could not use it",
      help: "take it out, or leave `methods` out: then it is what the routes take",
    })
  }
}

function checkHeaders(checking: Checking, { name, values }: ast.Option): readonly string[] {
  const headers = values.flatMap((value) => {
    const text = value.kind === "string" ? value.value : ""
    if (text !== "*" && headerName.test(text)) return [text.toLowerCase()]
    const help = `name each: \`${name.text} "x-request-id", "etag"\``
    if (text === "*") report(checking, "E205", value.span, "`*` is no name of a header", { help })
    else reportValue(checking, value.span, help)
    return []
  })
  checkOnce(checking, values, headers)
  return headers.toSorted()
}

function checkFlag(checking: Checking, option: ast.Option): boolean {
  const value = only(checking, option)
  if (value?.kind === "boolean") return value.value
  if (value) reportValue(checking, value.span, "write `credentials true`, or leave it out")
  return false
}

function checkMaxAge(checking: Checking, option: ast.Option): number | undefined {
  const value = only(checking, option)
  if (value?.kind === "duration") {
    checkDuration(checking, value.milliseconds, value.span, "an age")
    return Math.floor(value.milliseconds / 1000)
  }
  if (value) reportValue(checking, value.span, "write a time such as `maxAge 1h`")
  return undefined
}

/** Cookies and other credentials go along on their own: whoever may send them must be known by name. */
function checkCredentials(checking: Checking, { values }: ast.Option): void {
  for (const value of values) {
    if (value.kind !== "string" || (value.value !== "*" && value.value !== "null")) continue
    const who = value.value === "*" ? "every origin" : "the origin `null`"
    report(checking, "E410", value.span, `credentials for pages of ${who}`, {
      why:
        value.value === "*"
          ? "any page that a caller opens could act and read in the caller's name"
          : "every page can make itself one of no origin, in a sandboxed frame",
      help: "list the origins, or leave `credentials` out",
    })
  }
}

function only(checking: Checking, { name, values }: ast.Option): ast.OptionValue | undefined {
  const [first, second] = values
  if (second) {
    report(checking, "E303", second.span, `${quoted(name.text)} takes one value`, {
      help: "keep one of them",
    })
    return undefined
  }
  return first
}

function checkOnce(checking: Checking, values: readonly ast.OptionValue[], read: readonly string[]): void {
  if (read.length !== values.length) return
  read.forEach((text, place) => {
    const value = values[place]
    if (value && read.indexOf(text) < place)
      report(checking, "E114", value.span, `${quoted(text)} stands twice`, { help: "remove one of them" })
  })
}

function reportValue(checking: Checking, span: Span, help: string): void {
  report(checking, "E205", span, "this option does not take such a value", { help })
}
