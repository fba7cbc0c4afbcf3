import { describe, expect, test } from "vitest"
import { checkText } from "./policies.ts"

const codesOf = (text: string): readonly string[] => checkText(text).diagnostics.map(({ code }) => code)
const policy = (line: string): string => `package a
role customer
type Note { id: string }
subject { id: string }
quota few = 5/min per subject.id
api /x { POST / { allow customer  ${line} } }
`

describe("what is not in this version is refused once, and nothing is said of its inside", () => {
  test.each([
    ["body Nope", ["E052"]],
    ["body { a: Nope  a: string(1..2) }", ["E052"]],
    ["query { a: Nope }", ["E053"]],
    ['headers { x-a: int = "x" }', ["E054"]],
    ["params { id: Nope }", ["E055"]],
    ["response 200 { hide a when nope  only to nobody  mask a as b }", ["E063"]],
    ['response "text/csv" { reveal errors  conceal errors }', ["E063"]],
    ["response { mask a as email when nope unless nobody }", ["E064"]],
    ["concurrent 2 per subject.nope", ["E059"]],
    ["throttle 2/s per nope delay up to 2s", ["E060"]],
    ["idempotent by header.a for 400d", ["E058"]],
  ])("%s", (line, codes) => {
    expect(codesOf(policy(line))).toEqual(codes)
  })

  test.each([
    ["assert only nope may GET /nope", ["E062"]],
    ["assert never customer may POST /x when subject.nope == 1", ["E062"]],
    ["assert every route needs a hat except GET /nope", ["E062"]],
    ["authenticate mtls m { subject.nope = nope  subject.id = claims.sub only nobody }", ["E069"]],
  ])("%s", (declaration, codes) => {
    expect(codesOf(policy(declaration.startsWith("auth") ? "accept auth m" : "") + declaration)).toEqual(
      codes,
    )
  })

  test.each([
    ["body any", []],
    ["load note: Nope by subject.id", ["E102"]],
    ["response { hide a when nope }", ["E106"]],
    ["response { mask a keep 2 unless nobody }", ["E101"]],
    ["use many", ["E103"]],
  ])("while the inside of what is enforced is checked: %s", (line, codes) => {
    expect(codesOf(policy(line))).toEqual(codes)
  })

  test("a name that is unknown inside is reported where it stands outside too", () => {
    expect(codesOf(policy("body Nope  load note: Nope by subject.id"))).toEqual(["E052", "E102"])
  })

  test("what a refused shape declares is known: its readers are no further faults", () => {
    expect(codesOf(policy("query { size: int }  deny customer when query.size > 3"))).toEqual(["E053"])
    expect(codesOf(policy("query { size: int }  deny customer when query.siz > 3"))).toEqual(["E053", "E107"])
  })
})
