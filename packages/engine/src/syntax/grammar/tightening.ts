import type { TokenType } from "chevrotain"
import type {
  AuditStatement,
  ConcurrentStatement,
  DenyStatement,
  LimitStatement,
  Name,
  RejectStatement,
  RequireStatement,
  Requirement,
  ThrottleStatement,
  Tightening,
  TimeoutStatement,
  UseStatement,
} from "../ast.ts"
import * as t from "../tokens.ts"
import type { Rule } from "./base.ts"
import { ResponseParser } from "./responses.ts"

/** Statements that can only take away: they may stand in files, guardrails, apis and routes. */
export class TighteningParser extends ResponseParser {
  readonly deny: Rule<DenyStatement> = this.RULE("deny", (): DenyStatement => {
    const first = this.CONSUME(t.keyword.deny)
    const documentation = this.documentation(first)
    const names = this.SUBRULE(this.names)
    const when = this.OPTION(() => this.SUBRULE(this.when))
    const unless = this.OPTION2(() => this.SUBRULE(this.unless))
    const otherwise = this.OPTION3(() => this.SUBRULE(this.else))
    const except = this.OPTION4(() => this.SUBRULE(this.except)) ?? []
    return {
      kind: "deny",
      span: this.spanFrom(first),
      documentation,
      names,
      when,
      unless,
      else: otherwise,
      except,
    }
  })

  readonly require: Rule<RequireStatement> = this.RULE("require", (): RequireStatement => {
    const first = this.CONSUME(t.keyword.require)
    const documentation = this.documentation(first)
    const what = this.SUBRULE(this.requirement)
    const unless = this.OPTION2(() => this.SUBRULE(this.unless))
    const otherwise = this.OPTION3(() => this.SUBRULE(this.else))
    const except = this.OPTION4(() => this.SUBRULE(this.except)) ?? []
    return {
      kind: "require",
      span: this.spanFrom(first),
      documentation,
      what,
      unless,
      else: otherwise,
      except,
    }
  })

  readonly requirement: Rule<Requirement> = this.RULE("requirement", () =>
    this.choose<Requirement>({
      DEF: [
        {
          ALT: () => {
            const first = this.CONSUME(t.keyword.tls)
            this.CONSUME(t.GreaterEqual)
            const version = this.SUBRULE(this.decimal)
            return { kind: "tls", version, span: this.spanFrom(first) }
          },
        },
        {
          ALT: () => {
            const first = this.CONSUME(t.keyword.mfa)
            const within = this.OPTION(() => {
              this.CONSUME(t.keyword.within)
              return this.SUBRULE(this.duration)
            })
            return { kind: "mfa", within, span: this.spanFrom(first) }
          },
        },
        {
          ALT: () => {
            const first = this.CONSUME(t.keyword.scope)
            const scopes = this.SUBRULE(this.strings)
            return { kind: "scope", scopes, span: this.spanFrom(first) }
          },
        },
        {
          ALT: () => {
            const first = this.LA(1)
            const condition = this.SUBRULE(this.expression)
            return { kind: "condition", condition, span: this.spanFrom(first) }
          },
        },
      ],
      ERR_MSG: "`tls`, `mfa`, `scope` or a condition",
    }),
  )

  readonly use: Rule<UseStatement> = this.RULE("use", (): UseStatement => {
    const first = this.CONSUME(t.keyword.use)
    const names = this.SUBRULE(this.names)
    return { kind: "use", span: this.spanFrom(first), names }
  })

  readonly limit: Rule<LimitStatement> = this.RULE("limit", (): LimitStatement => {
    const first = this.CONSUME(t.keyword.limit)
    const documentation = this.documentation(first)
    const rate = this.SUBRULE(this.limitRate)
    return { kind: "limit", span: this.spanFrom(first), documentation, rate }
  })

