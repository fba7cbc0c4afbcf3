import { describe, expect, test } from "vitest"
import { checkFiles } from "./policies.ts"

const found = (files: Readonly<Record<string, string>>): string[] =>
  checkFiles(files).diagnostics.map(
    ({ code, span, message }) => `${span.file}:${span.line} ${code} ${message}`,
  )

describe("a folder is a package", () => {
  test("its files share their names and their imports", () => {
    const files = {
      "shop/roles.edict":
        'package shop\nimport role auditor from "../staff"\nrole customer\nquota q = 3/min per subject.id\n',
      "shop/routes.edict": "package shop\nGET /a { allow customer, auditor  use q }\n",
      "staff/roles.edict": "package staff\nrole auditor\n",
    }
    expect(found(files)).toEqual([])
  })

  test("names of another folder are unknown until they are imported", () => {
    const files = {
      "shop/routes.edict": "package shop\nGET /a { allow auditor }\n",
      "staff/roles.edict": "package staff\nrole auditor\n",
    }
    expect(found(files)).toEqual(["shop/routes.edict:2 E101 unknown role `auditor`"])
  })

  test.each([
    ["role", "role x", "GET /a { allow x }"],
    ["type", "type x { a: int }", "GET /{id} { load t: x by path.id  allow authenticated when t.a == 1 }"],
    ["quota", "quota x = 1/min per subject.id", "GET /a { allow authenticated  use x }"],
    ["define", "define x() = has header.a", "GET /a { allow authenticated when x() }"],
    ["setting", "setting x: bool = true", "GET /a { allow authenticated when x }"],
    [
      "authenticate",
      'authenticate jwt x { issuer "i" audience "a" keys env.K subject.id = claims.sub }',
      "GET /a { accept auth x  allow authenticated }",
    ],
  ])("import %s brings another folder's", (what, declaration, use) => {
    const other = `package other\n${declaration}\n`
    const main = `package main\nimport ${what} x from "./other"\n${use}\n`
    expect(found({ "main.edict": main, "other/other.edict": other })).toEqual([])
    expect(
      found({ "main.edict": main.replace("./other", "./another"), "other/other.edict": other })[0],
    ).toMatch(/^main\.edict:2 E111 no policy file is in/)
    expect(
      found({
        "main.edict": main.replace(` ${what} x from`, ` ${what} y from`),
        "other/other.edict": other,
      })[0],
    ).toMatch(/^main\.edict:2 E111 `\.\/other` declares no /)
  })

  test("a failed import is one fault, however often its name is used", () => {
    const files = {
      "main.edict": 'package main\nimport role x from "./other"\nGET /a { allow x }\nGET /b { allow x }\n',
    }
    expect(found(files)).toHaveLength(1)
  })

  test("what was imported is not handed on", () => {
    const files = {
      "a/a.edict": "package a\nrole x\n",
      "b/b.edict": 'package b\nimport role x from "../a"\n',
      "c/c.edict": 'package c\nimport role x from "../b"\n',
    }
    expect(found(files)).toEqual(["c/c.edict:2 E111 `../b` declares no role `x`"])
  })

  test("roles and authenticators are one over the policy, types and settings are not", () => {
    const text = "type T { a: int }\nsetting s: int = 1\nquota q = 1/min per subject.id\n"
    const files = { "a/a.edict": `package a\nrole x\n${text}`, "b/b.edict": `package b\nrole x\n${text}` }
    expect(found(files)).toEqual(["b/b.edict:2 E109 role `x` is declared twice"])
  })

  test("types of one name in two folders are two types for relative roles", () => {
    const role = "role r of t: T when t.a == 1\n"
    const files = {
      "a/a.edict": `package a\ntype T { a: int }\n${role}GET /a/{id} { load t: T by path.id  allow r }\n`,
      "b/b.edict":
        'package b\nimport role r from "../a"\ntype T { a: int }\nGET /b/{id} { load t: T by path.id  allow r }\n',
    }
    expect(found(files)).toEqual(["b/b.edict:4 E304 nobody can hold `r` on `GET /b/{id}`"])
  })

  test("`subject` is declared once over the policy", () => {
    const files = {
      "a/a.edict": "package a\nsubject { id: string }\n",
      "b/b.edict": "package b\nsubject { id: string }\n",
    }
    const { diagnostics } = checkFiles(files)
    expect(diagnostics.map(({ code, span }) => `${span.file} ${code}`)).toEqual(["b/b.edict E109"])
    expect(diagnostics[0]?.related[0]?.span.file).toBe("a/a.edict")
  })

  test("the same route in two files shows both places", () => {
    const files = {
      "a/a.edict": "package a\nrole x\nGET /a/{i} { allow x }\n",
      "b/b.edict": 'package b\nimport role x from "../a"\napi /a { GET /{j} { allow x } }\n',
    }
    const [only] = checkFiles(files).diagnostics
    expect([only?.code, only?.span.file, only?.related[0]?.span.file]).toEqual([
      "E301",
      "b/b.edict",
      "a/a.edict",
    ])
  })
})

test("an unknown name is reported once, with its other places", () => {
  const { diagnostics } = checkFiles({
    "a.edict": "package a\nGET /a { allow custmer }\nGET /b { allow custmer }\nrole customer\n",
  })
  expect(diagnostics.map(({ span }) => span.line)).toEqual([2])
  expect(diagnostics[0]?.related.map(({ span }) => span.line)).toEqual([3])
  expect(diagnostics[0]?.fixes[0]).toMatchObject({ safe: false, edits: [{ text: "customer" }] })
})

test("nothing throws, and nothing is looked up in prototypes", () => {
  const names = ["constructor", "__proto__", "toString", "hasOwnProperty"]
  for (const name of names) {
    const text = `package a\nsubject { id: string  ${name}: int }\ntype T { ${name}: int }\nsetting ${name}: int = 1\nrole r when subject.${name} == 1\n`
    expect(found({ "a.edict": text })).toEqual([])
    const bad = `package a\nrole r when subject.${name} == 1 or context.${name} == 1 or ${name} == 1\nGET /a { allow ${name}  use ${name} }\n`
    expect(found({ "a.edict": bad }).length).toBeGreaterThan(3)
  }
})
