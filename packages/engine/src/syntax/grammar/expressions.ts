import type { IToken } from "chevrotain"
import type { Expression, Name, Reference, StringLiteral } from "../ast.ts"
import * as t from "../tokens.ts"
import type { Rule } from "./base.ts"
import { LiteralParser } from "./literals.ts"

type Compare = Extract<Expression, { kind: "compare" }>

const nothingRead = t.token(t.Fence, "", 0, 0, 1, 1)
const nothingLeft: Expression = {
  kind: "boolean",
  span: { file: "", start: 0, end: 0, line: 1, column: 1 },
  value: false,
}

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

  readonly unary: Rule<Expression> = this.RULE("unary", (): Expression => this.choose(this.unaryKinds))

  private readonly unaryKinds = {
    DEF: [
      { ALT: (): Expression => this.SUBRULE(this.negation) },
      { ALT: (): Expression => this.SUBRULE(this.presence) },
      { ALT: (): Expression => this.SUBRULE(this.quantifier) },
      { ALT: (): Expression => this.SUBRULE(this.relation) },
    ],
    ERR_MSG: "a condition",
  }

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

  // The operand left of a relation and its first token, for the rule of what follows it. Each such rule takes them
  // before it reads anything, so nested relations do not meet.
  private left: Expression = nothingLeft
  private leftFirst: IToken = nothingRead

  readonly relation: Rule<Expression> = this.RULE("relation", (): Expression => {
    const first = this.LA(1)
    const left = this.SUBRULE(this.operand)
    this.leftFirst = first
    this.left = left
    return this.OPTION(this.readTail) ?? left
  })

  private readonly readTail = (): Expression => this.choose(this.tails)

  private readonly tails = {
    DEF: [
      { ALT: (): Expression => this.SUBRULE(this.comparison) },
      { ALT: (): Expression => this.SUBRULE(this.membership) },
      { ALT: (): Expression => this.SUBRULE(this.likeTail) },
      { ALT: (): Expression => this.SUBRULE(this.affix) },
      { ALT: (): Expression => this.SUBRULE(this.containsTail) },
      { ALT: (): Expression => this.SUBRULE(this.roleTail) },
      { ALT: (): Expression => this.SUBRULE(this.withinTail) },
      { ALT: (): Expression => this.SUBRULE(this.between) },
    ],
    ERR_MSG: "a comparison",
  }

  private readonly comparisonOperators = {
    DEF: [t.Equal, t.NotEqual, t.Less, t.LessEqual, t.Greater, t.GreaterEqual].map((operator) => ({
      ALT: (): IToken => this.CONSUME(operator),
    })),
    ERR_MSG: "a comparison",
  }

  readonly comparison: Rule<Expression> = this.RULE("comparison", (): Expression => {
    const { left, leftFirst: first } = this
    const operator = this.choose(this.comparisonOperators).image as Compare["operator"]
    const right = this.SUBRULE(this.operand)
    return { kind: "compare", span: this.spanFrom(first), operator, left, right }
  })

  readonly likeTail: Rule<Expression> = this.RULE("likeTail", (): Expression => {
    const { left: operand, leftFirst: first } = this
    this.CONSUME(t.keyword.like)
    const pattern: StringLiteral = this.SUBRULE(this.string)
    return { kind: "like", span: this.spanFrom(first), operand, pattern }
  })

  readonly containsTail: Rule<Expression> = this.RULE("containsTail", (): Expression => {
    const { left, leftFirst: first } = this
    this.CONSUME(t.keyword.contains)
    const right = this.SUBRULE(this.operand)
    return { kind: "contains", span: this.spanFrom(first), left, right }
  })

  readonly roleTail: Rule<Expression> = this.RULE("roleTail", (): Expression => {
    const { left: operand, leftFirst: first } = this
    this.CONSUME(t.keyword.is)
    const role = this.SUBRULE(this.name)
    return { kind: "is", span: this.spanFrom(first), operand, role }
  })

  readonly withinTail: Rule<Expression> = this.RULE("withinTail", (): Expression => {
    const { left: operand, leftFirst: first } = this
    this.CONSUME(t.keyword.within)
    const duration = this.SUBRULE(this.duration)
    return { kind: "within", span: this.spanFrom(first), operand, duration }
  })

  readonly membership: Rule<Expression> = this.RULE("membership", (): Expression => {
    const { left: item, leftFirst: first } = this
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
  })

  readonly affix: Rule<Expression> = this.RULE("affix", (): Expression => {
    const { left, leftFirst: first } = this
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

  readonly between: Rule<Expression> = this.RULE("between", (): Expression => {
    const { left: operand, leftFirst: first } = this
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
  })

  readonly operand: Rule<Expression> = this.RULE("operand", (): Expression => this.choose(this.operandKinds))

  private readonly operandKinds = {
    DEF: [
      { ALT: (): Expression => this.SUBRULE(this.referenceOrCall) },
      { ALT: (): Expression => this.SUBRULE(this.literal) },
      { ALT: (): Expression => this.SUBRULE(this.group) },
    ],
    ERR_MSG: "a value",
  }

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
    const open = this.LA(1)
    const given = this.OPTION(this.readArguments)
    if (given === undefined) return reference
    if (!this.RECORDING_PHASE && reference.members.length > 0)
      throw this.failAt(open, "E010", "unexpected `(` after a member")
    const name: Name = reference.root
    return { kind: "call", span: this.spanFrom(first), name, arguments: given }
  })

  private readonly readArguments = (): Expression[] => this.SUBRULE(this.callArguments)

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
