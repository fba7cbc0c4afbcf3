import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { createMemoryStore, loadPolicy, type QuotaStore } from "@edict/engine"
import type { Host, Reply } from "../../../../policies/host.ts"
import { ask, type Answered } from "../client.ts"
import { makeCredentials } from "./credentials.ts"
import type { Example } from "./examples.ts"
import type { Framework } from "./frameworks.ts"
import { readTestFile, type Case, type TestFile } from "./test-file.ts"

const policies = new URL("../../../../policies/", import.meta.url)

export async function testFileOf({ name }: Example): Promise<TestFile> {
  return readTestFile(await readFile(new URL(`${name}/${name}.test.yaml`, policies), "utf8"))
}

/** An example's application, asked over sockets of its own. */
export interface Played {
  /** Every answer to a case, in order. */
  readonly play: (one: Case) => Promise<readonly Answered[]>
  readonly close: () => Promise<unknown>
}

/**
 * Opens the application of an example behind its policy. A proxy on this machine is trusted, so that a case may say from where it comes
 * and over which TLS; all else is what an application has.
 */
export async function openExample(example: Example, file: TestFile, open: Framework): Promise<Played> {
  const { name, vouching, keySetIn } = example
  const credentials = await makeCredentials(vouching, file.actors)
  const folder = await mkdtemp(join(tmpdir(), `edict-${name}-`))
  await cp(fileURLToPath(new URL(`${name}/`, policies)), folder, { recursive: true })
  const [, packageLine] = /^(package .*)$/m.exec(await readFile(join(folder, `${name}.edict`), "utf8")) ?? []
  await writeFile(join(folder, "proxy.edict"), `${packageLine}\ntrust proxy 127.0.0.0/8\n`)
  if (vouching.keys !== undefined) await writeFile(join(folder, vouching.keys.file), credentials.keyFile)

  let now = file.now
  let store: QuotaStore = createMemoryStore({ clock: "given" })
  let current = example.host(file.data)
  let reply: Reply | undefined
  const host = switching(
    current,
    () => current,
    () => reply,
  )
  const { port, close } = await open(
    {
      policy: await loadPolicy(folder),
      folder,
      environment: { [keySetIn]: credentials.keySet },
      loaders: host.loaders,
      store: { charge: (...given) => store.charge(...given), refund: (outcome) => store.refund?.(outcome) },
      clock: () => now,
      audit: { write: () => {} },
    },
    host,
  )

  const play = async (one: Case): Promise<readonly Answered[]> => {
    if (one.afterMilliseconds === undefined) {
      now = file.now
      store = createMemoryStore({ clock: "given" })
    } else now += one.afterMilliseconds
    // What the handlers of one case changed is not there for the next.
    current = example.host(structuredClone(file.data))
    reply = one.reply
    const headers = {
      ...(one.body === undefined ? {} : { "content-type": "application/json" }),
      "x-forwarded-for": one.ip,
      "x-forwarded-proto": "https",
      "x-forwarded-tls-version": one.tls,
      ...one.headers,
      ...(await credentials.headersFor(one.actor, now)),
    }
    const { method, target, body } = one
    const answers: Answered[] = []
    for (let time = 0; time < one.repeat; time += 1)
      answers.push(await ask(port, target, { method, headers, ...(body === undefined ? {} : { body }) }))
    return answers
  }
  return { play, close: () => Promise.all([close(), rm(folder, { recursive: true })]) }
}

/** Loaders and handlers of whatever host is the current one, but for a case that says what its handler answers. */
function switching(first: Host, current: () => Host, given: () => Reply | undefined): Host {
  const loaders = Object.keys(first.loaders).map((name): [string, Host["loaders"][string]] => [
    name,
    (key) => current().loaders[name]?.(key),
  ])
  const routes = Object.keys(first.routes).map((route): [string, Host["routes"][string]] => [
    route,
    (asked) => given() ?? current().routes[route]?.(asked) ?? { status: 500 },
  ])
  return { loaders: Object.fromEntries(loaders), routes: Object.fromEntries(routes) }
}
