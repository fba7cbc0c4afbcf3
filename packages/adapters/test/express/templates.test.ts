import { expect, test } from "vitest"
import { readTemplates } from "../../src/express-template.ts"

test.each<[unknown, readonly string[] | undefined]>([
  ["/", ["/"]],
  ["", ["/"]],
  ["/a/:id", ["/a/{id}"]],
  ["/a/:id/b/", ["/a/{id}/b/"]],
  ["/near/:lat-:lng", ["/near/{lat}-{lng}"]],
  ["/a/:file.json", ["/a/{file}.json"]],
  ['/a/:"order id"', ["/a/{p1}"]],
  ['/a/:"a\\"b"/x', ["/a/{p1}/x"]],
  ["/a/*rest", ["/a/{rest**}"]],
  ["*rest", ["/{rest**}"]],
  ["/a{/:id}", ["/a/{id}", "/a"]],
  ["/a{/:b{/:c}}", ["/a/{b}/{c}", "/a/{b}", "/a"]],
  ["/{*rest}", ["/{rest**}", "/"]],
  ["/a\\:b", ["/a:b"]],
  [
    ["/a", "/b/:id"],
    ["/a", "/b/{id}"],
  ],
  [/^\/a/, undefined],
  [["/a", /^\/b/], undefined],
  ["/a/*rest/b", undefined],
  ["/a-*rest", undefined],
  ["a", undefined],
])("Express's %s is %j", (path, templates) => {
  expect(readTemplates(path)?.map(({ template }) => template)).toEqual(templates)
})
