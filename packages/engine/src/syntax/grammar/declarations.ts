import type { TokenType } from "chevrotain"
import type {
  AssertDeclaration,
  AuthenticateDeclaration,
  Declaration,
  DefineDeclaration,
  GuardrailDeclaration,
  Import,
  ImportKind,
  QuotaDeclaration,
  RoleDeclaration,
  SettingDeclaration,
  SubjectDeclaration,
  Target,
  Tightening,
  TrustDeclaration,
  TypeDeclaration,
  TypeNode,
} from "../ast.ts"
import * as t from "../tokens.ts"
import type { Rule } from "./base.ts"
import { placeOf, type Place } from "./recovery.ts"
import { StatementParser } from "./statements.ts"

/** What stands in a file, outside every block. */
export class DeclarationParser extends StatementParser {
  readonly role: Rule<RoleDeclaration> = this.RULE("role", (): RoleDeclaration => {
    const first = this.CONSUME(t.keyword.role)
    const documentation = this.documentation(first)
    const name = this.SUBRULE(this.name)
    const aliases = this.OPTION(() => {
      this.CONSUME(t.keyword.as)
      return this.SUBRULE(this.strings)
    })
    const includes = this.OPTION2(() => {
      this.CONSUME(t.keyword.includes)
      return this.SUBRULE(this.names)
    })
    const of = this.OPTION3(() => {
      this.CONSUME(t.keyword.of)
      return this.SUBRULE(this.typedName)
    })
    const when = this.OPTION4(() => this.SUBRULE(this.when))
    const span = this.spanFrom(first)
    return {
      kind: "role",
      span,
      documentation,
      name,
      aliases: aliases ?? [],
      includes: includes ?? [],
      of,
      when,
    }
  })

  readonly typedName: Rule<NonNullable<RoleDeclaration["of"]>> = this.RULE(
    "typedName",
    (): NonNullable<RoleDeclaration["of"]> => {
      const name = this.SUBRULE(this.name)
      this.CONSUME(t.Colon)
      const type: TypeNode = this.SUBRULE(this.type)
      return { name, type }
    },
  )

  readonly typeDeclaration: Rule<TypeDeclaration> = this.RULE("typeDeclaration", (): TypeDeclaration => {
    const first = this.CONSUME(t.keyword.type)
    const documentation = this.documentation(first)
    const name = this.SUBRULE(this.name)
    const record = this.SUBRULE(this.record)
    return { kind: "type", span: this.spanFrom(first), documentation, name, record }
  })

  readonly subject: Rule<SubjectDeclaration> = this.RULE("subject", (): SubjectDeclaration => {
    const first = this.OR([
      { ALT: () => this.CONSUME(t.keyword.subject) },
      { ALT: () => this.CONSUME(t.keyword.actor) },
    ])
    const documentation = this.documentation(first)
    const record = this.SUBRULE(this.record)
    const kind = first.image === "actor" ? "actor" : "subject"
    return { kind, span: this.spanFrom(first), documentation, record }
  })

  readonly setting: Rule<SettingDeclaration> = this.RULE("setting", (): SettingDeclaration => {
    const first = this.CONSUME(t.keyword.setting)
    const documentation = this.documentation(first)
    const name = this.SUBRULE(this.name)
    this.CONSUME(t.Colon)
    const type = this.SUBRULE(this.type)
    this.CONSUME(t.Assign)
    const value = this.SUBRULE(this.literal)
    const from = this.OPTION(() => {
      this.CONSUME(t.keyword.from)
      return this.SUBRULE(this.environment)
    })
    return { kind: "setting", span: this.spanFrom(first), documentation, name, type, value, from }
  })

  readonly define: Rule<DefineDeclaration> = this.RULE("define", (): DefineDeclaration => {
    const first = this.CONSUME(t.keyword.define)
    const documentation = this.documentation(first)
    const name = this.SUBRULE(this.name)
    const parameters: NonNullable<RoleDeclaration["of"]>[] = []
    this.CONSUME(t.ParenOpen)
    this.OPTION(() => {
      parameters.push(this.SUBRULE(this.typedName))
      this.MANY(() => {
        this.CONSUME(t.Comma)
        parameters.push(this.SUBRULE2(this.typedName))
      })
    })
    this.CONSUME(t.ParenClose)
    this.CONSUME(t.Assign)
    const body = this.SUBRULE(this.expression)
    return { kind: "define", span: this.spanFrom(first), documentation, name, parameters, body }
  })

  readonly authenticate: Rule<AuthenticateDeclaration> = this.RULE(
    "authenticate",
    (): AuthenticateDeclaration => {
      const first = this.CONSUME(t.keyword.authenticate)
      const documentation = this.documentation(first)
      const method = this.SUBRULE(this.name)
      const name = this.SUBRULE2(this.name)
      const options = this.SUBRULE(this.options)
      return { kind: "authenticate", span: this.spanFrom(first), documentation, method, name, options }
    },
  )

  readonly quota: Rule<QuotaDeclaration> = this.RULE("quota", (): QuotaDeclaration => {
    const first = this.CONSUME(t.keyword.quota)
    const documentation = this.documentation(first)
    const name = this.SUBRULE(this.name)
    this.CONSUME(t.Assign)
    const rate = this.SUBRULE(this.limitRate)
    return { kind: "quota", span: this.spanFrom(first), documentation, name, rate }
  })

