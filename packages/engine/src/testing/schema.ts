import type { expectKeys, testKeys } from "./read-test.ts"
import type { fileKeys } from "./open-file.ts"
import { requestKeys } from "./read-request.ts"

const verdict = {
  description: "`allow`: the handler ran and its answer left; or the status of the answer",
  oneOf: [{ const: "allow" }, { type: "integer", minimum: 100, maximum: 599 }],
} as const

const text = { type: "string" } as const
const count = (description: string, minimum: number, maximum: number) =>
  ({ type: "integer", description, minimum, maximum }) as const

const oneOrMore = {
  oneOf: [
    { type: ["string", "number", "boolean"] },
    { type: "array", items: { type: ["string", "number", "boolean"] } },
  ],
} as const
const pairs = (description: string) =>
  ({ type: "object", description, additionalProperties: oneOrMore }) as const

const token = "^[!#$%&'*+\\-.^_`|~0-9A-Za-z]+$"
const inOneLine = { type: ["string", "number", "boolean"], pattern: "^[\\t -~\\u0080-\\u00ff]*$" } as const
const headers = (description: string) =>
  ({
    type: "object",
    description,
    propertyNames: { pattern: token },
    additionalProperties: { anyOf: [inOneLine, { type: "array", items: inOneLine }] },
  }) as const

const requestLine = `^ *${token.slice(1, -1)} +/\\S* *$`

const request = {
  description: "A method and a path; or a mapping of one method to its path, with what else the request has",
  oneOf: [
    { type: "string", pattern: requestLine },
    {
      type: "object",
      properties: {
        ip: {
          ...text,
          anyOf: [{ format: "ipv4" }, { format: "ipv6" }],
          description: "The caller's address; 127.0.0.1 where none is given",
        },
        host: { ...text, pattern: inOneLine.pattern },
        tls: {
          description: "The connection's version, 1.3 where none is given; none: plain HTTP",
          enum: [1, 1.1, 1.2, 1.3, "1.0", "1.1", "1.2", "1.3", "none", false, null],
        },
        headers: headers("Names with values; a list is a name that comes several times"),
        query: pairs("Put behind the path"),
        body: { description: "A text is sent as it is, anything else as JSON" },
      },
      patternProperties: { "^[A-Z-]+$": { type: "string", pattern: "^/\\S*$", description: "The path" } },
      additionalProperties: false,
      not: { propertyNames: { enum: requestKeys } },
    },
  ],
} as const

const keysOfExpect = {
  status: { ...verdict, description: "Of every answer" },
  first: { ...verdict, description: "Of the first answer, where the request is repeated" },
  last: { ...verdict, description: "Of the last answer, where the request is repeated" },
  body: { description: "Of the last answer, as JSON: all of it" },
  headers: {
    type: "object",
    description: "Of the last answer; null: it is not there",
    additionalProperties: { type: ["string", "number", "boolean", "null"] },
  },
} as const satisfies Record<(typeof expectKeys)[number], object>

const keysOfTest = {
  name: { ...text, pattern: "\\S" },
  as: { ...text, description: "An actor, with flags: `sue+mfa`; anonymous where none is named" },
  after: {
    type: "string",
    pattern: "^\\d+(ms|s|min|h|d)$",
    description: "The test goes on from the one before, so much later; else it begins anew",
  },
  request,
  reply: { description: "The body that the handler answers with; what was loaded where none is given" },
  replyStatus: count("The status that the handler answers with", 200, 599),
  replyHeaders: headers("Those that the handler answers with"),
  repeat: count("How often the request is made", 1, 100_000),
  expect: {
    oneOf: [
      verdict,
      { type: "object", minProperties: 1, properties: keysOfExpect, additionalProperties: false },
    ],
  },
} as const satisfies Record<(typeof testKeys)[number], object>

const keysOfFile = {
  policy: {
    ...text,
    description: "The policy, from the folder of the file; that folder where none is named",
  },
  now: { ...text, format: "date-time", description: "The time at which each test begins" },
  actors: {
    type: ["object", "null"],
    description: "Who calls, by name: the subject's members, and its roles. `anonymous` is always there",
    propertyNames: { not: { enum: ["anonymous", "else"] } },
    additionalProperties: {
      type: "object",
      properties: { roles: { type: "array", items: text } },
    },
  },
  data: {
    type: ["object", "null"],
    description: "What is loaded: by name, then by key; several keys stand with `/` between",
    additionalProperties: { type: ["object", "null"] },
  },
  matrix: {
    type: ["object", "null"],
    description: "A request each; every actor's verdict, `else` for those who are not named",
    propertyNames: { pattern: requestLine },
    additionalProperties: { type: "object", additionalProperties: verdict },
  },
  tests: {
    type: ["array", "null"],
    items: {
      type: "object",
      required: ["name", "request", "expect"],
      properties: keysOfTest,
      additionalProperties: false,
      // What speaks of the order of answers needs several.
      if: {
        properties: { expect: { type: "object", anyOf: [{ required: ["first"] }, { required: ["last"] }] } },
      },
      // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's
      then: { required: ["repeat"] },
    },
  },
} as const satisfies Record<(typeof fileKeys)[number], object>

/** A JSON Schema (draft 2020-12) of files of tests, for editors; `edict test --schema` prints it. */
export const testFileSchema: Readonly<Record<string, unknown>> = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A file of tests of an Edict policy",
  type: "object",
  properties: keysOfFile,
  additionalProperties: false,
}
