import type { MarkdownOptions } from "vitepress"

/** How blocks of one kind are coloured. */
export type Grammar = NonNullable<MarkdownOptions["languages"]>[number]

const strings = { name: "string.quoted.double", match: String.raw`"(?:[^"\\]|\\.)*"` }
const status = { name: "constant.numeric", match: String.raw`(?<=→ )\d{3}` }
const arrow = { name: "keyword.operator", match: "→" }

/** `GET /orders as support with order{…} → 200`: the lines below examples of policies. */
export const requests: Grammar = {
  name: "requests",
  scopeName: "source.edict-requests",
  repository: {},
  patterns: [
    strings,
    {
      match: String.raw`^([A-Z]+) (\S+)`,
      captures: { 1: { name: "entity.name.tag" }, 2: { name: "string.unquoted" } },
    },
    {
      match: String.raw`\b(as|with) ([\w:-]+)`,
      captures: { 1: { name: "keyword.control" }, 2: { name: "entity.name.function" } },
    },
    { name: "keyword.control", match: String.raw`\b(?:context|headers|query|body)(?=\{)` },
    status,
    arrow,
  ],
}

/** `support: { id: o1, cost: 3 } → { id: o1 }`: who asks, what a handler answers, and what leaves. */
export const bodies: Grammar = {
  name: "bodies",
  scopeName: "source.edict-bodies",
  repository: {},
  patterns: [strings, { name: "entity.name.function", match: String.raw`^[\w-]+` }, arrow],
}

/** What is typed behind `$`, and below it what is printed. */
export const session: Grammar = {
  name: "console",
  scopeName: "source.edict-session",
  repository: {},
  patterns: [
    {
      match: String.raw`^(\$) (.*)$`,
      captures: { 1: { name: "comment" }, 2: { name: "markup.bold entity.name.function" } },
    },
    { name: "comment", match: "^…$" },
  ],
}
