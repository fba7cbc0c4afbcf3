import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, truncateSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Credentials } from "./credentials.ts"
import type { Framework, Kind } from "./scenario.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const source = "benchmarks/http/serve.ts"

/** One contender, in a process of its own. */
export interface Running {
  readonly framework: Framework
  readonly kind: Kind
  readonly port: number
  /** What its standard output goes to. */
  readonly logFile: string
  /** Microseconds of processor time that it has used since it began. */
  readonly cpuMicroseconds: () => Promise<number>
  readonly emptyLog: () => void
  readonly stop: () => Promise<void>
}

/** Makes the server's module: it is bundled apart, so that it loads none of what measures it. */
export function buildServer(): void {
  const env = { ...process.env, EDICT_BUILT: "1" }
  const given = [join(root, "scripts/program.mjs"), source]
  const { status, stderr } = spawnSync(process.execPath, given, { encoding: "utf8", env, cwd: root })
  if (status !== 0) throw new Error(`the server cannot be built: ${stderr}`)
}

export async function startServer(
  framework: Framework,
  kind: Kind,
  folder: string,
  { keySet, publicKey }: Credentials,
  nodeFlags: readonly string[] = [],
): Promise<Running> {
  const logFile = join(folder, `${framework}-${kind}.log`)
  const log = openSync(logFile, "a")
  const env = { ...process.env, NODE_ENV: "production", SHOP_JWKS: keySet, SHOP_PUBLIC_KEY: publicKey }
  const program = join(root, source.replace(/\.ts$/, ".built.mjs"))
  // The peers' verifier warns of the cheapest keys for its cache.
  const flags = ["--disable-warning=FAST_JWT_CACHE_KEY_BUILDER_SECURITY_RISK", ...nodeFlags]
  const child = spawn(process.execPath, [...flags, program, framework, kind], {
    env,
    stdio: ["ignore", log, "inherit", "ipc"],
  })
  closeSync(log)
  const { port } = await answerOf<{ readonly port: number }>(child)
  return {
    framework,
    kind,
    port,
    logFile,
    cpuMicroseconds: async () => {
      child.send("cpu")
      const { user, system } = await answerOf<NodeJS.CpuUsage>(child)
      return user + system
    },
    emptyLog: () => truncateSync(logFile),
    stop: async () => {
      const ended = once(child, "exit")
      child.disconnect()
      await ended
    },
  }
}

function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = (status: number | null): void =>
      reject(new Error(`a server ended with ${status ?? "a signal"}`))
    child.once("exit", ended)
    child.once("message", (message) => {
      child.off("exit", ended)
      resolve(message as Answer)
    })
  })
}
