/** Compares every import of `packages/engine/src` with the room table; prints each that it does not list. */
import { readFileSync, readdirSync } from "node:fs"
import { join, posix, relative, sep } from "node:path"
import { pathToFileURL } from "node:url"
import { root } from "./build.mjs"
import { rooms, unreachable } from "./rooms.mjs"

const statement = /^[ \t]*(?:import|export)\s+(?:(type)\s+)?(?:([^"';]*?)\sfrom\s*)?"([^"]+)"/gm
const dynamic = /\bimport\(\s*"([^"]+)"\s*\)/g

/** The imports of one file: what is asked for, on which line, and whether only for its types. */
export function importsOf(text) {
  const lineOf = (offset) => text.slice(0, offset).split("\n").length
  const found = []
  for (const match of text.matchAll(statement)) {
    const offset = match.index + match[0].lastIndexOf(match[3])
    found.push({ specifier: match[3], typeOnly: match[1] === "type", line: lineOf(offset) })
  }
  for (const match of text.matchAll(dynamic)) {
    found.push({ specifier: match[1], typeOnly: false, line: lineOf(match.index) })
  }
  return found
}

/** Every import that the table does not list, as `file:line message`. `files` maps paths under `src` to their text. */
export function checkRooms(files) {
  const findings = []
  for (const [file, text] of files) {
    const room = roomOf(file)
    if (room !== undefined && !Object.hasOwn(rooms, room)) {
      findings.push(`${file}:1 \`${room}\` is no room of the table in scripts/rooms.mjs`)
      continue
    }
    for (const imported of importsOf(text)) {
      const reason = refusal(file, room, imported)
      if (reason !== undefined) findings.push(`${file}:${imported.line} ${reason}`)
    }
  }
  return [...findings, ...reachable(files)]
}

function refusal(file, room, { specifier, typeOnly }) {
  const table = room === undefined ? undefined : rooms[room]
  if (!specifier.startsWith(".")) return externalRefusal(room, table, specifier)
  const target = posix.join(posix.dirname(file), specifier)
  if (target.startsWith("..")) return `\`${specifier}\` leaves the package: import it by its name`
  if (!target.endsWith(".ts")) return `\`${specifier}\` does not end in .ts`
  const other = roomOf(target)
  if (table === undefined || other === room || table.rooms === "all") return undefined
  if (other === undefined) return `\`${room}\` may not import the façade`
  if (typeOnly && (other === "text" || table.types?.includes(other))) return undefined
  if (table.rooms?.includes(other)) return undefined
  return `\`${room}\` may not import \`${other}\`${table.types?.includes(other) ? ", except its types" : ""}`
}

function externalRefusal(room, table, specifier) {
  if (table === undefined) return `\`${specifier}\` is imported by the façade: import it in a room`
  if (specifier.startsWith("node:")) {
    const allowed = table.builtins === "all" || table.builtins?.includes(specifier)
    return allowed ? undefined : `\`${room}\` may not import \`${specifier}\``
  }
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")
  return table.packages?.includes(name) ? undefined : `\`${room}\` may not import the package \`${name}\``
}

function reachable(files) {
  const findings = []
  for (const [entry, forbidden] of Object.entries(unreachable)) {
    const importers = importersFrom(entry, files)
    const reached = [...importers.keys()].find((file) => forbidden.includes(roomOf(file)))
    if (reached === undefined) continue
    const importer = importers.get(reached)
    findings.push(`${importer}:1 makes ${entry} load ${reached}, which a built plan must not need`)
  }
  return findings
}

/** Every file that loading `entry` loads, with one file that imports it. */
function importersFrom(entry, files) {
  const importers = new Map([[entry, undefined]])
  for (const file of importers.keys()) {
    const loaded = importsOf(files.get(file) ?? "").filter(
      ({ specifier, typeOnly }) => !typeOnly && specifier.startsWith("."),
    )
    for (const { specifier } of loaded) {
      const target = posix.join(posix.dirname(file), specifier)
      if (!importers.has(target)) importers.set(target, file)
    }
  }
  return importers
}

/** The folder under `src` in which a file stands; undefined for the façades beside them. */
function roomOf(file) {
  const slash = file.indexOf("/")
  return slash === -1 ? undefined : file.slice(0, slash)
}

function sources(folder) {
  const files = new Map()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue
    const path = join(entry.parentPath, entry.name)
    files.set(relative(folder, path).split(sep).join("/"), readFileSync(path, "utf8"))
  }
  return files
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const findings = checkRooms(sources(join(root, "packages/engine/src")))
  for (const finding of findings) process.stdout.write(`packages/engine/src/${finding}\n`)
  process.exit(findings.length === 0 ? 0 : 1)
}
