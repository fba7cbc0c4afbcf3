import type { MaskHow, ResponseRule, ResponseStatement } from "../ast.ts"
import * as t from "../tokens.ts"
import type { Rule } from "./base.ts"
import { ClauseParser } from "./clauses.ts"
import { placeOf, type Place } from "./recovery.ts"

/** `response { … }` and the rules in it. */
export class ResponseParser extends ClauseParser {
  readonly response: Rule<ResponseStatement> = this.RULE("response", (): ResponseStatement => {
    const first = this.CONSUME(t.keyword.response)
    const head = this.head(() => this.SUBRULE(this.responseHead))
    const open = this.CONSUME(t.BraceOpen)
    const rules = this.items(this.responsePlace)
    this.close(open)
    return { kind: "response", span: this.spanFrom(first), status: head?.status, media: head?.media, rules }
  })

  readonly responseHead: Rule<Pick<ResponseStatement, "status" | "media">> = this.RULE(
    "responseHead",
    (): Pick<ResponseStatement, "status" | "media"> => {
      const status = this.OPTION(() => this.SUBRULE(this.integer))
      const media = this.OPTION2(() => this.SUBRULE(this.string))
      if (this.LA(1).tokenType !== t.BraceOpen) this.ACTION(() => this.expectBrace())
      return { status: status?.value, media }
    },
  )

  protected expectBrace(): never {
    throw this.unexpected("`{`")
  }

  readonly show: Rule<ResponseRule> = this.RULE("show", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.show)
    const fields = this.SUBRULE(this.fields)
    const to = this.OPTION(() => {
      this.CONSUME(t.keyword.to)
      return this.SUBRULE(this.grant)
    })
    return { kind: "show", span: this.spanFrom(first), fields, to }
  })

  readonly hide: Rule<ResponseRule> = this.RULE("hide", (): ResponseRule => {
    const first = this.OR([
      { ALT: () => this.CONSUME(t.keyword.hide) },
      { ALT: () => this.CONSUME(t.keyword.hash) },
    ])
    const fields = this.SUBRULE(this.fields)
    const when = this.OPTION(() => this.SUBRULE(this.when))
    const unless = this.OPTION2(() => this.SUBRULE(this.unless))
    return {
      kind: first.image === "hash" ? "hash" : "hide",
      span: this.spanFrom(first),
      fields,
      when,
      unless,
    }
  })

  readonly mask: Rule<ResponseRule> = this.RULE("mask", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.mask)
    const fields = this.SUBRULE(this.fields)
    const how = this.SUBRULE(this.maskHow)
    const when = this.OPTION(() => this.SUBRULE(this.when))
    const unless = this.OPTION2(() => this.SUBRULE(this.unless))
    return { kind: "mask", span: this.spanFrom(first), fields, how, when, unless }
  })

  readonly maskHow: Rule<MaskHow> = this.RULE("maskHow", () =>
    this.choose<MaskHow>({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.keyword.keep)
            const { value } = this.SUBRULE(this.integer)
            return { kind: "keep", count: value }
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.keyword.with)
            return { kind: "with", text: this.SUBRULE(this.string) }
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.keyword.as)
            return { kind: "as", name: this.SUBRULE(this.name) }
          },
        },
      ],
      ERR_MSG: "`keep`, `with` or `as`",
    }),
  )

  readonly each: Rule<ResponseRule> = this.RULE("each", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.each)
    const field = this.SUBRULE(this.field)
    this.CONSUME(t.keyword.as)
    const name = this.SUBRULE(this.name)
    const type = this.OPTION(() => {
      this.CONSUME(t.Colon)
      return this.SUBRULE(this.type)
    })
    const open = this.CONSUME(t.BraceOpen)
    const rules = this.items(this.responsePlace)
    this.close(open)
    return { kind: "each", span: this.spanFrom(first), field, name, type, rules }
  })

  readonly onlyTo: Rule<ResponseRule> = this.RULE("onlyTo", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.only)
    this.CONSUME(t.keyword.to)
    const to = this.SUBRULE(this.grant)
    return { kind: "only-to", span: this.spanFrom(first), to }
  })

  readonly maxItems: Rule<ResponseRule> = this.RULE("maxItems", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.max)
    this.CONSUME(t.keyword.items)
    const { value } = this.SUBRULE(this.integer)
    return { kind: "max-items", span: this.spanFrom(first), count: value }
  })

  readonly reveal: Rule<ResponseRule> = this.RULE("reveal", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.reveal)
    this.CONSUME(t.keyword.errors)
    return { kind: "reveal-errors", span: this.spanFrom(first) }
  })

  readonly conceal: Rule<ResponseRule> = this.RULE("conceal", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.conceal)
    const what = this.OR({
      DEF: [{ ALT: () => this.CONSUME(t.keyword.errors) }, { ALT: () => this.CONSUME(t.keyword.existence) }],
      ERR_MSG: "`errors` or `existence`",
    })
    return {
      kind: "conceal",
      span: this.spanFrom(first),
      what: what.image === "errors" ? "errors" : "existence",
    }
  })

  readonly pass: Rule<ResponseRule> = this.RULE("pass", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.pass)
    const types = this.SUBRULE(this.strings)
    return { kind: "pass", span: this.spanFrom(first), types }
  })

  readonly removeHeader: Rule<ResponseRule> = this.RULE("removeHeader", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.remove)
    this.CONSUME(t.keyword.header)
    const header = this.SUBRULE(this.string)
    return { kind: "remove-header", span: this.spanFrom(first), header }
  })

  readonly setHeader: Rule<ResponseRule> = this.RULE("setHeader", (): ResponseRule => {
    const first = this.CONSUME(t.keyword.set)
    this.CONSUME(t.keyword.header)
    const header = this.SUBRULE(this.string)
    const value = this.SUBRULE2(this.string)
    return { kind: "set-header", span: this.spanFrom(first), header, value }
  })

  private readonly responsePlace: Place<ResponseRule> = placeOf<ResponseRule>("a `response` block", [
    [t.keyword.show, this.show],
    [t.keyword.hide, this.hide],
    [t.keyword.hash, this.hide],
    [t.keyword.mask, this.mask],
    [t.keyword.each, this.each],
    [t.keyword.only, this.onlyTo],
    [t.keyword.max, this.maxItems],
    [t.keyword.reveal, this.reveal],
    [t.keyword.conceal, this.conceal],
    [t.keyword.pass, this.pass],
    [t.keyword.remove, this.removeHeader],
    [t.keyword.set, this.setHeader],
  ])
}
