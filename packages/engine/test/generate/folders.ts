import type { Item, SketchFile } from "./sketch.ts"

const kinds = ["type", "setting", "define", "quota"] as const
const declared = new RegExp(`^(${kinds.join("|")}) ([\\w-]+)`)

/** The same policy with its types, settings, definitions and quotas in a folder of their own, from which the first file brings them. */
export function withLibrary(files: readonly SketchFile[]): readonly SketchFile[] {
  const [first, ...others] = files.map((file) => ({
    ...file,
    items: file.items.filter((item) => !isShared(item)),
  }))
  const shared = files.flatMap(({ items }) => items).filter(isShared)
  if (first === undefined || shared.length === 0) return files
  const imports = kinds.flatMap((kind) => {
    const names = shared.flatMap((line) => {
      const [, found, name = ""] = declared.exec(line) ?? []
      return found === kind ? [name] : []
    })
    return names.length === 0 ? [] : [`import ${kind} ${names.join(", ")} from "./library"`]
  })
  const library = { path: "library/l.edict", package: "generated.library", items: shared }
  return [{ ...first, imports: [...(first.imports ?? []), ...imports] }, ...others, library]
}

function isShared(item: Item): item is string {
  return typeof item === "string" && declared.test(item)
}
