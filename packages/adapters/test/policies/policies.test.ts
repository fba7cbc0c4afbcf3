import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Answered } from "../client.ts"
import { examples } from "./examples.ts"
import { frameworks } from "./frameworks.ts"
import { openExample, testFileOf, type Played } from "./replay.ts"
import type { Case } from "./test-file.ts"

/** What a case says of its answers; `allow`: some status below 300, and an answer of the handler's. */
function expectedOf({ repeat, expect: { status, first, last, body, headers } }: Case) {
  const statuses = Array.from({ length: repeat }, (_, index) => {
    const said = (index === repeat - 1 ? last : undefined) ?? (index === 0 ? first : undefined) ?? status
    return said ?? "any"
  })
  return { statuses, ...(body === undefined ? {} : { body }), headers: headers ?? {} }
}

/** What came, in the words of what was expected. */
function receivedOf(one: Case, answers: readonly Answered[]) {
  const { statuses, headers, ...said } = expectedOf(one)
  const last = answers.at(-1)
  return {
    statuses: answers.map(({ status }, index) => {
      const expected = statuses[index]
      return expected === "any" || (expected === "allow" && status < 300) ? expected : status
    }),
    ...("body" in said ? { body: JSON.parse(last?.text ?? "") as unknown } : {}),
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, last?.headers.get(name) ?? null])),
  }
}

const files = await Promise.all(
  examples.map(async (example) => ({ example, file: await testFileOf(example) })),
)

describe.each(files.map(({ example, file }) => ({ name: example.name, example, file })))(
  "policies/$name",
  ({ example, file }) => {
    describe.each(Object.entries(frameworks))("on %s", (_framework, open) => {
      let played: Played | undefined
      beforeAll(async () => {
        played = await openExample(example, file, open)
      })
      afterAll(() => played?.close())

      test.each(file.cases)("$name", async (one) => {
        const answers = await played!.play(one)
        expect(receivedOf(one, answers)).toEqual(expectedOf(one))
      })
    })
  },
)
