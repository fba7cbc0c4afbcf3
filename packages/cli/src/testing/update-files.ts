import { replaceFile } from "../replace-file.ts"
import { complain, count, say, type Terminal } from "../terminal.ts"
import type { TestRun } from "./run-all.ts"

/** Writes the bodies that came into the tests that failed by them alone, and says where. */
export async function updateFiles(run: TestRun, terminal: Terminal): Promise<void> {
  const { updateBodies } = await import("@edict/engine/testing")
  for (const file of run.files) {
    const updated = updateBodies(file, file.policy)
    if (updated === undefined) {
      complain(terminal, `\`${file.source.path}\` would not read as before: it is left as it was`)
      continue
    }
    for (const { name, line } of updated.shared)
      say(
        terminal,
        `${file.source.path}:${line} ${name}: its body stands in several places, and is left as it was`,
      )
    if (updated.updates.length === 0) continue
    await replaceFile(file.path, updated.text)
    for (const { name, line } of updated.updates)
      say(terminal, `${file.source.path}:${line} ${name}: updated`)
    say(
      terminal,
      `${count(updated.updates.length, "body").replace(/bodys$/, "bodies")} updated; run the tests again`,
    )
  }
}
