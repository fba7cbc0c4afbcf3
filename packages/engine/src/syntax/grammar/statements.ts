import type { TokenType } from "chevrotain"
import type {
  AcceptAuthStatement,
  AcceptMediaStatement,
  AllowStatement,
  ApiBlock,
  AuthenticateOption,
  BodyStatement,
  CorsStatement,
  DeprecatedStatement,
  IdempotentStatement,
  LoadStatement,
  Name,
  OptionValue,
  PathNode,
  RouteBlock,
  ShapeStatement,
  Statement,
  TypeNode,
  UpgradeStatement,
} from "../ast.ts"
import * as t from "../tokens.ts"
import type { Rule } from "./base.ts"
import { placeOf, type Place } from "./recovery.ts"
import { TighteningParser } from "./tightening.ts"

interface RouteHead {
  readonly verbs: readonly Name[]
  readonly path: PathNode
  readonly name: Name | undefined
}

/** Statements of apis and routes, and these blocks themselves. */
export class StatementParser extends TighteningParser {
  readonly allow: Rule<AllowStatement> = this.RULE("allow", (): AllowStatement => {
    const first = this.CONSUME(t.keyword.allow)
    const documentation = this.documentation(first)
    const grant = this.SUBRULE(this.grant)
    return { kind: "allow", span: this.spanFrom(first), documentation, grant }
  })

  readonly loadStatement: Rule<LoadStatement> = this.RULE("loadStatement", (): LoadStatement => {
    const first = this.CONSUME(t.keyword.load)
    const name = this.SUBRULE(this.name)
    this.CONSUME(t.Colon)
    const type = this.SUBRULE(this.type)
    this.CONSUME(t.keyword.by)
    const by = this.SUBRULE(this.references)
    return { kind: "load", span: this.spanFrom(first), name, type, by }
  })

  readonly accept: Rule<AcceptAuthStatement | AcceptMediaStatement> = this.RULE(
    "accept",
    (): AcceptAuthStatement | AcceptMediaStatement => {
      const first = this.CONSUME(t.keyword.accept)
      return this.choose<AcceptAuthStatement | AcceptMediaStatement>({
        DEF: [
          {
            ALT: () => {
              this.CONSUME(t.keyword.auth)
              const names = this.SUBRULE(this.names)
              return { kind: "accept-auth", span: this.spanFrom(first), names }
            },
          },
          {
            ALT: () => {
              const types = this.SUBRULE(this.strings)
              return { kind: "accept-media", span: this.spanFrom(first), types }
            },
          },
        ],
        ERR_MSG: "`auth` or a media type in quotes",
      })
    },
  )

  readonly acceptAuth: Rule<AcceptAuthStatement> = this.RULE("acceptAuth", (): AcceptAuthStatement => {
    const first = this.CONSUME(t.keyword.accept)
    this.CONSUME(t.keyword.auth)
    const names = this.SUBRULE(this.names)
    return { kind: "accept-auth", span: this.spanFrom(first), names }
  })

  readonly shape: Rule<TypeNode> = this.RULE("shape", () =>
    this.choose<TypeNode>({
      DEF: [
        { ALT: () => this.SUBRULE(this.record) },
        { ALT: () => this.SUBRULE(this.collection) },
        {
          ALT: () => {
            const name = this.SUBRULE(this.name)
            return { kind: "named", span: this.ACTION(() => name.span), name, constraint: undefined }
          },
        },
      ],
      ERR_MSG: "the name of a type, or a record",
    }),
  )

