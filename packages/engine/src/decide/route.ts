import type { Plan, PlannedRoute, Governed } from "../plan/plan.ts"
import type { Require, ResponseRule } from "../model/policy.ts"
import type { Environment } from "../evaluate/environment.ts"
import { matchPrefix } from "../target/match.ts"
import { targetTakes } from "../target/verbs.ts"
import type { Challenge, RuleReference } from "./decision.ts"
import { referenceTo, refusal } from "./outcomes.ts"
import { routeScope, type Question } from "./questions.ts"
import type { Scope } from "../evaluate/scope.ts"
import { makeSteps, type CompiledRoute, type CompiledRule, type RouteSteps, type Test } from "./steps.ts"

/** Turns questions into functions: `closures` or `generated`. */
export type Backend = (questions: readonly Question[], scope: Scope) => readonly Test[]

/** A route's questions, and where among them each rule finds its own. */
interface Asked {
  readonly questions: readonly Question[]
  readonly allows: readonly { readonly question: number; readonly place: number }[]
  readonly denies: readonly number[]
  readonly requires: readonly number[]
  readonly transport: readonly number[]
  readonly canFit: number
  readonly couldFit: number
  readonly response: readonly (number | undefined)[]
  readonly audits: readonly (number | undefined)[]
}

function ask(route: PlannedRoute): Asked {
  const questions: Question[] = []
  const add = (question: Question): number => questions.push(question) - 1
  const roles = route.allows.flatMap(({ grant }) => grant.roles)
  return {
    questions,
    allows: route.allows.map(({ grant }, place) => ({ question: add({ kind: "met", grant }), place })),
    denies: route.denies.map(({ roles: whose, when, unless }) =>
      add({ kind: "applies", roles: whose, when, unless }),
    ),
    requires: route.requires.map((rule) => add(requireQuestion(rule))),
    transport: route.transport.map((rule) => add(requireQuestion(rule))),
    canFit: add({ kind: "fits", roles, beforeLoad: true }),
    couldFit: add({ kind: "fits", roles, beforeLoad: false }),
    response: route.response
      .map((rule) => responseQuestion(rule))
      .map((question) => question && add(question)),
    audits: route.audits.map(
      ({ when }) => when && add({ kind: "applies", roles: ["anyone"], when, unless: undefined }),
    ),
  }
}

/** What is asked of every request of a route, in the order in which a back end has to answer. */
export function questionsOf(route: PlannedRoute): readonly Question[] {
  return ask(route).questions
}

/** Makes the steps of one route. */
export function compileRoute(plan: Plan, route: PlannedRoute, backend: Backend): RouteSteps {
  const { questions, allows, denies, requires, transport, canFit, couldFit, response, audits } = ask(route)
  const answers = backend(questions, routeScope(plan, route))
  const answerOf = (question: number | undefined, rule: Governed): Test => {
    const test: Test = question === undefined ? always : answers[question]!
    return governed(test, rule, plan)
  }
  const compiled: CompiledRoute = {
    allows: allows.map(({ question, place }) => ({ fires: answers[question]!, place })),
    denies: route.denies.map((rule, index) =>
      compiledRule(route, rule, answerOf(denies[index], rule), "denied"),
    ),
    requires: route.requires.map((rule, index) =>
      compiledRule(route, rule, answerOf(requires[index], rule), "requirement"),
    ),
    transport: route.transport.map((rule, index) =>
      compiledRule(route, rule, answerOf(transport[index], rule), "insecure-transport"),
    ),
    canFit: answers[canFit]!,
    couldFit: answers[couldFit]!,
    response: route.response.map((rule, index) => answerOf(response[index], rule)),
    audits: route.audits.map((audit, index) => ({
      value: audit.level,
      applies:
        audits[index] === undefined && audit.guardrail === undefined
          ? undefined
          : answerOf(audits[index], audit),
    })),
    timeouts: route.timeouts.map((timeout) => ({
      value: timeout.milliseconds,
      applies: timeout.guardrail === undefined ? undefined : governed(always, timeout, plan),
    })),
    bodyMaxima: route.body.maxima.map((max) => ({
      value: { bytes: max.bytes, rule: referenceTo(max) },
      applies: max.guardrail === undefined ? undefined : governed(always, max, plan),
    })),
  }
  return makeSteps(route, compiled)
}

const always: Test = () => true

function requireQuestion({ what, unless }: Omit<Require, "except">): Question {
  if (what.kind === "tls") return { kind: "insecure", version: what.version, unless }
  return { kind: "fails", condition: what.condition, unless }
}

/** Undefined: it holds for every caller; an `each` asks for each row. */
function responseQuestion(rule: ResponseRule): Question | undefined {
  switch (rule.kind) {
    case "show":
    case "only-to":
      return rule.to && { kind: "met", grant: rule.to }
    case "hide":
    case "hash":
    case "mask":
      return rule.when || rule.unless
        ? { kind: "applies", roles: ["anyone"], when: rule.when, unless: rule.unless }
        : undefined
    case "each":
      return undefined
  }
}

type PlannedRule = RuleReference & Governed & Pick<Require, "else"> & { readonly what?: Require["what"] }

function compiledRule(
  route: PlannedRoute,
  rule: PlannedRule,
  fires: Test,
  reason: "denied" | "requirement" | "insecure-transport",
): CompiledRule {
  const outcome = refusal(route, { reason, rule, else: rule.else, challenge: challengeOf(rule.what) })
  return { fires, outcome, status: rule.else?.status, default401: rule.what?.kind === "mfa" }
}

function challengeOf(what: Require["what"] | undefined): Challenge | undefined {
  if (what?.kind === "scope") return { kind: "insufficient-scope", scopes: what.scopes }
  if (what?.kind !== "mfa") return undefined
  const { withinMilliseconds } = what
  return {
    kind: "step-up",
    maxAgeSeconds: withinMilliseconds === undefined ? undefined : withinMilliseconds / 1000,
  }
}

/** A rule under a guardrail asks only requests below its path, and of those its own parameters; `except` takes requests away. */
function governed(test: Test, { guardrail, except }: Governed, plan: Plan): Test {
  const template = guardrail === undefined ? undefined : plan.guardrails[guardrail]!
  const within = template ? underGuardrail(test, template) : test
  if (!except) return within
  return (environment) =>
    !except.some((target) => targetTakes(target, environment.method, environment.path)) && within(environment)
}

function underGuardrail(test: Test, template: Plan["guardrails"][number]): Test {
  return (environment: Environment) => {
    const parameters = matchPrefix(template, environment.path)
    return parameters !== undefined && test({ ...environment, parameters })
  }
}
