/**
 * The room table of ARCHITECTURE.md: what each folder of `packages/engine/src` may import.
 *
 * `rooms`: other rooms; `types`: rooms whose types alone may be imported. Types of `text/` may be imported anywhere.
 * `packages`: dependencies; `builtins`: modules of Node. A room without builtins runs in a browser too.
 */
const enforcement = ["authenticate", "quota", "validate", "redact", "audit"]

export const rooms = {
  text: {},
  diagnostics: { rooms: ["text"], builtins: ["node:util"] },
  syntax: { rooms: ["text", "diagnostics"], packages: ["chevrotain"] },
  format: { rooms: ["syntax", "text"] },
  values: {},
  target: { rooms: ["values"] },
  model: { rooms: ["text", "values", "target"] },
  check: { rooms: ["syntax", "model", "values", "target", "diagnostics", "text"], packages: ["yaml"] },
  plan: { rooms: ["model", "values", "target"], builtins: ["node:crypto"] },
  evaluate: { rooms: ["plan", "values"], types: ["model"] },
  decide: { rooms: ["plan", "evaluate", "values", "target"], types: ["model"] },
  reference: { rooms: ["model", "values", "target"], types: ["decide"], builtins: ["node:crypto"] },
  http: { rooms: ["values"], builtins: "all" },
  authenticate: {
    rooms: ["plan", "evaluate", "values", "http"],
    packages: ["jose", "lru-cache", "yaml"],
    builtins: "all",
  },
  quota: { rooms: ["plan", "evaluate", "values"], builtins: "all" },
  validate: { rooms: ["plan", "evaluate", "values", "http"] },
  redact: { rooms: ["plan", "evaluate", "values"], builtins: "all" },
  audit: { rooms: ["values", "text"], packages: ["pino"], builtins: "all" },
  guard: { rooms: ["plan", "decide", "explain", "http", "target", ...enforcement], builtins: "all" },
  analyze: { rooms: ["syntax", "model", "plan", "decide", "values", "target", "diagnostics", "text"] },
  explain: {
    rooms: ["model", "plan", "decide", "evaluate", "values", "target", "http", "diagnostics", "text"],
  },
  load: { rooms: ["syntax", "check", "plan", "diagnostics", "text"], packages: ["yaml"], builtins: "all" },
  emit: { rooms: ["plan", "decide", "evaluate", "values"], types: ["model"] },
  openapi: { rooms: ["syntax", "format", "target", "diagnostics", "text"], packages: ["yaml"] },
  testing: { rooms: "all", packages: ["yaml"], builtins: "all" },
}

/** What a subpath must not load, however far away: a plan that was built before decides, and is enforced, with no parser. */
const parser = ["syntax", "check", "load", "openapi"]
export const unreachable = { "decide.ts": parser, "guard.ts": parser }
