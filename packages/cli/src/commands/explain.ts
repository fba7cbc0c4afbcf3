import { stat } from "node:fs/promises"
import { resolve } from "node:path"
import { type CompiledPolicy, explain, renderExplanation, type Request, terminalJson } from "@edict/engine"
import { Command } from "commander"
import { actorOf, readTestWorld, type TestWorld } from "../actors.ts"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { formatOption } from "../format-option.ts"
import { readValidPolicy, shownPath } from "../policy.ts"
import { parseJson, type RequestFlags, requestFromFlags } from "../request-flags.ts"
import { colorsOf, say, type Terminal, write } from "../terminal.ts"

interface Options extends RequestFlags {
  readonly as?: string
  readonly format: "text" | "json"
}

const several = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value]

/** `edict explain POLICY METHOD PATH`. */
export function explainCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  return new Command("explain")
    .summary("the steps of one request against the source")
    .description(
      "Tell each step of one request: every line of the policy that is asked, the value of every operand, and why. Things to load come from the `data` of the tests beside the policy.",
    )
    .argument("<policy>", "a folder or a file")
    .argument("<method>", "such as GET")
    .argument("<path>", "such as /v1/orders/o1?limit=5")
    .option(
      "--as <actor>",
      'the caller: an actor of the tests (sue, sue+mfa), or JSON: {"id":"u1","roles":["customer"]}; without it, nobody',
    )
    .option("--header <name: value>", "a header; may be given several times", several)
    .option("--query <name=value>", "put behind the path; may be given several times", several)
    .option("--body <json>", "the body; @FILE reads it")
    .option("--resource <name=json>", "a thing that is loaded; may be given several times", several)
    .option("--ip <address>", "the caller's address; else 127.0.0.1")
    .option("--tls <version>", "the connection's version, or `none`; else 1.3")
    .option("--now <time>", "the time; else that of the tests, or now")
    .option(
      "--request <file>",
      "the request as JSON, as for decide (`-`: standard input); flags go before it",
    )
    .addOption(formatOption(["text", "json"]))
    .action(async (path: string, method: string, target: string, options: Options) => {
      const { policy, files } = await readValidPolicy(path, terminal)
      const world = await worldOf(path, terminal)
      const { request, assumed } = await requestFromFlags(method, target, options, world.now, terminal)
      const asked = { ...request, ...callerOf(options.as, world, policy) }
      const explanation = explain(policy, asked, files.sources, { load: loaderOf(world) })
      if (assumed.length > 0) say(terminal, `assumed: ${assumed.join(", ")}`)
      const pathOf = (file: string): string => shownPath(files.root, file, terminal)
      const color = colorsOf(terminal, "output")
      const text =
        options.format === "json"
          ? `${terminalJson(explanation)}\n`
          : renderExplanation(explanation, { color, pathOf })
      await write(terminal, text)
      end(exit.clean)
    })
}

async function worldOf(path: string, terminal: Terminal): Promise<TestWorld> {
  const policyPath = resolve(terminal.cwd, path)
  return readTestWorld(policyPath, (await stat(policyPath)).isDirectory())
}

function callerOf(
  as: string | undefined,
  world: TestWorld,
  policy: CompiledPolicy,
): Pick<Request, "subject"> {
  if (as === undefined) return {}
  if (!/^\s*[{["]/.test(as)) return { subject: actorOf(as, world, policy) }
  const subject = parseJson(as, "--as", 'such as --as \'{"id":"u1","roles":["customer"]}\'')
  if (typeof subject !== "object" || subject === null || Array.isArray(subject))
    throw new Failure("`subject` is no object")
  return { subject: subject as NonNullable<Request["subject"]> }
}

/** Things of several keys stand under these with `/` between. */
function loaderOf({ data }: TestWorld): (name: string, keys: readonly unknown[]) => unknown {
  return (name, keys) => own(own(data, name), keys.map(String).join("/"))
}

function own(thing: unknown, name: string): unknown {
  return typeof thing === "object" && thing !== null && Object.hasOwn(thing, name)
    ? Reflect.get(thing, name)
    : undefined
}
