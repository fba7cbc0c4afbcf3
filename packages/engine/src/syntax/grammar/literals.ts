import type { IToken } from "chevrotain"
import type {
  DurationLiteral,
  EnvironmentValue,
  Literal,
  Name,
  NumberLiteral,
  RateLiteral,
  Reference,
  SizeLiteral,
  StringLiteral,
  TimeLiteral,
} from "../ast.ts"
import { decodeString } from "../string-text.ts"
import * as t from "../tokens.ts"
import { durationMilliseconds, minutesOf, numberOf, rateOf, sizeBytes } from "../units.ts"
import { BaseParser } from "./base.ts"
import type { Rule } from "./base.ts"

/** Names, references and literals. */
export class LiteralParser extends BaseParser {
  protected nameOf(token: IToken): Name {
    return { text: token.image, span: this.spanOf(token) }
  }

  readonly name: Rule<Name> = this.RULE("name", () => this.nameOf(this.CONSUME(t.NameToken)))

  readonly names: Rule<Name[]> = this.RULE("names", (): Name[] => {
    const names = [this.SUBRULE(this.name)]
    this.MANY(() => {
      this.CONSUME(t.Comma)
      names.push(this.SUBRULE2(this.name))
    })
    return names
  })

  readonly string: Rule<StringLiteral> = this.RULE("string", (): StringLiteral => {
    const token = this.CONSUME(t.StringToken)
    return { kind: "string", span: this.spanOf(token), value: decodeString(token.image).value }
  })

  readonly strings: Rule<StringLiteral[]> = this.RULE("strings", (): StringLiteral[] => {
    const strings = [this.SUBRULE(this.string)]
    this.MANY(() => {
      this.CONSUME(t.Comma)
      strings.push(this.SUBRULE2(this.string))
    })
    return strings
  })

  /** A word or a string as the name of a member: `items`, `"os-resetState"`. */
  readonly member: Rule<Name> = this.RULE("member", (): Name => this.choose(this.memberKinds))

  // Alternatives that are met often are made once and not at each use: half of the garbage of a parse were these.
  private readonly memberKinds = {
    DEF: [
      { ALT: (): Name => this.nameOf(this.CONSUME(t.Word)) },
      {
        ALT: (): Name => {
          const token = this.CONSUME(t.StringToken)
          return { text: decodeString(token.image).value, span: this.spanOf(token) }
        },
      },
    ],
    ERR_MSG: "the name of a member",
  }

  readonly reference: Rule<Reference> = this.RULE("reference", (): Reference => {
    const root = this.LA(1)
    this.choose(this.referenceRoots)
    const members: Name[] = []
    this.MANY(() => {
      this.CONSUME(t.Dot)
      members.push(this.SUBRULE(this.member))
    })
    const name = this.nameOf(root)
    return {
      kind: "reference",
      span: members.length === 0 ? name.span : this.spanFrom(root),
      root: name,
      members,
    }
  })

  private readonly referenceRoots = {
    DEF: [
      t.NameToken,
      t.keyword.subject,
      t.keyword.actor,
      t.keyword.path,
      t.keyword.query,
      t.keyword.header,
      t.keyword.body,
      t.keyword.context,
    ].map((root) => ({ ALT: (): IToken => this.CONSUME(root) })),
    ERR_MSG: "a value such as `subject.id`",
  }

  readonly references: Rule<Reference[]> = this.RULE("references", (): Reference[] => {
    const references = [this.SUBRULE(this.reference)]
    this.MANY(() => {
      this.CONSUME(t.Comma)
      references.push(this.SUBRULE2(this.reference))
    })
    return references
  })

  readonly duration: Rule<DurationLiteral> = this.RULE("duration", (): DurationLiteral => {
    const token = this.CONSUME(t.Duration)
    return { kind: "duration", span: this.spanOf(token), milliseconds: durationMilliseconds(token.image) }
  })

  readonly size: Rule<SizeLiteral> = this.RULE("size", (): SizeLiteral => {
    const token = this.CONSUME(t.Size)
    return { kind: "size", span: this.spanOf(token), bytes: sizeBytes(token.image) }
  })

  readonly time: Rule<TimeLiteral> = this.RULE("time", (): TimeLiteral => {
    const token = this.CONSUME(t.Time)
    return { kind: "time", span: this.spanOf(token), minutes: minutesOf(token.image) }
  })

  readonly rateLiteral: Rule<RateLiteral> = this.RULE("rateLiteral", (): RateLiteral => {
    const token = this.CONSUME(t.Rate)
    return { kind: "rate", span: this.spanOf(token), ...rateOf(token.image) }
  })

  /** A whole number, with its span. */
  readonly integer: Rule<NumberLiteral> = this.RULE("integer", () =>
    this.numberLiteral(this.CONSUME(t.Integer), true),
  )

  readonly decimal: Rule<NumberLiteral> = this.RULE("decimal", () =>
    this.numberLiteral(this.CONSUME(t.Decimal), false),
  )

  private numberLiteral(token: IToken, integer: boolean): NumberLiteral {
    const text = token.image.replaceAll("_", "")
    return { kind: "number", span: this.spanOf(token), value: numberOf(token.image), integer, text }
  }

  readonly environment: Rule<EnvironmentValue> = this.RULE("environment", (): EnvironmentValue => {
    const first = this.CONSUME(t.keyword.env)
    this.CONSUME(t.Dot)
    const variable = this.CONSUME(t.Word).image
    return { kind: "environment", span: this.spanFrom(first), variable }
  })

  readonly literal: Rule<Literal> = this.RULE("literal", (): Literal => this.choose(this.literalKinds))

  private readonly literalKinds = {
    DEF: [
      { ALT: (): Literal => this.SUBRULE(this.string) },
      { ALT: (): Literal => this.SUBRULE(this.integer) },
      { ALT: (): Literal => this.SUBRULE(this.decimal) },
      { ALT: (): Literal => this.SUBRULE(this.duration) },
      { ALT: (): Literal => this.SUBRULE(this.size) },
      { ALT: (): Literal => this.SUBRULE(this.time) },
      { ALT: (): Literal => this.SUBRULE(this.date) },
      { ALT: (): Literal => this.address("ip", this.CONSUME(t.Address)) },
      { ALT: (): Literal => this.address("cidr", this.CONSUME(t.Cidr)) },
      {
        ALT: (): Literal => ({
          kind: "boolean",
          span: this.spanOf(this.CONSUME(t.keyword.true)),
          value: true,
        }),
      },
      {
        ALT: (): Literal => ({
          kind: "boolean",
          span: this.spanOf(this.CONSUME(t.keyword.false)),
          value: false,
        }),
      },
      { ALT: (): Literal => this.SUBRULE(this.list) },
    ],
    ERR_MSG: "a value",
  }

  readonly date: Rule<Literal> = this.RULE("date", (): Literal => {
    const token = this.CONSUME(t.DateToken)
    return { kind: "date", span: this.spanOf(token), text: token.image }
  })

  private address(kind: "ip" | "cidr", token: IToken): Literal {
    return { kind, span: this.spanOf(token), text: token.image }
  }

  readonly list: Rule<Literal> = this.RULE("list", (): Literal => {
    const first = this.CONSUME(t.BracketOpen)
    const items: Literal[] = []
    this.OPTION(() => {
      items.push(this.SUBRULE(this.literal))
      this.MANY(() => {
        this.CONSUME(t.Comma)
        items.push(this.SUBRULE2(this.literal))
      })
    })
    this.CONSUME(t.BracketClose)
    return { kind: "list-literal", span: this.spanFrom(first), items }
  })
}
