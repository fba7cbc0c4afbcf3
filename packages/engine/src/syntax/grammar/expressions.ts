import type { IToken } from "chevrotain"
import type { Expression, Name, Reference, StringLiteral } from "../ast.ts"
import * as t from "../tokens.ts"
import type { Rule } from "./base.ts"
import { LiteralParser } from "./literals.ts"

type Compare = Extract<Expression, { kind: "compare" }>

/** Conditions, as section `expr` of the grammar. */
export class ExpressionParser extends LiteralParser {
  readonly expression: Rule<Expression> = this.RULE("expression", (): Expression => {
    const first = this.LA(1)
    const operand = this.SUBRULE(this.unary)
    const operands = [operand]
    let operator: IToken | undefined
    this.MANY(() => {
      const next = this.OR([
        { ALT: () => this.CONSUME(t.keyword.and) },
        { ALT: () => this.CONSUME(t.keyword.or) },
      ])
      operator ??= next
      if (next.image !== operator.image) this.reportMixed(next, operator)
      operands.push(this.SUBRULE2(this.unary))
    })
    if (operator === undefined) return operand
    return { kind: operator.image === "and" ? "and" : "or", span: this.spanFrom(first), operands }
  })

  private reportMixed(second: IToken, first: IToken): void {
    this.report({
      code: "E030",
      span: this.spanOf(second),
      message: `\`${second.image}\` after \`${first.image}\` needs parentheses`,
      why: "without them, readers disagree about what belongs together",
      help: "put the operands of one of the two in parentheses: `a and (b or c)`",
      labels: [{ span: this.spanOf(first), text: `\`${first.image}\` stands here` }],
    })
  }

  readonly unary: Rule<Expression> = this.RULE("unary", () =>
    this.choose<Expression>({
      DEF: [
        { ALT: () => this.SUBRULE(this.negation) },
        { ALT: () => this.SUBRULE(this.presence) },
        { ALT: () => this.SUBRULE(this.quantifier) },
        { ALT: () => this.SUBRULE(this.relation) },
      ],
      ERR_MSG: "a condition",
    }),
  )

  readonly negation: Rule<Expression> = this.RULE("negation", (): Expression => {
    const first = this.CONSUME(t.keyword.not)
    const operand = this.deeper(() => this.SUBRULE(this.unary))
    return { kind: "not", span: this.spanFrom(first), operand }
  })

  readonly presence: Rule<Expression> = this.RULE("presence", (): Expression => {
    const first = this.CONSUME(t.keyword.has)
    const operand = this.SUBRULE(this.reference)
    return { kind: "has", span: this.spanFrom(first), operand }
  })

  readonly quantifier: Rule<Expression> = this.RULE("quantifier", (): Expression => {
    const first = this.OR([
      { ALT: () => this.CONSUME(t.keyword.any) },
      { ALT: () => this.CONSUME(t.keyword.every) },
    ])
    const variable = this.SUBRULE(this.name)
    this.CONSUME(t.keyword.in)
    const list = this.SUBRULE(this.operand)
    this.CONSUME(t.Colon)
    const condition = this.deeper(() => this.SUBRULE(this.unary))
    return {
      kind: first.image === "any" ? "any" : "every",
      span: this.spanFrom(first),
      variable,
      list,
      condition,
    }
  })

  readonly relation: Rule<Expression> = this.RULE("relation", (): Expression => {
    const first = this.LA(1)
    const left = this.SUBRULE(this.operand)
    return this.OPTION(() => this.SUBRULE(this.relationTail, { ARGS: [first, left] as never })) ?? left
  })

