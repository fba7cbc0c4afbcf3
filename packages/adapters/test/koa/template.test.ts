import { expect, test } from "vitest"
import { readMount, readTemplate } from "../../src/koa-template.ts"

test.each([
  ["/", "/", []],
  ["/orders/:id", "/orders/{id}", ["id"]],
  ["/near/:lat-:lng", "/near/{lat}-{lng}", ["lat", "lng"]],
  ["/files/*path", "/files/{path**}", ["path"]],
  ["/files{/*path}", "/files/{path**}", ["path"]],
  ["{/*path}", "/{path**}", ["path"]],
  ['/:"a name"/x', "/{a name}/x", ["a name"]],
  ['/:"a\\"b"/x', '/{a"b}/x', ['a"b']],
  ["/time/10\\:30", "/time/10:30", []],
  ["/set/\\{x\\}", "/set/%7Bx%7D", []],
  ["/caf%C3%A9/é", "/caf%C3%A9/%C3%A9", []],
  ["/orders/", "/orders/", []],
])("%s is %s", (path, template, names) => {
  expect(readTemplate(path)).toEqual({ template, names })
})

test.each<[unknown]>([
  [/^\/orders$/],
  ["/orders{/:id}"],
  ["/*path/end"],
  ["/a*path"],
  ["/:"],
  ['/:"open'],
  ["orders"],
  [""],
  ["/orders/:id(\\d+)"],
  ["/a{b}c"],
  [undefined],
])("no template is like %s", (path) => {
  expect(readTemplate(path)).toBeUndefined()
})

test.each([
  ["/admin", "/admin", []],
  [String.raw`(?:\/|$)`, "/", []],
  [String.raw`/admin(?:\/|$)`, "/admin", []],
  ["{/*rest}", "/", []],
  ["/shops/:shop{/*rest}", "/shops/{shop}", ["shop"]],
  ["/shops/:shop/*others", "/shops/{shop}/", ["shop"]],
])("middleware at %s stands at %s", (path, template, names) => {
  expect(readMount(path)).toEqual({ template, names })
})

test("middleware at a regular expression stands at no path", () => {
  expect(readMount(/^\/admin/)).toBeUndefined()
})