  readonly timeout: Rule<TimeoutStatement> = this.RULE("timeout", (): TimeoutStatement => {
    const first = this.CONSUME(t.keyword.timeout)
    const duration = this.SUBRULE(this.duration)
    return { kind: "timeout", span: this.spanFrom(first), duration }
  })

  readonly concurrent: Rule<ConcurrentStatement> = this.RULE("concurrent", (): ConcurrentStatement => {
    const first = this.CONSUME(t.keyword.concurrent)
    const count = this.SUBRULE(this.integer)
    const per = this.SUBRULE(this.per)
    return { kind: "concurrent", span: this.spanFrom(first), count: this.ACTION(() => count.value), per }
  })

  readonly throttle: Rule<ThrottleStatement> = this.RULE("throttle", (): ThrottleStatement => {
    const first = this.CONSUME(t.keyword.throttle)
    const rate = this.SUBRULE(this.rateLiteral)
    const per = this.SUBRULE(this.per)
    this.CONSUME(t.keyword.delay)
    this.CONSUME(t.keyword.up)
    this.CONSUME(t.keyword.to)
    const delay = this.SUBRULE(this.duration)
    return { kind: "throttle", span: this.spanFrom(first), rate, per, delay }
  })

  readonly audit: Rule<AuditStatement> = this.RULE("audit", (): AuditStatement => {
    const first = this.CONSUME(t.keyword.audit)
    const level = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.keyword.none) },
        { ALT: () => this.CONSUME(t.keyword.summary) },
        { ALT: () => this.CONSUME(t.keyword.full) },
      ],
      ERR_MSG: "`none`, `summary` or `full`",
    })
    const note = this.OPTION(() => {
      this.CONSUME(t.keyword.note)
      return this.SUBRULE(this.references)
    })
    const when = this.OPTION2(() => this.SUBRULE(this.when))
    return {
      kind: "audit",
      span: this.spanFrom(first),
      level: level.image as AuditStatement["level"],
      note: note ?? [],
      when,
    }
  })

  readonly reject: Rule<RejectStatement> = this.RULE("reject", (): RejectStatement => {
    const first = this.CONSUME(t.keyword.reject)
    this.CONSUME(t.keyword.injection)
    const kinds: Name[] = []
    this.OPTION(() => {
      this.CONSUME(t.BracketOpen)
      kinds.push(this.nameOf(this.CONSUME(t.Word)))
      this.MANY(() => {
        this.CONSUME(t.Comma)
        kinds.push(this.nameOf(this.CONSUME2(t.Word)))
      })
      this.CONSUME(t.BracketClose)
    })
    this.CONSUME(t.keyword.in)
    const places = [this.SUBRULE(this.place)]
    this.MANY2(() => {
      this.CONSUME2(t.Comma)
      places.push(this.SUBRULE2(this.place))
    })
    const except = this.OPTION2(() => {
      this.CONSUME(t.keyword.except)
      return this.SUBRULE(this.fields)
    })
    return { kind: "reject", span: this.spanFrom(first), kinds, places, except: except ?? [] }
  })

  readonly place: Rule<Name> = this.RULE("place", (): Name => {
    const token = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.keyword.body) },
        { ALT: () => this.CONSUME(t.keyword.query) },
        { ALT: () => this.CONSUME(t.keyword.headers) },
        { ALT: () => this.CONSUME(t.keyword.params) },
      ],
      ERR_MSG: "`body`, `query`, `headers` or `params`",
    })
    return this.nameOf(token)
  })

  protected readonly tightenings: readonly (readonly [TokenType, Rule<Tightening>])[] = [
    [t.keyword.deny, this.deny],
    [t.keyword.require, this.require],
    [t.keyword.use, this.use],
    [t.keyword.limit, this.limit],
    [t.keyword.timeout, this.timeout],
    [t.keyword.concurrent, this.concurrent],
    [t.keyword.throttle, this.throttle],
    [t.keyword.audit, this.audit],
    [t.keyword.reject, this.reject],
    [t.keyword.response, this.response],
  ]
}
