import { describe, expect, test } from "vitest"
import { diagnostic } from "../../src/diagnostics/diagnostic.ts"
import { renderGithub } from "../../src/diagnostics/github.ts"
import { renderJson } from "../../src/diagnostics/json.ts"
import { renderSarif } from "../../src/diagnostics/sarif.ts"
import { orders, unknownRole } from "./findings.ts"

const hostile = { file: "a,b:c%\u001b.edict", start: 0, end: 3, line: 1, column: 1 }
const forged = diagnostic("E101", hostile, "unknown role `x\r\n::error::forged 100%\u009b`")

describe("JSON", () => {
  test("is the diagnostic itself", () => {
    expect(JSON.parse(renderJson([unknownRole], 3))).toEqual({
      version: 1,
      diagnostics: [JSON.parse(JSON.stringify(unknownRole))],
      omitted: 3,
    })
  })

  test("keeps hostile text, and prints none of it raw", () => {
    const text = renderJson([forged])
    expect(JSON.parse(text).diagnostics[0].message).toBe(forged.message)
    expect(text).not.toMatch(/[^\n\P{C}]/u)
  })
})

describe("SARIF", () => {
  test("carries the place, the label and the fix", () => {
    expect(JSON.parse(renderSarif([unknownRole], { sources: [orders], version: "1.2.3" })))
      .toMatchInlineSnapshot(`
        {
          "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
          "runs": [
            {
              "columnKind": "utf16CodeUnits",
              "originalUriBaseIds": {
                "%SRCROOT%": {
                  "description": {
                    "text": "the folder in which edict ran",
                  },
                },
              },
              "results": [
                {
                  "fixes": [
                    {
                      "artifactChanges": [
                        {
                          "artifactLocation": {
                            "uri": "orders.edict",
                            "uriBaseId": "%SRCROOT%",
                          },
                          "replacements": [
                            {
                              "deletedRegion": {
                                "charLength": 7,
                                "charOffset": 41,
                                "endColumn": 18,
                                "endLine": 32,
                                "startColumn": 11,
                                "startLine": 32,
                              },
                              "insertedContent": {
                                "text": "customer",
                              },
                            },
                          ],
                        },
                      ],
                      "description": {
                        "text": "replace \`custmer\` with \`customer\`",
                      },
                    },
                  ],
                  "level": "error",
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "orders.edict",
                          "uriBaseId": "%SRCROOT%",
                        },
                        "region": {
                          "charLength": 7,
                          "charOffset": 41,
                          "endColumn": 18,
                          "endLine": 32,
                          "startColumn": 11,
                          "startLine": 32,
                        },
                      },
                    },
                  ],
                  "message": {
                    "text": "unknown role \`custmer\`
        an unknown role never matches, so this line would grant nothing",
                  },
                  "partialFingerprints": {
                    "primaryLocationLineHash": "5902ec1516a8cb4c:1",
                    "primaryLocationStartColumnFingerprint": "6",
                  },
                  "relatedLocations": [
                    {
                      "id": 0,
                      "message": {
                        "text": "did you mean \`customer\`?",
                      },
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "orders.edict",
                          "uriBaseId": "%SRCROOT%",
                        },
                        "region": {
                          "charLength": 7,
                          "charOffset": 41,
                          "endColumn": 18,
                          "endLine": 32,
                          "startColumn": 11,
                          "startLine": 32,
                        },
                      },
                    },
                  ],
                  "ruleId": "E101",
                  "ruleIndex": 0,
                },
              ],
              "tool": {
                "driver": {
                  "name": "edict",
                  "rules": [
                    {
                      "defaultConfiguration": {
                        "level": "error",
                      },
                      "fullDescription": {
                        "text": "unknown role",
                      },
                      "help": {
                        "text": "edict help E101",
                      },
                      "id": "E101",
                      "name": "unknown role",
                      "properties": {
                        "precision": "very-high",
                        "problem.severity": "error",
                        "tags": [
                          "policy",
                        ],
                      },
                      "shortDescription": {
                        "text": "unknown role",
                      },
                    },
                  ],
                  "semanticVersion": "1.2.3",
                  "version": "1.2.3",
                },
              },
            },
          ],
          "version": "2.1.0",
        }
      `)
  })

  test("names each rule once, and each result its rule", () => {
    const log = JSON.parse(renderSarif([unknownRole, forged], { sources: [], version: "0" }))
    const [{ tool, results }] = log.runs
    expect(tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(["E101"])
    expect(results.map((result: { ruleIndex: number }) => result.ruleIndex)).toEqual([0, 0])
  })

  test("never lets a path read as anything but a path", () => {
    const log = JSON.parse(renderSarif([forged], { sources: [], version: "0" }))
    expect(log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(
      "a%2Cb%3Ac%25%1B.edict",
    )
  })
})

describe("GitHub annotations", () => {
  test("carry the place and all that is said", () => {
    expect(renderGithub([unknownRole], [orders])).toBe(
      "::error file=orders.edict,line=32,endLine=32,col=11,endColumn=18,title=E101::unknown role `custmer`" +
        "%0Adid you mean `customer`?%0Aan unknown role never matches, so this line would grant nothing\n",
    )
  })

  test("cannot be forged by text of a policy", () => {
    const text = renderGithub([forged], [])
    expect(text.split("\n")).toHaveLength(2)
    expect(text).not.toMatch(/[^\n\P{C}]/u)
    expect(text).toMatch(
      /^::error file=a%2Cb%3Ac%25\\u\{1b\}\.edict,line=1,col=1,title=E101::unknown role `x%0D%0A::error::forged 100%25\\u\{9b\}`/,
    )
  })

  test("name a file as it is where it prints", () => {
    const span = { ...hostile, file: "größe/äpfel.edict" }
    expect(renderGithub([diagnostic("E101", span, "x")], [])).toMatch(/^::error file=größe\/äpfel\.edict,/)
  })
})
