import type { LanguageInput } from "vitepress"

const strings = { name: "string.quoted.double", match: String.raw`"(?:[^"\\]|\\.)*"` }
const status = { name: "constant.numeric", match: String.raw`(?<=→ )\d{3}` }
const arrow = { name: "keyword.operator", match: "→" }

/** `GET /orders as support with order{…} → 200`: the lines below examples of policies. */
export const requests: LanguageInput = {
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
export const bodies: LanguageInput = {
  name: "bodies",
  scopeName: "source.edict-bodies",
  repository: {},
  patterns: [strings, { name: "entity.name.function", match: String.raw`^[\w-]+` }, arrow],
}