  readonly guardrail: Rule<GuardrailDeclaration | undefined> = this.RULE(
    "guardrail",
    (): GuardrailDeclaration | undefined => {
      const first = this.LA(1)
      const documentation = this.documentation(first)
      const path = this.head(() => this.SUBRULE(this.guardrailHead))
      const open = this.CONSUME(t.BraceOpen)
      const statements = this.items(this.guardrailPlace)
      this.close(open)
      if (path === undefined) return undefined
      return { kind: "guardrail", span: this.spanFrom(first), documentation, path, statements }
    },
  )

  readonly guardrailHead: Rule<GuardrailDeclaration["path"]> = this.RULE(
    "guardrailHead",
    (): GuardrailDeclaration["path"] => {
      this.CONSUME(t.keyword.guardrail)
      const path = this.SUBRULE(this.path)
      if (this.LA(1).tokenType !== t.BraceOpen) this.ACTION(() => this.expectBrace())
      return path
    },
  )

  readonly trust: Rule<TrustDeclaration> = this.RULE("trust", (): TrustDeclaration => {
    const first = this.CONSUME(t.keyword.trust)
    const documentation = this.documentation(first)
    this.CONSUME(t.keyword.proxy)
    const proxies = [this.SUBRULE(this.literal)]
    this.MANY(() => {
      this.CONSUME(t.Comma)
      proxies.push(this.SUBRULE2(this.literal))
    })
    const header = this.OPTION(() => {
      this.CONSUME(t.keyword.header)
      return this.SUBRULE(this.string)
    })
    return { kind: "trust", span: this.spanFrom(first), documentation, proxies, header }
  })

  readonly assert: Rule<AssertDeclaration> = this.RULE("assert", () =>
    this.choose<AssertDeclaration>({
      DEF: [{ ALT: () => this.SUBRULE(this.assertRoutes) }, { ALT: () => this.SUBRULE(this.assertWho) }],
      ERR_MSG: "`only`, `never`, `every` or the name of a role",
    }),
  )

  readonly assertRoutes: Rule<AssertDeclaration> = this.RULE("assertRoutes", (): AssertDeclaration => {
    const first = this.CONSUME(t.keyword.assert)
    this.CONSUME(t.keyword.every)
    this.CONSUME(t.keyword.route)
    this.CONSUME(t.keyword.needs)
    this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(t.keyword.a) }, { ALT: () => this.CONSUME(t.keyword.an) }]),
    )
    const need = this.OR2({
      DEF: [{ ALT: () => this.SUBRULE(this.name) }, { ALT: () => this.nameOf(this.CONSUME(t.keyword.tls)) }],
      ERR_MSG: "what every route needs, such as `authentication`",
    })
    const except = this.OPTION2(() => this.SUBRULE(this.except)) ?? []
    return { kind: "assert", form: "every-route", span: this.spanFrom(first), need, except }
  })

  readonly assertWho: Rule<AssertDeclaration> = this.RULE("assertWho", (): AssertDeclaration => {
    const first = this.CONSUME(t.keyword.assert)
    const form = this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(t.keyword.only) }, { ALT: () => this.CONSUME(t.keyword.never) }]),
    )
    const names = this.SUBRULE(this.names)
    this.CONSUME(t.keyword.may)
    const targets: readonly Target[] = this.SUBRULE(this.targets)
    const when = this.OPTION2(() => this.SUBRULE(this.when))
    const said = form?.image === "only" ? "only" : form?.image === "never" ? "never" : "may"
    return { kind: "assert", form: said, span: this.spanFrom(first), names, targets, when }
  })

  readonly import: Rule<Import> = this.RULE("import", (): Import => {
    const first = this.CONSUME(t.keyword.import)
    const what = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(t.keyword.schema) },
        { ALT: () => this.CONSUME(t.keyword.role) },
        { ALT: () => this.CONSUME(t.keyword.type) },
        { ALT: () => this.CONSUME(t.keyword.quota) },
        { ALT: () => this.CONSUME(t.keyword.define) },
        { ALT: () => this.CONSUME(t.keyword.setting) },
        { ALT: () => this.CONSUME(t.keyword.authenticate) },
      ],
      ERR_MSG: "`schema`, `role`, `type`, `quota`, `define`, `setting` or `authenticate`",
    })
    const names = this.SUBRULE(this.names)
    this.CONSUME(t.keyword.from)
    const from = this.SUBRULE(this.string)
    return { kind: "import", span: this.spanFrom(first), what: what.image as ImportKind, names, from }
  })

  private readonly guardrailPlace: Place<Tightening> = placeOf<Tightening>("a guardrail", this.tightenings)

  protected readonly declarations: readonly (readonly [TokenType, Rule<Declaration>])[] = [
    [t.keyword.role, this.role],
    [t.keyword.type, this.typeDeclaration],
    [t.keyword.subject, this.subject],
    [t.keyword.actor, this.subject],
    [t.keyword.setting, this.setting],
    [t.keyword.define, this.define],
    [t.keyword.authenticate, this.authenticate],
    [t.keyword.quota, this.quota],
    [t.keyword.guardrail, this.guardrail as Rule<GuardrailDeclaration>],
    [t.keyword.trust, this.trust],
    [t.keyword.cors, this.cors],
    [t.keyword.api, this.api as Rule<Declaration>],
    [t.Verb, this.route as Rule<Declaration>],
    [t.keyword.assert, this.assert],
    [t.keyword.accept, this.acceptAuth],
    ...this.tightenings,
  ]
}
