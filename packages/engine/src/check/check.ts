import { sortDiagnostics } from "../diagnostics/arrange.ts"
import type { Diagnostic } from "../diagnostics/diagnostic.ts"
import type { Declared, Policy } from "../model/policy.ts"
import type { File } from "../syntax/ast.ts"
import type { Type } from "../values/type.ts"
import { checkAccepted } from "./accept.ts"
import { refuseAssertions } from "./assertions.ts"
import type { Block } from "./blocks.ts"
import { checkAuthenticators } from "./authenticators.ts"
import { checkDefines } from "./defines.ts"
import { withoutEchoes } from "./echoes.ts"
import { identify, type Checking } from "./checking.ts"
import { resolveImports } from "./imports.ts"
import { layOut } from "./layout.ts"
import { declareNames, type Package, type TypeEntry } from "./packages.ts"
import { withGuessesOffered } from "./offered.ts"
import { checkProxies } from "./proxies.ts"
import { checkQuotas } from "./quotas.ts"
import { checkRoles } from "./roles.ts"
import { checkRouteConflicts } from "./route-conflicts.ts"
import { indexRoutes } from "./route-index.ts"
import { checkBlocks } from "./routes.ts"
import { resolveSetting } from "./settings.ts"
import { bareSubject, checkSubject, shallowRecord } from "./subject.ts"
import { resolveEntry } from "./types.ts"

export interface CheckOptions {
  /** Where settings look for their values. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** Text of schema files, by path as it is resolved from the folder of the importing file. */
  readonly schemas?: ReadonlyMap<string, string> | undefined
  /** What parsing found: what may only follow from it is left unsaid. */
  readonly faults?: readonly Diagnostic[] | undefined
}

export interface Checked {
  /** Undefined where any error was found. */
  readonly value: Policy | undefined
  readonly declared: Declared
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Makes a policy of parsed files: every name bound, every condition typed, every rule at its route or scope.
 *
 * Never throws and goes on after a fault; each fault is reported once, in the order of the source. The order in which
 * files are given does not matter.
 */
export function check(given: readonly File[], options: CheckOptions = {}): Checked {
  const files = [...given].sort((a, b) =>
    a.span.file < b.span.file ? -1 : a.span.file > b.span.file ? 1 : 0,
  )
  const checking: Checking = {
    environment: options.environment ?? {},
    schemaTexts: options.schemas ?? new Map(),
    schemaDocuments: new Map(),
    schemaTypes: new Map(),
    found: [],
    unknown: new Map(),
    packages: new Map(),
    loadNames: new Set(),
    nominal: new Map(),
    rules: [],
    limits: [],
    subject: bareSubject,
    actor: undefined,
  }
  const { policy, blocks } = checkFiles(checking, files)
  const found = sortDiagnostics(checking.found)
  const isSound = found.every(({ severity }) => severity !== "error")
  return {
    value: isSound ? policy : undefined,
    declared: { subject: checking.subject, actor: checking.actor, resources: resourcesOf(blocks) },
    diagnostics: withoutEchoes(isSound ? found : withGuessesOffered(found, files), options.faults ?? []),
  }
}

function checkFiles(
  checking: Checking,
  files: readonly File[],
): { readonly policy: Policy; readonly blocks: readonly Block[] } {
  declareNames(checking, files)
  resolveImports(checking, files)
  const packages = [...checking.packages.values()]
  // Schemas first: a misspelt import declares what was meant.
  const types = packages.flatMap((home) => [...home.types.values()].filter((entry) => entry.home === home))
  const isSchema = (entry: TypeEntry): boolean => entry.source.kind === "schema"
  for (const entry of [...types.filter(isSchema), ...types]) resolveEntry(checking, entry)
  checkSubject(checking, files)
  const settings = packages.flatMap((home) =>
    [...home.settings.values()]
      .filter((entry) => entry.home === home)
      .map((entry) => resolveSetting(checking, entry)),
  )
  checkDefines(checking, packages)
  const roles = checkRoles(checking, packages)
  const authenticators = checkAuthenticators(checking, packages, roles)
  const { blocks, routes, isPartial } = layOut(checking, files)
  checkRouteConflicts(checking, routes)
  const common = { checking, roles, index: indexRoutes(routes), isPartial }
  checkQuotas(common, packages, blocks)
  const checked = checkBlocks(common, blocks, routes)
  checkAccepted(checking, countAuthenticators(packages), routes, authenticators)
  refuseAssertions(checking, files)
  const trustedProxies = checkProxies(checking, files)
  identify(checking)
  const policy = {
    package: files[0]?.package?.text ?? "",
    roles: roles.roles,
    subject: shallowRecord(checking.subject),
    actor: checking.actor && shallowRecord(checking.actor),
    settings: settings.map(({ name, value }) => ({ name, value })),
    authenticators,
    trustedProxies,
    limits: checking.limits,
    ...checked,
  }
  return { policy, blocks }
}

/** Each pair of name and type once. */
function resourcesOf(blocks: readonly Block[]): Declared["resources"] {
  const found = new Map<string, Set<Type>>()
  for (const { loads } of blocks)
    for (const { name, type } of loads.values()) found.set(name, (found.get(name) ?? new Set()).add(type))
  return [...found].flatMap(([name, types]) => [...types].map((type) => ({ name, type })))
}

function countAuthenticators(packages: readonly Package[]): number {
  return packages.reduce((sum, home) => sum + home.authenticators.size, 0)
}
