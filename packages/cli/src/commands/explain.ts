import {
  type CompiledPolicy,
  explain,
  type ExplainOptions,
  renderExplanation,
  type Request,
  terminalJson,
} from "@edict/engine"
import { Command } from "commander"
import { callerOf, findTestWorld, type FoundWorld, hintOf } from "../actors.ts"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { formatOption } from "../format-option.ts"
import { readValidPolicy, shownPath } from "../policy.ts"
import { type RequestFlags, requestFromFlags } from "../request-flags.ts"
import { colorsOf, say, type Terminal, write } from "../terminal.ts"

interface Options extends RequestFlags {
  readonly as?: string
  readonly format: "text" | "json"
}

const several = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value]

const nameOf = (thing: string): string => thing.slice(0, thing.indexOf("="))

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
      const world = await findTestWorld(path, policy, terminal)
      const now = world && timeOf(world.now)
      const { request, assumed } = await requestFromFlags(method, target, options, now, terminal)
      const asked = { ...request, ...(await callerOf(options.as, world, policy)) }
      refuseUnloaded((options.resource ?? []).map(nameOf), asked, policy)
      const explanation = explain(policy, asked, files.sources, { load: await loaderOf(world) })
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

/** A thing under a name that nobody loads would be passed over in silence. */
function refuseUnloaded(names: readonly string[], asked: Request, { plan, match }: CompiledPolicy): void {
  const found = match(asked)
  const routes = found.kind === "route" ? [found.route] : plan.routes
  const loaded = [...new Set(routes.flatMap(({ loads }) => loads.map(({ name }) => name)))]
  const other = names.find((name) => !loaded.includes(name))
  if (other === undefined) return
  const who = found.kind === "route" ? `\`${found.route.id}\`` : "the policy"
  throw new Failure(`--resource: ${who} loads no \`${other}\``, { hint: hintOf(other, loaded) })
}

/** Written as people write it. */
const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.000Z$/, "Z")

/** Finds things in the data of the tests. */
async function loaderOf(world: FoundWorld | undefined): Promise<NonNullable<ExplainOptions["load"]>> {
  if (world === undefined) return () => undefined
  const { thingOf } = await import("@edict/engine/testing")
  return (name, keys) => thingOf(world.data, name, keys)
}
