import { expect, it } from "vitest"
import { compileRedaction } from "../../src/redact/compile-redaction.ts"
import { filterByReference } from "../../src/reference/redact.ts"
import { policyWith, requestOf } from "./policy.ts"

const policy = policyWith('hide secret  pass "text/csv", "application/*"')
const redactor = compileRedaction(policy.plan, policy.plan.routes[0]!)

it.each([
  ["text/csv", true],
  ["application/pdf", true],
  ["application/jso", true],
  ["application/json", false],
  ["application/hal+json", false],
  ["application/x-ndjson", false],
  ["application", false],
  ["applications/pdf", false],
  ["text/csv2", false],
  ["text/*", false],
  ["text/html", false],
  [undefined, false],
])("a body of %s passes: %s, to the reference too", (mediaType, passes) => {
  expect(redactor.passes(mediaType)).toBe(passes)
  const request = requestOf({ subject: undefined })
  const options = mediaType === undefined ? {} : { mediaType }
  const left = filterByReference(policy.model, request, policy.decide(request), 200, "secret", options)
  expect(left.kind).toBe(passes ? "body" : "withheld")
})
