import type { RoleName } from "../../model/policy.ts"
import type { Plan } from "../../plan/plan.ts"
import { wordsOf } from "./route-words.ts"

const words: ReadonlySet<string> = new Set(
  (
    "admin admins administrator superuser root owner staff support operator operators ops moderator editor manager " +
    "supervisor director auditor agent employee clerk service services machine system internal backend worker job robot bot"
  ).split(" "),
)

/**
 * Roles of those who are there to see what belongs to others: by their names (`admin`, `orgStaff`), because they include
 * another role, or because only API keys bring them. Nothing else in a policy tells them from customers.
 */
export function makePrivileged({ roles, authenticators }: Plan): (role: RoleName) => boolean {
  const privileged = new Set(
    roles
      .filter(({ name, reaches }) => reaches.length > 1 || wordsOf(name).some(isWord))
      .map(({ name }) => name),
  )
  for (const role of onlyOfKeys(authenticators)) privileged.add(role)
  return (role) => privileged.has(role)
}

const isWord = (word: string): boolean => words.has(word)

function onlyOfKeys(authenticators: Plan["authenticators"]): ReadonlySet<RoleName> {
  const ofKeys = new Set<RoleName>()
  const ofOthers = new Set<RoleName>()
  for (const { kind, assignments } of authenticators) {
    const only = assignments.flatMap(({ member, only: names }) => (member === "roles" ? (names ?? []) : []))
    for (const role of only) (kind === "apikey" ? ofKeys : ofOthers).add(role)
    // Without `only` any role may come by it, and so may all where the host program says who calls.
    const isFree =
      kind === "host" || assignments.some((one) => one.member === "roles" && one.only === undefined)
    if (isFree && kind !== "apikey") return new Set()
  }
  return new Set([...ofKeys].filter((role) => !ofOthers.has(role)))
}
