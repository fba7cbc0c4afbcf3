import type { Literal, RecordMember, RecordNode, StringLiteral, TypeConstraint, TypeNode } from "../ast.ts"
import * as t from "../tokens.ts"
import type { Rule } from "./base.ts"
import { RecoveringParser } from "./recovery.ts"

/** Types, records, and what stands in the parentheses after a type's name. */
export class TypeParser extends RecoveringParser {
  readonly type: Rule<TypeNode> = this.RULE("type", () =>
    this.choose<TypeNode>({
      DEF: [
        { ALT: () => this.SUBRULE(this.collection) },
        { ALT: () => this.SUBRULE(this.record) },
        { ALT: () => this.SUBRULE(this.namedType) },
      ],
      ERR_MSG: "a type",
    }),
  )

  readonly collection: Rule<TypeNode> = this.RULE("collection", (): TypeNode => {
    const first = this.OR([
      { ALT: () => this.CONSUME(t.keyword.set) },
      { ALT: () => this.CONSUME(t.keyword.list) },
    ])
    this.CONSUME(t.keyword.of)
    const element = this.deeper(() => this.SUBRULE(this.type))
    return { kind: first.image === "set" ? "set" : "list", span: this.spanFrom(first), element }
  })

  readonly namedType: Rule<TypeNode> = this.RULE("namedType", (): TypeNode => {
    const first = this.LA(1)
    const name = this.SUBRULE(this.name)
    const constraint = this.OPTION(() => {
      this.CONSUME(t.ParenOpen)
      const inner = this.SUBRULE(this.constraint)
      this.CONSUME(t.ParenClose)
      return inner
    })
    return { kind: "named", span: this.spanFrom(first), name, constraint }
  })

  readonly constraint: Rule<TypeConstraint> = this.RULE("constraint", () =>
    this.choose<TypeConstraint>({
      DEF: [
        {
          ALT: () => {
            const first = this.CONSUME(t.keyword.max)
            const { value } = this.SUBRULE(this.integer)
            return { kind: "max", value, span: this.spanFrom(first) }
          },
        },
        { ALT: () => this.SUBRULE(this.likeConstraint) },
        { ALT: () => this.SUBRULE(this.valuesConstraint) },
      ],
      ERR_MSG: "`max`, `like` or values",
    }),
  )

  readonly likeConstraint: Rule<TypeConstraint> = this.RULE("likeConstraint", (): TypeConstraint => {
    const first = this.CONSUME(t.keyword.like)
    const pattern: StringLiteral = this.SUBRULE(this.string)
    return { kind: "like", pattern, span: this.spanFrom(first) }
  })

  readonly valuesConstraint: Rule<TypeConstraint> = this.RULE("valuesConstraint", (): TypeConstraint => {
    const start = this.LA(1)
    const first = this.SUBRULE(this.literal)
    const values: Literal[] = [first]
    let high: Literal | undefined
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.DotDot)
          high = this.SUBRULE2(this.literal)
        },
      },
      {
        ALT: () =>
          this.MANY(() => {
            this.CONSUME(t.Comma)
            values.push(this.SUBRULE3(this.literal))
          }),
      },
    ])
    const span = this.spanFrom(start)
    return high === undefined ? { kind: "values", values, span } : { kind: "range", low: first, high, span }
  })

  /** The type of a path parameter: `{n: int(1..9)}`, and `{s: string like "a-*"}` without parentheses. */
  readonly parameterType: Rule<TypeNode> = this.RULE("parameterType", (): TypeNode => {
    const start = this.LA(1)
    const type = this.SUBRULE(this.type)
    const constraint = this.OPTION(() => this.SUBRULE(this.likeConstraint))
    if (constraint === undefined || type.kind !== "named") return type
    return { ...type, span: this.spanFrom(start), constraint }
  })

  readonly record: Rule<RecordNode> = this.RULE("record", (): RecordNode => {
    const first = this.CONSUME(t.BraceOpen)
    const members = this.lines(() => this.SUBRULE(this.recordMember))
    this.close(first)
    return { kind: "record", span: this.spanFrom(first), members }
  })

  readonly recordMember: Rule<RecordMember> = this.RULE("recordMember", (): RecordMember => {
    const first = this.LA(1)
    const name = this.SUBRULE(this.member)
    const optional = this.OPTION(() => this.CONSUME(t.Question)) !== undefined
    this.CONSUME(t.Colon)
    const type = this.deeper(() => this.SUBRULE(this.type))
    const value = this.OPTION2(() => {
      this.CONSUME(t.Assign)
      return this.SUBRULE(this.literal)
    })
    return { name, optional, type, default: value, span: this.spanFrom(first) }
  })
}
