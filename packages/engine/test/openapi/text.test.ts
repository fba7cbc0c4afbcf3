import fc from "fast-check"
import { expect, it } from "vitest"
import { sortDiagnostics } from "../../src/diagnostics/arrange.ts"
import { format } from "../../src/format/format.ts"
import { importOpenApi } from "../../src/openapi/import.ts"
import { imported, oneOperation, routesIn } from "./policies.ts"

it("writes a policy that reads like one written by hand", () => {
  const document = `openapi: 3.1.0
info: { title: The Library, version: "2" }
tags: [{ name: Books }]
paths:
  /v1/books:
    get: { summary: List books, tags: [Books], operationId: listBooks, security: [] }
    post:
      summary: Add a book
      tags: [Books]
      operationId: addBook
      requestBody: { content: { application/json: {} } }
  /v1/books/{id}:
    get: { tags: [Books], operationId: getBook }
    delete: { tags: [Books, Admin], operationId: delete, deprecated: true, security: [{ id: [books:write, books:delete] }] }
  /status:
    get: { security: [] }
security: [{ id: [books:read] }]
components:
  securitySchemes:
    id: { type: oauth2, flows: {} }
`
  const { value } = importOpenApi({ path: "docs/library.yaml", text: document })
  expect(value?.path).toBe("the-library.edict")
  expect(value?.text).toBe(`# The Library 2
# made by \`edict import openapi\` from library.yaml
#
# what the document says and this policy does not:
# - \`id\`: the document does not say what its OAuth 2 access tokens are: JWTs are assumed
# - bodies are not held to their schemas: 1 operation takes any

package the-library

subject {
  id: string
  scopes: set of string = []
}

## an OAuth 2 token
# the document does not say what its OAuth 2 access tokens are: JWTs are assumed
authenticate jwt id {
  issuer env.ID_ISSUER
  audience env.ID_AUDIENCE
  keys env.ID_KEYS
  subject.id = claims.sub
  subject.scopes = claims.scope
}

api /v1/books {
  ## List books (Books)
  GET / as listBooks { allow anyone }

  ## Add a book (Books)
  POST / as addBook {
    accept auth id
    allow authenticated
    require scope "books:read"
    body any
  }

  ## Books
  GET /{id} as getBook {
    accept auth id
    allow authenticated
    require scope "books:read"
  }

  ## Books, Admin
  DELETE /{id} as delete {
    # deprecated in the document
    accept auth id
    allow authenticated
    require scope "books:write", "books:delete"
  }
}

api /status {
  GET / { allow anyone }
}
`)
})

it.each([
  ["a line end", "x\n}\napi / { GET /open { allow anyone } }"],
  ["a carriage return", "x\rapi / { GET /open { allow anyone } }"],
  ["a line separator", "x\u2028api / { GET /open { allow anyone } }"],
  ["an escape sequence", "x\u001b[2Jy"],
  ["reversed text", "x\u202ey"],
  ["tags that nobody sees", "x\u{e0041}\u{e0001}\u{e0000}y"],
])("keeps %s inside a comment", (_, evil) => {
  const schemes = { [evil]: { type: "http", scheme: evil }, good: { type: "http", scheme: "bearer" } }
  const { text } = imported({
    openapi: "3.1.0",
    info: { title: evil, version: evil },
    paths: {
      "/a": {
        get: { summary: evil, tags: [evil], operationId: evil, security: [{ [evil]: [] }, { good: [evil] }] },
      },
    },
    components: { securitySchemes: schemes },
  })
  expect(routesIn(text)).toHaveLength(1)
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u{e0000}-\u{e007f}]/u,
  )
})

it("makes a policy that parses of whatever a document says", () => {
  const word = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("get", "constructor", "__proto__", "list", "a"),
  )
  const requirement = fc.dictionary(fc.constantFrom("one", "two", "nine"), fc.array(word, { maxLength: 3 }), {
    maxKeys: 2,
  })
  const operation = fc.record(
    {
      summary: word,
      operationId: word,
      tags: fc.array(word, { maxLength: 2 }),
      security: fc.array(requirement, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  const path = fc.oneof(
    word,
    fc
      .array(fc.oneof(word, fc.constantFrom("{id}", "v1", "{a}-{b}", "")), { maxLength: 4 })
      .map((all) => `/${all.join("/")}`),
  )
  const scheme = fc.record({
    type: fc.constantFrom("http", "apiKey", "oauth2", "openIdConnect", "basic"),
    scheme: word,
    in: fc.constantFrom("header", "query"),
    name: word,
  })
  const document = fc.record({
    openapi: fc.constant("3.1.0"),
    info: fc.record({ title: word, version: word }),
    paths: fc.dictionary(
      path,
      fc.dictionary(fc.constantFrom("get", "put", "options"), operation, { maxKeys: 2 }),
      { maxKeys: 6 },
    ),
    components: fc.record({ securitySchemes: fc.dictionary(fc.constantFrom("one", "two"), scheme) }),
  })
  fc.assert(
    fc.property(document, (made) => {
      const { text, routes } = imported(made)
      expect(routesIn(text)).toHaveLength(routes)
    }),
    { numRuns: 200 },
  )
})

it("points at the operation that it warns of", () => {
  const text =
    'openapi: 3.1.0\npaths:\n  /a:\n    get: {}\n  /b:\n    options: {}\n    "get":\n      security: [{ none: [] }]\n'
  const { diagnostics } = importOpenApi({ path: "a.yaml", text })
  const lines = sortDiagnostics(diagnostics).map(({ code, span }) => [
    code,
    span.line,
    text.slice(span.start, span.end),
  ])
  expect(lines).toEqual([
    ["E607", 4, "get"],
    ["E608", 6, "options"],
    ["E603", 7, "get"],
  ])
})

it("names the file by the title", () => {
  const named = (title: string): string => imported({ ...oneOperation({}), info: { title } }).path
  expect(named("Museum API")).toBe("museum-api.edict")
  expect(named("../../etc/passwd")).toBe("etc-passwd.edict")
  expect(named("日本")).toBe("api.edict")
  expect(named("List")).toBe("api.edict")
})

it("writes in the one style", () => {
  const long = Array.from({ length: 12 }, (_, place) => `subject-${place}-may-read`)
  const { text, path } = imported(
    oneOperation(
      { security: [{ token: long }, { key: [] }] },
      {
        components: {
          securitySchemes: {
            token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
            key: { type: "apiKey", in: "header", name: "X-Api-Key" },
          },
        },
      },
    ),
  )
  expect(text).toContain("subject-11-may-read")
  expect(format({ path, text })).toEqual({ kind: "formatted", text })
})
