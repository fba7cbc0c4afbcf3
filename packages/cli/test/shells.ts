import { spawnSync } from "node:child_process"

/** A shell is at hand. Where nothing may be skipped all must be: asking one then fails if it is not. */
export function hasShell(name: string): boolean {
  const isThere = spawnSync(name, ["-c", "exit 0"]).status === 0
  return isThere || process.env["EDICT_FORBID_SKIP"] === "1"
}

/** What a shell prints, in a folder and with `edict` on its path. */
export function askShell(
  name: string,
  given: readonly string[],
  { cwd, path }: { readonly cwd: string; readonly path: string },
  ends: readonly number[] = [0],
): string {
  const { stdout, stderr, status, error } = spawnSync(name, given, {
    cwd,
    encoding: "utf8",
    timeout: 20_000,
    env: { PATH: `${path}:${process.env["PATH"] ?? ""}`, HOME: cwd, TERM: "xterm", LANG: "C.UTF-8" },
  })
  if (error !== undefined || !ends.includes(status ?? -1))
    throw new Error(`${name} ended with ${status ?? "a signal"}: ${stderr}${error?.message ?? ""}`)
  return stdout
}
