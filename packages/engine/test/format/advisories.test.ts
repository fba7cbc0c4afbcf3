import { describe, expect, it } from "vitest"
import { compile } from "../../src/compile.ts"
import { format } from "../../src/format/format.ts"

const policy = (condition: string): string => `package a
  role r subject { id : string parts : list of string = [] }
  define below( low : int , high : int )=low<high
  GET /files/{a: int}/{b: int} { allow r when ${condition} }`

const requests = ["/files/1/2", "/files/2/1", "/files/2/2", "/files/7/1"].flatMap((path) =>
  [["a"], ["b", "a"], []].map((parts) => ({
    method: "GET",
    path,
    subject: { id: "u", roles: ["r"], parts },
  })),
)

const decisionsOf = (text: string): readonly string[] => {
  const { policy: compiled, diagnostics } = compile([{ path: "a.edict", text }])
  if (compiled === undefined) throw new Error(diagnostics[0]?.message)
  return requests.map((request) => compiled.decide(request).decision)
}

// GHSA-hcw3-j74m-qc58: printing a policy from its tree put the members of array literals in another order, so that
// comparisons of paths came to mean something else. Here words are never printed from the tree.
describe("GHSA-hcw3-j74m-qc58: formatting never changes the meaning", () => {
  it.each([
    ["below(path.a,path.b)", "below(path.b,path.a)"],
    ["path.a in[ 2,1 ]and path.b in [1 ,\n2]", "path.a in [1] and path.b in [2]"],
    ["path.a<path.b", "path.b<path.a"],
    ["path.a in 1 .. 2", "path.a in 2 .. 7"],
    ['"a"in subject.parts', '"b"in subject.parts'],
    ["not(path.a==1)and path.b==1", "not(path.a==1 and path.b==1)"],
    ['any p in subject.parts:(p==# first\n"b")', 'every p in subject.parts:(p==\n"b")'],
  ])("%s", (condition, other) => {
    const text = policy(condition)
    const made = format({ path: "a.edict", text })
    if (made.kind !== "formatted") throw new Error(made.kind)
    expect(made.text).not.toBe(text)
    expect(decisionsOf(made.text)).toEqual(decisionsOf(text))
    // The requests tell the condition from one that a rearrangement would make.
    expect(decisionsOf(policy(other))).not.toEqual(decisionsOf(text))
  })
})
