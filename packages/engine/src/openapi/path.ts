import { canonicalize } from "../target/canonical.ts"
import { nameRegister } from "./names.ts"

export type PathReading =
  | {
      readonly kind: "path"
      /** As the language writes them, parameters in braces; none for `/`. */
      readonly segments: readonly string[]
      readonly endsInSlash: boolean
    }
  | { readonly kind: "inexpressible"; readonly why: string }

/** A path of the document as a template of the language; parameters are renamed where their names are none. */
export function readPath(path: string): PathReading {
  if (!path.startsWith("/")) return inexpressible("it does not begin with `/`")
  const pieces = splitSegments(path.slice(1))
  if (pieces === undefined) return inexpressible("its braces do not match")
  const endsInSlash = pieces.length > 1 && pieces.at(-1) === ""
  if (endsInSlash || path === "/") pieces.pop()
  const parameters = nameRegister()
  const segments: string[] = []
  for (const piece of pieces) {
    const segment = readSegment(piece, parameters.claim)
    if (segment.kind === "inexpressible") return segment
    segments.push(segment.text)
  }
  return { kind: "path", segments, endsInSlash }
}

const inexpressible = (why: string): Extract<PathReading, { kind: "inexpressible" }> => ({
  kind: "inexpressible",
  why,
})

/** Splits at slashes outside braces. */
function splitSegments(path: string): string[] | undefined {
  const pieces: string[] = []
  let piece = ""
  let isInside = false
  for (const character of path) {
    if (character === (isInside ? "{" : "}")) return undefined
    if (character === "{" || character === "}") isInside = character === "{"
    if (character === "/" && !isInside) {
      pieces.push(piece)
      piece = ""
      continue
    }
    piece += character
  }
  pieces.push(piece)
  return isInside ? undefined : pieces
}

function readSegment(
  piece: string,
  claim: (wanted: string, fallback: string) => string,
): { readonly kind: "segment"; readonly text: string } | Extract<PathReading, { kind: "inexpressible" }> {
  if (piece === "") return inexpressible("it has an empty segment, which no canonical path has")
  if (piece.includes("}{")) return inexpressible(`nothing parts the parameters of \`${piece}\``)
  let text = ""
  for (const part of piece.split(/(\{[^}]*\})/)) {
    if (part.startsWith("{")) {
      text += `{${claim(part.slice(1, -1), "value")}}`
      continue
    }
    const literal = readLiteral(part)
    if (literal === undefined) return inexpressible(`\`${part}\` is no text that a template can hold`)
    text += literal
  }
  const standIn = text.replaceAll(/\{[^}]*\}/g, "x")
  const canonical = canonicalize(`/${standIn}`)
  if (canonical.kind === "ambiguous" || canonical.path !== `/${standIn}`) {
    return inexpressible(`no canonical path has a segment \`${piece}\``)
  }
  return { kind: "segment", text }
}

/** Bytes that no URI holds as they are arrive escaped; what the language uses for itself cannot stand in a template. */
function readLiteral(text: string): string | undefined {
  if (/[,;()#?*%\\\s]/.test(text)) return undefined
  try {
    return text.replaceAll(/[^\x21-\x7e]+|["<>[\]^`|]+/g, (characters) => encodeURIComponent(characters))
  } catch {
    return undefined
  }
}
