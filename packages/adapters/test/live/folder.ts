import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises"
import type { IncomingMessage } from "node:http"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createMemoryStore, type AuditLine, type GuardFolderOptions, type Notice } from "@edict/engine"
import Fastify, { type FastifyInstance } from "fastify"
import { onTestFinished } from "vitest"
import { guard } from "../../src/fastify.ts"

export interface Folder {
  readonly path: string
  /** Writes a file at once, so that nobody reads half of it. */
  readonly put: (name: string, text: string) => Promise<void>
}

export async function makeFolder(files: Readonly<Record<string, string>>): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), "edict-live-"))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  const put = async (name: string, text: string): Promise<void> => {
    const place = join(path, name)
    await mkdir(dirname(place), { recursive: true })
    await writeFile(`${place}.part`, text)
    await rename(`${place}.part`, place)
  }
  for (const [name, text] of Object.entries(files)) await put(name, text)
  return { path, put }
}

export interface Notices {
  readonly onNotice: (notice: Notice) => void
  /** The next notice that nobody has asked for yet. */
  readonly next: () => Promise<Notice>
  readonly waiting: () => number
}

function collectNotices(): Notices {
  const given: Notice[] = []
  const asking: ((notice: Notice) => void)[] = []
  return {
    onNotice: (notice) => {
      const resolve = asking.shift()
      if (resolve === undefined) given.push(notice)
      else resolve(notice)
    },
    next: () => {
      const notice = given.shift()
      return notice === undefined ? new Promise((resolve) => asking.push(resolve)) : Promise.resolve(notice)
    },
    waiting: () => given.length,
  }
}

export interface Started {
  readonly fastify: FastifyInstance
  readonly notices: Notices
  readonly lines: AuditLine[]
  /** The status for a caller with these roles. */
  readonly status: (url: string, roles?: string) => Promise<number>
}

export interface FolderOptions extends GuardFolderOptions {
  /** The policy says by itself who calls. */
  readonly authenticates?: boolean
}

/** What never looks by itself: a test that waits for it would wait for days. */
export const never = 2_000_000_000

/** An application with one route, `GET /things/:id`, behind the guard of a policy folder. */
export async function startFolder(path: string, given: FolderOptions = {}): Promise<Started> {
  const { authenticates = false, ...options } = given
  const notices = collectNotices()
  const lines: AuditLine[] = []
  const fastify = Fastify()
  onTestFinished(() => fastify.close())
  await fastify.register(guard, {
    policy: path,
    watch: { settleMilliseconds: 5, pollMilliseconds: never },
    onNotice: notices.onNotice,
    audit: { write: (line) => void lines.push(line) },
    store: createMemoryStore({ clock: "given" }),
    clock: () => Date.parse("2026-01-01T12:00:00Z"),
    ...(authenticates ? {} : { subject: subjectByHeader }),
    ...options,
  })
  fastify.get("/things/:id", async () => ({ name: "n", cost: 3 }))
  await fastify.ready()
  return {
    fastify,
    notices,
    lines,
    status: async (url, roles = "reader") =>
      (await fastify.inject({ url, headers: { "x-roles": roles } })).statusCode,
  }
}

function subjectByHeader({ headers }: IncomingMessage): {
  readonly id: string
  readonly roles: readonly string[]
} {
  return { id: "ann", roles: String(headers["x-roles"]).split(",") }
}

/** Lets one role read things. */
export function openTo(role: string, more = ""): string {
  return `package app\nrole reader\nrole writer\nsubject { id: string }\napi /things/{id} { GET / { allow ${role} ${more} } }\n`
}
