const outcomes = ["true", "false", "unknown"]

function each(names: readonly string[], of: readonly string[] = outcomes): string[] {
  return names.flatMap((name) => of.map((outcome) => `${name}: ${outcome}`))
}

/** Constructs that the generated pairs must meet often: see `counts.ts` for what each stands for. */
export const required: readonly string[] = [
  // Conditions, with their three outcomes.
  ...each([
    "and",
    "or",
    "not",
    "any",
    "every",
    "between",
    "contains",
    "ends-with",
    "in-cidrs",
    "in-list",
    "in-range",
    "is",
  ]),
  ...each(["like", "not in-cidrs", "not in-list", "not in-range", "starts-with", "within", "read"]),
  ...each(["has"], ["true", "false"]),
  ...each(["compare ==", "compare !=", "compare <", "compare <=", "compare >", "compare >="]),
  ...each(
    [
      "bool",
      "date",
      "duration",
      "instant",
      "int",
      "ip",
      "json",
      "number",
      "string",
      "time",
      "url",
      "uuid",
    ].map((type) => `compare as ${type}`),
  ),
  ...["literal", "size", "in any or every", "define called", "type, setting, subject, actor"],
  ...["actor", "body", "context", "header", "path", "query", "resource", "setting", "subject"].map(
    (root) => `read ${root}`,
  ),
  // Roles.
  ...each(["role derived", "role relative", "role plain"]),
  ...each(["role authenticated"], ["true", "false"]),
  ...["role anyone: true", "role included", "role with alias", "with subject", "without subject"],
  // Rules.
  ...each([
    "allow",
    "allow when",
    "deny when",
    "require condition",
    "require mfa",
    "require scope",
    "unless",
    "unless when",
  ]),
  ...each(["audit when", "hide, mask, hash when", "show", "show when"]),
  ...["allow", "deny", "deny else", "require else", "else text", "except: in force", "except: left alone"],
  ...["require condition", "require mfa", "require scope", "require tls"],
  ...["audit full", "audit none", "audit summary", "timeout", "limit", "use"],
  ...[
    "show",
    "hide",
    "mask",
    "hash",
    "each",
    "in each: show",
    "in each: hide",
    "in each: mask",
    "in each: hash",
    "in each: only-to",
  ],
  ...[
    "conceal existence",
    "reveal errors",
    "load needed",
    "accept auth",
    "authenticate",
    "trust proxy",
    "several files",
  ],
  // Where rules stand, and which requests they meet.
  ...["scope policy", "scope api", "scope guardrail", "guardrail with parameters"],
  ...["segment literal", "segment mixed", "segment typed", "segment parameter", "segment rest"],
  ...["verb ANY", "verb HEAD of its own", "verb HEAD taken by GET"],
  // What comes of it.
  ...[
    "allowed",
    "ambiguous-target",
    "no-route",
    "method-not-allowed",
    "insecure-transport",
    "no-role",
    "nothing-loaded",
  ].map((reason) => `reason ${reason}`),
  ...["denied", "not-allowed", "requirement"].map((reason) => `reason ${reason}`),
  ...[
    "status 200",
    "status 400",
    "status 401",
    "status 403",
    "status 404",
    "status 405",
    "status 422",
    "status 451",
  ],
  ...["challenge step-up", "challenge insufficient-scope"],
]
