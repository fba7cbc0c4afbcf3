import { LineCounter, parseDocument } from "yaml"
import { type Json, isObject, own, ownText } from "./json.ts"

export interface Document {
  readonly generation: 2 | 3
  readonly root: Json
}

export type DocumentReading =
  | { readonly kind: "document"; readonly document: Document }
  | { readonly kind: "unreadable"; readonly message: string; readonly start: number; readonly end: number }

/** Reads OpenAPI 2.0 (Swagger), 3.0, 3.1 and later 3.x, written in JSON or YAML. */
export function readDocument(text: string): DocumentReading {
  const parsed = parse(text)
  if (parsed.kind === "unreadable") return parsed
  const { value } = parsed
  if (!isObject(value)) return unreadable("this is no OpenAPI document: its root is no object")
  const version = ownText(value, "openapi")
  if (version !== undefined && /^3\.\d/.test(version)) return document(3, value)
  const swagger = own(value, "swagger")
  // YAML reads an unquoted `2.0` as a number.
  if (swagger === "2.0" || swagger === 2) return document(2, value)
  const found =
    version ?? (typeof swagger === "string" || typeof swagger === "number" ? String(swagger) : undefined)
  if (found === undefined)
    return unreadable("this is no OpenAPI document: it has neither `openapi` nor `swagger`")
  return unreadable(`OpenAPI \`${found.slice(0, 20)}\` is not known: 2.0 and 3.x are`)
}

const document = (generation: 2 | 3, root: Json): DocumentReading => ({
  kind: "document",
  document: { generation, root },
})

const unreadable = (
  message: string,
  start = 0,
  end = 0,
): Extract<DocumentReading, { kind: "unreadable" }> => ({
  kind: "unreadable",
  message,
  start,
  end,
})

function parse(
  text: string,
): { kind: "value"; value: unknown } | Extract<DocumentReading, { kind: "unreadable" }> {
  // Large documents are JSON as a rule, and JSON.parse is a hundred times as fast as a YAML parser.
  if (/^[\s\uFEFF]*\{/.test(text)) {
    try {
      return { kind: "value", value: JSON.parse(text.replace(/^\uFEFF/, "")) }
    } catch {
      // A YAML flow mapping begins alike, and the YAML parser says where a fault is.
    }
  }
  return parseYaml(text)
}

function parseYaml(
  text: string,
): { kind: "value"; value: unknown } | Extract<DocumentReading, { kind: "unreadable" }> {
  try {
    const yaml = parseDocument(text, { merge: true, prettyErrors: false, lineCounter: new LineCounter() })
    const fault = yaml.errors[0]
    if (fault)
      return unreadable(`this is neither JSON nor YAML: ${plain(fault.message)}`, fault.pos[0], fault.pos[1])
    return { kind: "value", value: yaml.toJS({ maxAliasCount: 100 }) }
  } catch (error) {
    return unreadable(
      `this cannot be read as YAML: ${plain(error instanceof Error ? error.message : String(error))}`,
    )
  }
}

function plain(message: string): string {
  return message.slice(0, 200).replaceAll(/\s+/g, " ")
}
