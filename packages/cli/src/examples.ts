import type { Command } from "commander"

/** A command line as one would type it, and what comes of it. */
export interface Example {
  readonly line: string
  readonly does: string
}

/** Two of each verb, on files that any project could have: a test runs every one of them in a shell. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  init: [
    { line: "edict init --framework fastify", does: "a policy, its tests, and lines for Fastify" },
    { line: "edict init api --openapi openapi.yaml", does: "the same in the folder api, from a document" },
  ],
  check: [
    { line: "edict check", does: "the policies of edict.config.yaml" },
    { line: "edict check policies/orders --format sarif > edict.sarif", does: "for code scanning" },
  ],
  lint: [
    { line: "edict lint policies/orders", does: "what every rule has to say" },
    { line: "edict lint --fix policies/orders", does: "carry out what is safe" },
  ],
  fmt: [
    { line: "edict fmt", does: "the policies of edict.config.yaml, or those of this folder" },
    { line: "edict fmt - < policies/orders/orders.edict", does: "for editors: to standard output" },
  ],
  test: [
    { line: "edict test", does: "all tests of the policies of edict.config.yaml" },
    {
      line: "edict test policies/orders --filter sue --format junit > report.xml",
      does: "cases whose name holds sue, for a build server",
    },
    {
      line: "edict test policies/orders --coverage html -o coverage.html",
      does: "and what they leave open, with the source",
    },
  ],
  decide: [
    { line: "edict decide policies/orders --request request.json", does: "one request" },
    {
      line: "edict decide policies/orders --format text < requests.jsonl",
      does: "one on each line, told in words",
    },
  ],
  explain: [
    { line: "edict explain policies/orders GET /v1/orders/o1", does: "as nobody" },
    {
      line: `edict explain policies/orders GET /v1/orders/o1 --as '{"id":"u1","roles":["customer"]}'`,
      does: "as a customer",
    },
    {
      line: "edict explain policies/orders POST /v1/orders/o1/refund --as sue+mfa",
      does: "as an actor of the policy's tests, with its data",
    },
  ],
  matrix: [
    { line: "edict matrix policies/orders", does: "a table for the terminal" },
    { line: "edict matrix policies/orders --html matrix.html", does: "a page to search, send and print" },
  ],
  build: [
    { line: "edict build policies/orders -o policy.js", does: "and policy.d.ts beside it" },
    { line: "edict build policies/orders -o policy.js --check", does: "whether both are up to date, for CI" },
  ],
  import: [
    { line: "edict import openapi openapi.yaml -o policies/library", does: "a policy of each operation" },
    {
      line: "edict import openapi openapi.yaml -o policies/library --base-path /api --force",
      does: "again, below /api",
    },
  ],
  help: [
    { line: "edict help E101", does: "the page of a diagnostic" },
    { line: "edict help matrix", does: "how a verb is used" },
  ],
  completion: [
    { line: 'eval "$(edict completion bash)"', does: "in ~/.bashrc" },
    {
      line: "edict completion fish > ~/.config/fish/completions/edict.fish",
      does: "once; fish reads it from there",
    },
  ],
}

/** Puts the examples of a verb below its help. */
export function showExamples(command: Command): void {
  const own = examples[command.name()] ?? []
  if (own.length === 0) return
  const lines = own.flatMap(({ line, does }) => [`  ${line}`, `      ${does}`])
  command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`)
}
