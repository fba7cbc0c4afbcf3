import type { Drafts } from "./drafts.ts"

export const frameworks = ["express", "fastify", "koa"] as const
export type Framework = (typeof frameworks)[number]

/** What a program of the framework needs, to be pasted: its first lines, and what follows its last route. */
export function linesToPaste(framework: Framework, folder: string, drafts: Drafts): string {
  const options = [
    `policy: ${JSON.stringify(folder)}`,
    ...(drafts.asksHost ? ["subject: (request) => undefined /* who calls: { id, roles } */"] : []),
    ...(drafts.loads.length > 0 ? [`loaders: { ${drafts.loads.map(loader).join(", ")} }`] : []),
  ]
  const given = `{\n${options.map((option) => `  ${option},\n`).join("")}}`
  if (framework === "fastify")
    return [
      'import { frameworkErrors, guard } from "@edict/adapters/fastify"',
      "",
      "const app = Fastify({ frameworkErrors })",
      `await app.register(guard, ${given}) // before any route`,
      "",
    ].join("\n")
  return [
    `import { guard } from "@edict/adapters/${framework}"`,
    "",
    `const edict = await guard(${given})`,
    "app.use(edict) // before any route",
    "",
    "edict.protect(app) // after the last route",
    "edict.attach(app.listen(3000))",
    "",
  ].join("\n")
}

const loader = (name: string): string => `${name}: (key) => undefined /* undefined: there is none */`
