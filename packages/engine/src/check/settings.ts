import type { Setting } from "../model/policy.ts"
import type { Type, Value } from "../values/type.ts"
import { quoted, report, type Checking } from "./checking.ts"
import { aType, typeName } from "./fit.ts"
import { literalAs, textAs } from "./literals.ts"
import type { SettingEntry } from "./packages.ts"
import { resolveType } from "./types.ts"

/** A setting's value: of the environment where it is said there, else the one that is written. */
export function resolveSetting(
  checking: Checking,
  entry: SettingEntry,
): Setting & { readonly type: Type } & { readonly key: string } {
  const known = entry.resolved
  if (known) return { ...known, key: entry.key }
  const { node, home, key } = entry
  const type = resolveType(checking, home, node.type)
  let value: Value | undefined = literalAs(node.value, type)
  if (value === undefined) {
    report(
      checking,
      "E205",
      node.value.span,
      `the value of setting ${quoted(entry.name.text)} is not of its type`,
      {
        labels: [{ span: node.value.span, text: `not ${aType(type)}` }],
      },
    )
  }
  const variable = node.from?.variable
  const text =
    variable !== undefined && Object.hasOwn(checking.environment, variable)
      ? checking.environment[variable]
      : undefined
  if (node.from && text !== undefined) {
    const given = textAs(text, type)
    if (given === undefined) {
      report(
        checking,
        "E216",
        node.from.span,
        `environment variable ${quoted(node.from.variable)} is no ${typeName(type)}`,
        {
          why: `setting ${quoted(entry.name.text)} takes its value from there`,
          help: "correct the variable, or remove it",
        },
      )
    } else value = given
  }
  entry.resolved = { name: key, value: value ?? false, type }
  return { ...entry.resolved, key }
}
