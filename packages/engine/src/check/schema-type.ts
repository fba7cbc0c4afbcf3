import { parse } from "yaml"
import type { Name } from "../syntax/ast.ts"
import type { Span } from "../text/span.ts"
import type { Member, RecordType, Type } from "../values/type.ts"
import { nearest } from "../diagnostics/suggest.ts"
import { quoted, report, suggestion, type Checking } from "./checking.ts"

/** Schemas are read to this depth within one another, references apart; deeper is `json`. */
const maxDepth = 64
const maxMerges = 100_000

const json: Type = { kind: "json" }

export interface SchemaSource {
  readonly path: string
  readonly pointer: string
  readonly span: Span
}

/** The type that a schema of a file describes. A file that was not given is reported once. */
export function readSchemaType(
  checking: Checking,
  name: Name,
  source: SchemaSource,
  nominal: string,
  onMisspelt?: (meant: string) => void,
): Type {
  const document = documentOf(checking, source)
  if (document === undefined) return json
  const schema = follow(document, source.pointer)
  if (schema === undefined) {
    const holder = follow(document, source.pointer.slice(0, source.pointer.lastIndexOf("/")))
    const names = isObject(holder) ? Object.keys(holder) : []
    const meant = nearest(name.text, names)
    if (meant !== undefined) onMisspelt?.(meant)
    report(
      checking,
      "E113",
      name.span,
      `${quoted(source.path)} has no schema ${quoted(`#${source.pointer}`)}`,
      {
        help: isObject(holder) ? "name a schema that stands there" : "correct the pointer after `#`",
        ...suggestion(name.span, meant),
      },
    )
    return json
  }
  const reader: Reader = {
    document,
    path: source.path,
    pointers: new Map(),
    named: checking.schemaTypes,
    work: { merges: 0 },
  }
  return read(reader, schema, `#${source.pointer}`, nominal, 0)
}

function documentOf(checking: Checking, { path, span }: SchemaSource): unknown {
  if (checking.schemaDocuments.has(path)) return checking.schemaDocuments.get(path)
  const text = checking.schemaTexts.get(path)
  let document: unknown
  if (text === undefined) {
    report(checking, "E112", span, `schema file ${quoted(path)} was not found`, {
      why: "without it nothing is known of the types that it describes",
      help: "the path starts at the folder of this file",
    })
  } else {
    try {
      document = parse(text, { maxAliasCount: 1000, logLevel: "error" }) as unknown
      if (document === undefined || document === null) document = {}
    } catch (error) {
      const [first = ""] = (error instanceof Error ? error.message : "").split("\n")
      report(checking, "E219", span, `schema file ${quoted(path)} does not read: ${quoted(first)}`, {
        help: "it must be JSON or YAML",
      })
    }
  }
  checking.schemaDocuments.set(path, document)
  return document
}

interface Reader {
  readonly document: unknown
  readonly path: string
  /** Pointers on the way, so that references in a circle without an object between them end. */
  readonly pointers: Map<string, true>
  /** Object types by file and pointer: a schema is one type however often it is referred to. */
  readonly named: Checking["schemaTypes"]
  /** Merges made: a schema can be written so that they double with each line. */
  readonly work: { merges: number }
}

function read(
  reader: Reader,
  schema: unknown,
  pointer: string,
  nominal: string | undefined,
  depth: number,
): Type {
  if (!isObject(schema) || depth > maxDepth) return json
  if (typeof schema["$ref"] === "string") return readReference(reader, schema["$ref"], nominal, depth)
  const merged = Array.isArray(schema["allOf"]) ? mergeAll(reader, schema, depth) : schema
  if (merged === undefined || Array.isArray(merged["anyOf"]) || Array.isArray(merged["oneOf"])) return json
  const kinds = kindsOf(merged)
  if (kinds.length !== 1) return json
  switch (kinds[0]) {
    case "object":
      return readObject(reader, merged, pointer, nominal, depth)
    case "array":
      return {
        kind: merged["uniqueItems"] === true ? "set" : "list",
        element: read(reader, merged["items"], `${pointer}/items`, undefined, depth + 1),
      }
    case "string":
      return readText(merged)
    case "integer":
      return { kind: "int", ...bounds(merged) }
    case "number":
      return { kind: "number", ...bounds(merged) }
    case "boolean":
      return { kind: "bool" }
    default:
      return json
  }
}

function readReference(reader: Reader, reference: string, nominal: string | undefined, depth: number): Type {
  if (!reference.startsWith("#") || reader.pointers.has(reference)) return json
  const known = reader.named.get(`${reader.path}${reference}`)
  if (known) return known
  reader.pointers.set(reference, true)
  const type = read(reader, follow(reader.document, reference.slice(1)), reference, nominal, depth + 1)
  reader.pointers.delete(reference)
  return type
}

