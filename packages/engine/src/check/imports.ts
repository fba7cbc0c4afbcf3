import { nearest } from "../diagnostics/suggest.ts"
import type { File, Import, Name } from "../syntax/ast.ts"
import { quoted, report, suggestion, type Checking } from "./checking.ts"
import { nominalName, packageOf, reportTwice, type Package } from "./packages.ts"
import { folderOf, resolvePath } from "../text/paths.ts"

type Table = Map<string, { readonly name: Name; readonly home: Package }>

/** Brings in what the files import: names of other folders, and types out of schema files. */
export function resolveImports(checking: Checking, files: readonly File[]): void {
  for (const file of files) {
    const home = packageOf(checking, file.span.file)
    for (const node of file.imports) {
      if (node.what === "schema") importSchema(checking, home, node)
      else importNames(checking, home, node)
    }
  }
}

function importNames(checking: Checking, home: Package, node: Import): void {
  const folder = resolvePath(folderOf(node.span.file), node.from.value)
  const other = checking.packages.get(folder)
  if (other === undefined) {
    report(checking, "E111", node.from.span, `no policy file is in ${quoted(node.from.value)}`, {
      why: `the path leads to the folder ${quoted(folder)}, from the folder of this file`,
      help: "write the path of a folder of this policy",
    })
    for (const name of node.names) checking.unknown.set(`${wordOf[node.what]} ${name.text}`, [])
    return
  }
  for (const name of node.names) importName(checking, home, other, node, name)
}

const wordOf = {
  role: "role",
  type: "type",
  quota: "quota",
  define: "definition",
  setting: "setting",
  authenticate: "authenticator",
  schema: "type",
} as const

function tableOf(of: Package, what: Exclude<Import["what"], "schema">): Table {
  switch (what) {
    case "role":
      return of.roles
    case "type":
      return of.types
    case "quota":
      return of.quotas
    case "define":
      return of.defines
    case "setting":
      return of.settings
    case "authenticate":
      return of.authenticators
  }
}

function importName(checking: Checking, home: Package, other: Package, node: Import, name: Name): void {
  if (node.what === "schema") return
  const source = tableOf(other, node.what)
  const entry = source.get(name.text)
  if (entry === undefined || entry.home !== other) {
    const own = [...source.values()].filter((found) => found.home === other).map((found) => found.name.text)
    checking.unknown.set(`${wordOf[node.what]} ${name.text}`, [])
    report(
      checking,
      "E111",
      name.span,
      `${quoted(node.from.value)} declares no ${wordOf[node.what]} ${quoted(name.text)}`,
      {
        help: `names are imported from the folder that declares them`,
        ...suggestion(name.span, nearest(name.text, own)),
      },
    )
    return
  }
  const table = tableOf(home, node.what)
  const known = table.get(name.text)
  if (known === undefined) table.set(name.text, entry)
  else if (known !== entry) reportTwice(checking, name, known.name, wordOf[node.what])
}

function importSchema(checking: Checking, home: Package, node: Import): void {
  const [path = "", fragment = ""] = split(node.from.value, "#")
  const file = resolvePath(folderOf(node.span.file), path)
  for (const name of node.names) {
    const pointer = `${fragment.replace(/\/$/, "")}/${name.text.replaceAll("~", "~0").replaceAll("/", "~1")}`
    const known = home.types.get(name.text)
    const isSame =
      known?.source.kind === "schema" && known.source.path === file && known.source.pointer === pointer
    if (isSame) continue
    if (known) {
      reportTwice(checking, name, known.name, "type")
      continue
    }
    home.types.set(name.text, {
      name,
      home,
      source: { kind: "schema", path: file, pointer, span: node.from.span },
      nominal: nominalName(checking, name.text, home.folder, `schema ${file}#${pointer}`),
      resolved: undefined,
    })
  }
}

function split(text: string, at: string): readonly string[] {
  const index = text.indexOf(at)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}
