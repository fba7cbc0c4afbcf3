/**
 * Lets a bundle read only what it uses of `@edict/engine`.
 *
 * Where code is split, the bundler gives every part that imports a façade all that any part uses of it. Each name is therefore
 * imported from the file that the façade has it from.
 */
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** @param {Readonly<Record<string, string>>} facades files by the name under which they are imported */
export function withoutFacades(facades) {
  const homes = new Map(Object.entries(facades).map(([name, file]) => [name, homesIn(file)]))
  return {
    name: "facades",
    setup(build) {
      build.onLoad({ filter: /packages[\\/]cli[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, "utf8")
          .replaceAll(staticImport, (whole, names, facade) => direct(whole, names, homes.get(facade)))
          .replaceAll(lateImport, (whole, names, facade) => late(whole, names, homes.get(facade))),
        loader: "ts",
      }))
    },
  }
}

const staticImport = /^import \{([^}]+)\} from "(@edict\/engine[^"]*)"$/gm
const lateImport = /\{([^{}]+)\} = await import\("(@edict\/engine[^"]*)"\)/g

/** The file of each name that a façade exports; of a type none, as nothing of it is left in a program. */
function homesIn(file) {
  const found = new Map()
  for (const [, names, from] of readFileSync(file, "utf8").matchAll(/^export \{([^}]+)\} from "([^"]+)"/gm))
    for (const name of namesIn(names)) {
      const [own, given = own] = name.split(" as ")
      found.set(given, { own, path: join(dirname(file), from) })
    }
  return found
}

const namesIn = (list) =>
  list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "))

function direct(whole, names, homes) {
  if (homes === undefined) return whole
  return namesIn(names)
    .map((name) => {
      const { own, path } = homeOf(name, homes)
      return `import { ${own} as ${name} } from ${JSON.stringify(path)}`
    })
    .join("\n")
}

function late(whole, names, homes) {
  if (homes === undefined) return whole
  const found = namesIn(names).map((name) => ({ name, ...homeOf(name, homes) }))
  const taken = found.map(({ name, own }) => `{ ${own}: ${name} }`)
  const files = found.map(({ path }) => `import(${JSON.stringify(path)})`)
  return `[${taken.join(", ")}] = await Promise.all([${files.join(", ")}])`
}

function homeOf(name, homes) {
  const home = homes.get(name)
  if (home === undefined) throw new Error(`no façade of the engine exports ${name}`)
  return home
}
