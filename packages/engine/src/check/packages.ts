import type {
  AuthenticateDeclaration,
  Declaration,
  DefineDeclaration,
  File,
  Name,
  QuotaDeclaration,
  RecordNode,
  RoleDeclaration,
  SettingDeclaration,
} from "../syntax/ast.ts"
import type { Span } from "../text/span.ts"
import type { Setting } from "../model/policy.ts"
import type { Type } from "../values/type.ts"
import { quoted, report, type Checking } from "./checking.ts"
import { folderOf } from "../text/paths.ts"

export interface Entry<Node> {
  readonly name: Name
  readonly node: Node
  readonly home: Package
}

export interface TypeEntry {
  readonly name: Name
  readonly home: Package
  readonly source:
    | { readonly kind: "record"; readonly record: RecordNode }
    | { readonly kind: "schema"; readonly path: string; readonly pointer: string; readonly span: Span }
  /** What relative roles compare: one name for one type. */
  readonly nominal: string
  resolved: Type | undefined
}

export interface DefineEntry extends Entry<DefineDeclaration> {
  /** It is in a circle, or its body does not check: calls of it are passed over. */
  broken: boolean
}

export interface QuotaEntry extends Entry<QuotaDeclaration> {
  /** Place in `Policy.limits`, once something uses it. */
  limit: number | undefined
}

export interface SettingEntry extends Entry<SettingDeclaration> {
  readonly key: string
  resolved: (Setting & { readonly type: Type }) | undefined
}

/** A folder: its names are shared by its files, with those that its files import. */
export interface Package {
  readonly folder: string
  readonly roles: Map<string, Entry<RoleDeclaration>>
  readonly types: Map<string, TypeEntry>
  readonly quotas: Map<string, QuotaEntry>
  readonly defines: Map<string, DefineEntry>
  readonly settings: Map<string, SettingEntry>
  readonly authenticators: Map<string, Entry<AuthenticateDeclaration>>
}

export const builtInRoles: readonly string[] = ["anyone", "authenticated"]

export const builtInTypes: readonly string[] = [
  "bool",
  "int",
  "number",
  "string",
  "time",
  "date",
  "instant",
  "duration",
  "ip",
  "uuid",
  "url",
  "json",
]

export function packageOf(checking: Checking, file: string): Package {
  const folder = folderOf(file)
  const known = checking.packages.get(folder)
  if (known) return known
  const made: Package = {
    folder,
    roles: new Map(),
    types: new Map(),
    quotas: new Map(),
    defines: new Map(),
    settings: new Map(),
    authenticators: new Map(),
  }
  checking.packages.set(folder, made)
  return made
}

/** Enters every name that the files declare into its folder's tables. */
export function declareNames(checking: Checking, files: readonly File[]): void {
  const policyWide = new Map<string, Name>()
  for (const file of files) {
    const home = packageOf(checking, file.span.file)
    for (const declaration of file.declarations) declareName(checking, home, declaration, policyWide)
  }
}

function declareName(
  checking: Checking,
  home: Package,
  node: Declaration,
  policyWide: Map<string, Name>,
): void {
  switch (node.kind) {
    case "role":
      if (builtInRoles.includes(node.name.text)) return reportBuiltIn(checking, node.name, "role")
      if (isTaken(checking, policyWide, `role ${node.name.text}`, node.name, "role")) return
      home.roles.set(node.name.text, { name: node.name, node, home })
      return
    case "type":
      if (builtInTypes.includes(node.name.text)) return reportBuiltIn(checking, node.name, "type")
      if (isDeclared(checking, home.types, node.name, "type")) return
      home.types.set(node.name.text, {
        name: node.name,
        home,
        source: { kind: "record", record: node.record },
        nominal: nominalName(checking, node.name.text, home.folder, `type ${home.folder}`),
        resolved: undefined,
      })
      return
    case "quota":
      if (isDeclared(checking, home.quotas, node.name, "quota")) return
      home.quotas.set(node.name.text, { name: node.name, node, home, limit: undefined })
      return
    case "define":
      if (node.name.text === "size") return reportBuiltIn(checking, node.name, "definition")
      if (isDeclared(checking, home.defines, node.name, "definition")) return
      home.defines.set(node.name.text, { name: node.name, node, home, broken: false })
      return
    case "setting": {
      if (isDeclared(checking, home.settings, node.name, "setting")) return
      const key = nominalName(checking, `setting ${node.name.text}`, home.folder, home.folder).slice(
        "setting ".length,
      )
      home.settings.set(node.name.text, { name: node.name, node, home, key, resolved: undefined })
      return
    }
    case "authenticate":
      if (isTaken(checking, policyWide, `authenticate ${node.name.text}`, node.name, "authenticator")) return
      home.authenticators.set(node.name.text, { name: node.name, node, home })
      return
    default:
      return
  }
}

/** The name itself for what first has it, and one with its folder for another thing of that name. */
export function nominalName(checking: Checking, name: string, folder: string, identity: string): string {
  const owner = checking.nominal.get(name)
  if (owner === undefined) checking.nominal.set(name, identity)
  return owner === undefined || owner === identity ? name : `${name} in ${folder}`
}

function reportBuiltIn(checking: Checking, name: Name, what: string): void {
  report(checking, "E110", name.span, `${quoted(name.text)} is a built-in ${what}`, {
    why: "its meaning is the same in every policy",
    help: "take another name",
  })
}

function isDeclared(
  checking: Checking,
  table: ReadonlyMap<string, { readonly name: Name }>,
  name: Name,
  what: string,
): boolean {
  const first = table.get(name.text)?.name
  if (first === undefined) return false
  reportTwice(checking, name, first, what)
  return true
}

function isTaken(
  checking: Checking,
  names: Map<string, Name>,
  key: string,
  name: Name,
  what: string,
): boolean {
  const first = names.get(key)
  if (first === undefined) {
    names.set(key, name)
    return false
  }
  const across = folderOf(first.span.file) !== folderOf(name.span.file)
  reportTwice(
    checking,
    name,
    first,
    what,
    across
      ? `import it: \`import ${what === "role" ? "role" : "authenticate"} ${name.text} from "…"\``
      : undefined,
  )
  return true
}

export function reportTwice(checking: Checking, name: Name, first: Name, what: string, help?: string): void {
  report(checking, "E109", name.span, `${what} ${quoted(name.text)} is declared twice`, {
    why: "a name stands for one thing",
    help: help ?? "rename one of them, or remove it",
    related: [{ span: first.span, message: "first declared here" }],
  })
}