  readonly body: Rule<BodyStatement> = this.RULE("body", (): BodyStatement => {
    const first = this.CONSUME(t.keyword.body)
    let shape: BodyStatement["shape"]
    const max = this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.bodyMax) },
        {
          ALT: () => {
            shape = this.SUBRULE(this.bodyShape)
            return this.OPTION(() => this.SUBRULE2(this.bodyMax))
          },
        },
      ],
      ERR_MSG: "a shape, `any`, `raw` or `max`",
    })
    return { kind: "body", span: this.spanFrom(first), shape, max }
  })

  readonly bodyMax: Rule<BodyStatement["max"]> = this.RULE("bodyMax", (): BodyStatement["max"] => {
    this.CONSUME(t.keyword.max)
    return this.SUBRULE(this.size)
  })

  readonly bodyShape: Rule<BodyStatement["shape"]> = this.RULE("bodyShape", () =>
    this.choose<BodyStatement["shape"]>({
      DEF: [
        { ALT: () => this.CONSUME(t.keyword.any) && "any" },
        { ALT: () => this.CONSUME(t.keyword.raw) && "raw" },
        { ALT: () => this.SUBRULE(this.shape) },
      ],
      ERR_MSG: "a shape, `any` or `raw`",
    }),
  )

  readonly shapeStatement: Rule<ShapeStatement> = this.RULE("shapeStatement", (): ShapeStatement => {
    const first = this.OR([
      { ALT: () => this.CONSUME(t.keyword.query) },
      { ALT: () => this.CONSUME(t.keyword.headers) },
      { ALT: () => this.CONSUME(t.keyword.params) },
    ])
    const shape = this.SUBRULE(this.shape)
    return { kind: first.image as ShapeStatement["kind"], span: this.spanFrom(first), shape }
  })

  readonly deprecated: Rule<DeprecatedStatement> = this.RULE("deprecated", (): DeprecatedStatement => {
    const first = this.CONSUME(t.keyword.deprecated)
    const date = this.SUBRULE(this.date)
    const sunset = this.OPTION(() => {
      this.CONSUME(t.keyword.sunset)
      return this.SUBRULE2(this.date)
    })
    const link = this.OPTION2(() => {
      this.CONSUME(t.keyword.link)
      return this.SUBRULE(this.string)
    })
    return { kind: "deprecated", span: this.spanFrom(first), date, sunset, link }
  })

  readonly upgrade: Rule<UpgradeStatement> = this.RULE("upgrade", (): UpgradeStatement => {
    const first = this.CONSUME(t.keyword.upgrade)
    const protocol = this.SUBRULE(this.name)
    return { kind: "upgrade", span: this.spanFrom(first), protocol }
  })

  readonly idempotent: Rule<IdempotentStatement> = this.RULE("idempotent", (): IdempotentStatement => {
    const first = this.CONSUME(t.keyword.idempotent)
    this.CONSUME(t.keyword.by)
    const by = this.SUBRULE(this.reference)
    this.CONSUME(t.keyword.for)
    const duration = this.SUBRULE(this.duration)
    return { kind: "idempotent", span: this.spanFrom(first), by, for: duration }
  })

  readonly cors: Rule<CorsStatement> = this.RULE("cors", (): CorsStatement => {
    const first = this.CONSUME(t.keyword.cors)
    const options = this.SUBRULE(this.options)
    return { kind: "cors", span: this.spanFrom(first), options }
  })

  readonly options: Rule<AuthenticateOption[]> = this.RULE("options", (): AuthenticateOption[] => {
    const open = this.CONSUME(t.BraceOpen)
    const options = this.lines(() => this.SUBRULE(this.optionItem))
    this.close(open)
    return options
  })

  readonly optionItem: Rule<AuthenticateOption> = this.RULE("optionItem", () =>
    this.choose<AuthenticateOption>({
      DEF: [{ ALT: () => this.SUBRULE(this.assignment) }, { ALT: () => this.SUBRULE(this.plainOption) }],
      ERR_MSG: "an option, or `subject.` and a member",
    }),
  )

  readonly assignment: Rule<AuthenticateOption> = this.RULE("assignment", (): AuthenticateOption => {
    const first = this.OR([
      { ALT: () => this.CONSUME(t.keyword.subject) },
      { ALT: () => this.CONSUME(t.keyword.actor) },
    ])
    this.CONSUME(t.Dot)
    const member = this.nameOf(this.CONSUME(t.Word))
    this.CONSUME(t.Assign)
    const value = this.SUBRULE(this.expression)
    const only = this.OPTION(() => {
      this.CONSUME(t.keyword.only)
      return this.SUBRULE(this.names)
    })
    const target = first.image === "actor" ? "actor" : "subject"
    return { kind: "assignment", span: this.spanFrom(first), target, member, value, only }
  })

  readonly plainOption: Rule<AuthenticateOption> = this.RULE("plainOption", (): AuthenticateOption => {
    const first = this.OR([
      { ALT: () => this.CONSUME(t.NameToken) },
      { ALT: () => this.CONSUME(t.keyword.header) },
    ])
    const values = [this.SUBRULE(this.optionValue)]
    this.MANY(() => {
      this.CONSUME(t.Comma)
      values.push(this.SUBRULE2(this.optionValue))
    })
    return { kind: "option", span: this.spanFrom(first), name: this.nameOf(first), values }
  })

  readonly optionValue: Rule<OptionValue> = this.RULE("optionValue", () =>
    this.choose<OptionValue>({
      DEF: [
        { ALT: () => this.SUBRULE(this.literal) },
        { ALT: () => this.SUBRULE(this.environment) },
        { ALT: () => this.SUBRULE(this.wordValue) },
      ],
      ERR_MSG: "a value, `env.` and a variable, or `file` and a path",
    }),
  )

  /** `file "…"`, or a word; `file` itself may be one. */
  readonly wordValue: Rule<OptionValue> = this.RULE("wordValue", (): OptionValue => {
    const first = this.CONSUME(t.NameToken)
    const path = this.OPTION({
      GATE: () => first.tokenType === t.keyword.file,
      DEF: () => this.SUBRULE(this.string),
    })
    if (path === undefined) return { kind: "word", span: this.spanOf(first), name: this.nameOf(first) }
    return { kind: "file-value", span: this.spanFrom(first), path }
  })

  readonly api: Rule<ApiBlock | undefined> = this.RULE("api", (): ApiBlock | undefined => {
    const first = this.LA(1)
    const documentation = this.documentation(first)
    const path = this.head(() => this.SUBRULE(this.apiHead))
    const head = this.spanFrom(first)
    const open = this.CONSUME(t.BraceOpen)
    const items = this.items(this.apiPlace)
    this.close(open)
    if (path === undefined) return undefined
    return { kind: "api", span: this.spanFrom(first), head, documentation, path, items }
  })

  readonly apiHead: Rule<PathNode> = this.RULE("apiHead", (): PathNode => {
    this.CONSUME(t.keyword.api)
    const path = this.SUBRULE(this.path)
    if (this.LA(1).tokenType !== t.BraceOpen) this.ACTION(() => this.expectBrace())
    return path
  })

  readonly route: Rule<RouteBlock | undefined> = this.RULE("route", (): RouteBlock | undefined => {
    const first = this.LA(1)
    const documentation = this.documentation(first)
    const parts = this.head(() => this.SUBRULE(this.routeHead))
    const head = this.spanFrom(first)
    const open = this.CONSUME(t.BraceOpen)
    const statements = this.items(this.routePlace)
    this.close(open)
    if (parts === undefined) return undefined
    return { kind: "route", span: this.spanFrom(first), head, documentation, ...parts, statements }
  })

  readonly routeHead: Rule<RouteHead> = this.RULE("routeHead", (): RouteHead => {
    const verbs = this.SUBRULE(this.verbs)
    const path = this.SUBRULE(this.path)
    const name = this.OPTION(() => {
      this.CONSUME(t.keyword.as)
      return this.SUBRULE(this.name)
    })
    if (this.LA(1).tokenType !== t.BraceOpen) this.ACTION(() => this.expectBrace())
    return { verbs, path, name }
  })

  private readonly statements: readonly (readonly [TokenType, Rule<Statement>])[] = [
    [t.keyword.allow, this.allow],
    ...this.tightenings,
    [t.keyword.cors, this.cors],
    [t.keyword.load, this.loadStatement],
    [t.keyword.accept, this.accept],
    [t.keyword.body, this.body],
    [t.keyword.query, this.shapeStatement],
    [t.keyword.headers, this.shapeStatement],
    [t.keyword.params, this.shapeStatement],
    [t.keyword.deprecated, this.deprecated],
    [t.keyword.upgrade, this.upgrade],
    [t.keyword.idempotent, this.idempotent],
  ]

  protected readonly routePlace: Place<Statement> = placeOf<Statement>("a route", this.statements)

  protected readonly apiPlace: Place<ApiBlock | RouteBlock | Statement> = placeOf<
    ApiBlock | RouteBlock | Statement
  >("an api", [
    [t.keyword.api, this.api as Rule<ApiBlock>],
    [t.Verb, this.route as Rule<RouteBlock>],
    ...this.statements,
  ])
}
