import { describe, expect, it } from "vitest"
import { buildTemplate, templateText } from "../../src/target/build.ts"
import { build, template } from "./templates.ts"

describe("templates", () => {
  it.each([
    ["/", [], false],
    ["/a", [{ kind: "literal", text: "a" }], false],
    ["/a/", [{ kind: "literal", text: "a" }], true],
    [
      "/%7eann/caf%c3%a9",
      [
        { kind: "literal", text: "~ann" },
        { kind: "literal", text: "caf%C3%A9" },
      ],
      false,
    ],
    ["/{id}", [{ kind: "parameter", parameter: 0 }], false],
    ["/{id: string}", [{ kind: "parameter", parameter: 0 }], false],
    [
      "/{id: uuid}/{n: int}",
      [
        { kind: "typed", parameter: 0 },
        { kind: "typed", parameter: 1 },
      ],
      false,
    ],
    ["/{s: string(max 3)}", [{ kind: "typed", parameter: 0 }], false],
    ["/{base}...{head}", [{ kind: "mixed", parts: [0, "...", 1] }], false],
    ["/{a}{b}", [{ kind: "mixed", parts: [0, 1] }], false],
    [
      "/f/**",
      [
        { kind: "literal", text: "f" },
        { kind: "rest", parameter: -1 },
      ],
      false,
    ],
    [
      "/{x}/{rest**}",
      [
        { kind: "parameter", parameter: 0 },
        { kind: "rest", parameter: 1 },
      ],
      false,
    ],
  ])("%s", (text, segments, trailingSlash) => {
    expect(template(text)).toMatchObject({ text, segments, trailingSlash })
  })

  it("keep parameters with their types, in order", () => {
    expect(template("/{a}/v{n: int(1..5)}/{rest**}").parameters).toEqual([
      { name: "a", type: { kind: "string" } },
      { name: "n", type: { kind: "int", min: 1, max: 5 } },
      { name: "rest", type: { kind: "string" } },
    ])
  })

  it("see the slash at the end of their text", () => {
    const parts = [{ parts: [{ kind: "text", text: "a" }] }] as const
    expect(buildTemplate("/a/", parts)).toMatchObject({ trailingSlash: true })
    expect(buildTemplate("/a", parts)).toMatchObject({ trailingSlash: false })
    expect(buildTemplate("/", [])).toMatchObject({ trailingSlash: false, segments: [] })
  })

  it.each([
    ["/a//b", "a segment holds at least one character", 1, 0, "/a/b"],
    ["/a;b", "`a;b` fits no canonical path: it has a semicolon", 0, 0, "/a%3Bb"],
    ["/..", "no canonical path has a segment `..`", 0, 0, "/..."],
    ["/a/%2e", "no canonical path has a segment `.`", 1, 0, "/a/%2ea"],
    ["/a%2Fb", "`a%2Fb` fits no canonical path: it has an escaped slash, backslash or NUL", 0, 0, "/a%2Eb"],
    ["/%zz", "`%zz` fits no canonical path: it has a bad escape", 0, 0, "/%25zz"],
    ["/{a}%C3", "`%C3` fits no canonical path: it has bytes that are no UTF-8", 0, 1, "/{a}%C3%A9"],
    [
      "/café",
      "`café` fits no canonical path: it has a character that no path may hold unescaped",
      0,
      0,
      "/caf%C3%A9",
    ],
    ["/{id}/x/{id}", "`id` is bound twice in one path", 2, 0, "/{id}/x/{other}"],
    ["/{a}-{a}", "`a` is bound twice in one path", 0, 2, "/{a}-{b}"],
    ["/{id}/{id**}", "`id` is bound twice in one path", 1, 0, "/{id}/{rest**}"],
    ["/**/a", "`**` takes all that is left, so nothing may follow it", 0, 0, "/a/**"],
    ["/a/**/", "`**` takes all that is left, so nothing may follow it", 1, 0, "/a/**"],
    ["/a{rest**}", "`**` stands alone in its segment", 0, 1, "/a/{rest**}"],
    ["/{o: json}", "a parameter is one text, which is no `json`", 0, 0, "/{o: string}"],
    ["/{u: url}.json", "a parameter of type `url` needs a segment of its own", 0, 0, "/{u: url}"],
    ["/v{n: number}", "a parameter of type `number` needs a segment of its own", 0, 1, "/v{n: int}"],
    [
      '/{s: string(like "a\\\\b")}',
      "`\\` stands before `*`, `?` or `\\` only",
      0,
      0,
      '/{s: string(like "a\\\\*")}',
    ],
  ])("%s: %s", (text, message, segment, part, twin) => {
    expect(build(text)).toEqual({ kind: "problem", message, segment, part })
    expect(build(twin)).not.toHaveProperty("message")
  })

  it.each([
    "/",
    "/a/",
    "/v1/orders/{id}",
    "/{id: uuid}/{n: int(1..5)}",
    '/{s: string("a", "b")}-{t: string(like "x*")}',
    "/{base}...{head}",
    "/f/**",
    "/f/{rest**}",
  ])("print %s as it is written", (text) => {
    expect(templateText(template(text))).toBe(text)
  })

  it("print text in canonical form, and no type that says nothing", () => {
    expect(templateText(template("/%7eann/{id: string}"))).toBe("/~ann/{id}")
  })
})
