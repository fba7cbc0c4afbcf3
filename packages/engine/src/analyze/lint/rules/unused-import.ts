import { folderOf } from "../../../text/paths.ts"
import { removalFix, removalFromList } from "../removal.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedImport: PolicyRule = {
  name: "unused-import",
  title: "an imported name that nothing uses",
  severity: "warning",
  reads: "policy",
  *run({ nodes, mentions, sourceOf }) {
    for (const { what, names, span } of nodes("import")) {
      const kind = what === "schema" ? "type" : what
      const isUnused = names.map(({ text }) => mentions.of(kind, folderOf(span.file), text).length === 0)
      const text = sourceOf(span.file)
      for (const [index, name] of names.entries()) {
        if (isUnused[index] !== true) continue
        const all = isUnused.every((unused) => unused)
        const spans = names.map((one) => one.span)
        const edit = all ? undefined : removalFromList(text, spans, index)
        yield {
          span: name.span,
          message: `\`${name.text}\` is imported and never used`,
          why: "it says that something hangs on the other file, and nothing does",
          fixes: all
            ? [removalFix("remove the import", true, text, span)]
            : edit
              ? [{ title: `remove \`${name.text}\``, safe: true, edits: [edit] }]
              : [],
        }
      }
    }
  },
}