  readonly relationTail: Rule<Expression> = this.RULE("relationTail", (first: IToken, left: Expression) =>
    this.choose<Expression>({
      DEF: [
        { ALT: () => this.compare(first, left, "==", this.CONSUME(t.Equal) && this.SUBRULE(this.operand)) },
        {
          ALT: () => this.compare(first, left, "!=", this.CONSUME(t.NotEqual) && this.SUBRULE2(this.operand)),
        },
        { ALT: () => this.compare(first, left, "<", this.CONSUME(t.Less) && this.SUBRULE3(this.operand)) },
        {
          ALT: () =>
            this.compare(first, left, "<=", this.CONSUME(t.LessEqual) && this.SUBRULE4(this.operand)),
        },
        { ALT: () => this.compare(first, left, ">", this.CONSUME(t.Greater) && this.SUBRULE5(this.operand)) },
        {
          ALT: () =>
            this.compare(first, left, ">=", this.CONSUME(t.GreaterEqual) && this.SUBRULE6(this.operand)),
        },
        { ALT: () => this.SUBRULE(this.membership, { ARGS: [first, left] as never }) },
        {
          ALT: () => {
            this.CONSUME(t.keyword.like)
            const pattern: StringLiteral = this.SUBRULE(this.string)
            return { kind: "like", span: this.spanFrom(first), operand: left, pattern }
          },
        },
        { ALT: () => this.SUBRULE(this.affix, { ARGS: [first, left] as never }) },
        {
          ALT: () => {
            this.CONSUME(t.keyword.contains)
            const right = this.SUBRULE7(this.operand)
            return { kind: "contains", span: this.spanFrom(first), left, right }
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.keyword.is)
            const role = this.SUBRULE(this.name)
            return { kind: "is", span: this.spanFrom(first), operand: left, role }
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.keyword.within)
            const duration = this.SUBRULE(this.duration)
            return { kind: "within", span: this.spanFrom(first), operand: left, duration }
          },
        },
        { ALT: () => this.SUBRULE(this.between, { ARGS: [first, left] as never }) },
      ],
      ERR_MSG: "a comparison",
    }),
  )

  private compare(
    first: IToken,
    left: Expression,
    operator: Compare["operator"],
    right: Expression,
  ): Expression {
    return { kind: "compare", span: this.spanFrom(first), operator, left, right }
  }

  readonly membership: Rule<Expression> = this.RULE(
    "membership",
    (first: IToken, item: Expression): Expression => {
      const negated = this.OPTION(() => this.CONSUME(t.keyword.not)) !== undefined
      this.CONSUME(t.keyword.in)
      const low = this.SUBRULE(this.operand)
      const high = this.OPTION2(() => {
        this.CONSUME(t.DotDot)
        return this.SUBRULE2(this.operand)
      })
      const span = this.spanFrom(first)
      if (high === undefined) return { kind: "in", span, negated, item, list: low }
      return { kind: "in-range", span, negated, item, low, high }
    },
  )

  readonly affix: Rule<Expression> = this.RULE("affix", (first: IToken, left: Expression): Expression => {
    const word = this.OR([
      { ALT: () => this.CONSUME(t.keyword.starts) },
      { ALT: () => this.CONSUME(t.keyword.ends) },
    ])
    this.CONSUME(t.keyword.with)
    const right = this.SUBRULE(this.operand)
    return {
      kind: word.image === "starts" ? "starts-with" : "ends-with",
      span: this.spanFrom(first),
      left,
      right,
    }
  })

  readonly between: Rule<Expression> = this.RULE(
    "between",
    (first: IToken, operand: Expression): Expression => {
      this.CONSUME(t.keyword.between)
      const from = this.SUBRULE(this.time)
      this.CONSUME(t.keyword.and)
      const to = this.SUBRULE2(this.time)
      const zone = this.OPTION(() => {
        this.CONSUME(t.keyword.in)
        return this.SUBRULE(this.string)
      })
      const days = this.OPTION2(() => {
        this.CONSUME(t.keyword.on)
        const firstDay = this.SUBRULE(this.name)
        const lastDay = this.OPTION3(() => {
          this.CONSUME(t.DotDot)
          return this.SUBRULE2(this.name)
        })
        return { from: firstDay, to: lastDay }
      })
      return { kind: "between", span: this.spanFrom(first), operand, from, to, zone, days }
    },
  )

  readonly operand: Rule<Expression> = this.RULE("operand", () =>
    this.choose<Expression>({
      DEF: [
        { ALT: () => this.SUBRULE(this.referenceOrCall) },
        { ALT: () => this.SUBRULE(this.literal) },
        { ALT: () => this.SUBRULE(this.group) },
      ],
      ERR_MSG: "a value",
    }),
  )

  readonly group: Rule<Expression> = this.RULE("group", (): Expression => {
    const first = this.CONSUME(t.ParenOpen)
    const inner = this.SUBRULE(this.expression)
    this.CONSUME(t.ParenClose)
    return { kind: "group", span: this.spanFrom(first), inner }
  })

  /** Both begin with a name; what follows it decides. */
  readonly referenceOrCall: Rule<Expression> = this.RULE("referenceOrCall", (): Expression => {
    const first = this.LA(1)
    const reference: Reference = this.SUBRULE(this.reference)
    const given = this.OPTION({
      GATE: () => reference.members.length === 0,
      DEF: () => this.SUBRULE(this.callArguments),
    })
    if (given === undefined) return reference
    const name: Name = reference.root
    return { kind: "call", span: this.spanFrom(first), name, arguments: given }
  })

  readonly callArguments: Rule<Expression[]> = this.RULE("callArguments", (): Expression[] => {
    const given: Expression[] = []
    this.CONSUME(t.ParenOpen)
    this.OPTION(() => {
      given.push(this.SUBRULE(this.operand))
      this.MANY(() => {
        this.CONSUME(t.Comma)
        given.push(this.SUBRULE2(this.operand))
      })
    })
    this.CONSUME(t.ParenClose)
    return given
  })
}