function readObject(
  reader: Reader,
  schema: Schema,
  pointer: string,
  nominal: string | undefined,
  depth: number,
): Type {
  const key = `${reader.path}${pointer}`
  const known = reader.named.get(key)
  if (known?.kind === "record" && (nominal === undefined || known.name === nominal)) return known
  const properties = isObject(schema["properties"]) ? schema["properties"] : undefined
  if (properties === undefined) return nominal === undefined ? json : { kind: "record", name: nominal }
  const type: { kind: "record"; name?: string; members?: NonNullable<RecordType["members"]> } = {
    kind: "record",
  }
  if (nominal !== undefined) type.name = nominal
  reader.named.set(key, type)
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : [])
  const members = Object.create(null) as Record<string, Member>
  // What stands on the way to here may be met again inside: an object between ends the circle.
  const inner: Reader = { ...reader, pointers: new Map() }
  for (const name of Object.keys(properties)) {
    const property = properties[name]
    const member = read(inner, property, `${pointer}/properties/${name}`, undefined, depth + 1)
    members[name] = { type: member, optional: !required.has(name) || isNullable(reader, property) }
  }
  type.members = members
  return type
}

function readText(schema: Schema): Type {
  const values = schema["enum"]
  if (Array.isArray(values)) {
    const texts = values.filter((value): value is string => typeof value === "string")
    return { kind: "string", values: texts }
  }
  const maximum = schema["maxLength"]
  switch (schema["format"]) {
    case "uuid":
      return { kind: "uuid" }
    case "date":
      return { kind: "date" }
    case "date-time":
      return { kind: "instant" }
    case "uri":
    case "url":
      return { kind: "url" }
    case "ip":
    case "ipv4":
    case "ipv6":
      return { kind: "ip" }
    default:
      return typeof maximum === "number" ? { kind: "string", max: maximum } : { kind: "string" }
  }
}

function bounds(schema: Schema): { min?: number; max?: number } {
  const { minimum, maximum } = schema
  return {
    ...(typeof minimum === "number" ? { min: minimum } : {}),
    ...(typeof maximum === "number" ? { max: maximum } : {}),
  }
}

/** `allOf` and what stands beside it as one object; undefined where a part is no object. */
function mergeAll(reader: Reader, schema: Schema, depth: number): Schema | undefined {
  reader.work.merges += 1
  if (reader.work.merges > maxMerges) return undefined
  const { allOf, ...own } = schema
  const merged: Schema = { ...own }
  const properties: Schema = Object.create(null) as Schema
  const required: unknown[] = []
  const parts = [...(allOf as readonly unknown[]), own]
  for (const part of parts) {
    const resolved = resolvePart(reader, part, depth, new Set())
    if (resolved === undefined) return undefined
    for (const name of Object.keys(resolved))
      if (name !== "properties" && name !== "required") merged[name] ??= resolved[name]
    if (isObject(resolved["properties"])) Object.assign(properties, resolved["properties"])
    if (Array.isArray(resolved["required"])) required.push(...(resolved["required"] as unknown[]))
  }
  if (Object.keys(properties).length > 0) Object.assign(merged, { type: "object", properties, required })
  return merged
}

function resolvePart(reader: Reader, part: unknown, depth: number, seen: Set<string>): Schema | undefined {
  let schema = part
  while (isObject(schema) && typeof schema["$ref"] === "string") {
    const reference = schema["$ref"]
    if (!reference.startsWith("#") || seen.has(reference)) return undefined
    seen.add(reference)
    schema = follow(reader.document, reference.slice(1))
  }
  if (!isObject(schema) || depth + seen.size > maxDepth) return undefined
  return Array.isArray(schema["allOf"]) ? mergeAll(reader, schema, depth + 1 + seen.size) : schema
}

function kindsOf(schema: Schema): readonly unknown[] {
  const { type } = schema
  const kinds = (
    Array.isArray(type) ? (type as readonly unknown[]) : type === undefined ? [] : [type]
  ).filter((kind) => kind !== "null")
  if (kinds.length > 0) return kinds
  if (isObject(schema["properties"])) return ["object"]
  if (Array.isArray(schema["enum"]) && schema["enum"].every((value) => typeof value === "string"))
    return ["string"]
  return []
}

function isNullable(reader: Reader, schema: unknown): boolean {
  const resolved =
    isObject(schema) && typeof schema["$ref"] === "string"
      ? resolvePart(reader, schema, 0, new Set())
      : schema
  if (!isObject(resolved)) return false
  return (
    resolved["nullable"] === true || (Array.isArray(resolved["type"]) && resolved["type"].includes("null"))
  )
}

type Schema = Record<string, unknown>

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** What a JSON pointer leads to, by own members only. */
function follow(document: unknown, pointer: string): unknown {
  let value = document
  for (const part of pointer.split("/").slice(1)) {
    const name = decode(part)
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Schema)[name]
  }
  return value
}

function decode(part: string): string {
  const text = part.replaceAll("~1", "/").replaceAll("~0", "~")
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
