import type { IToken } from "chevrotain"
import type {
  Else,
  Expression,
  FieldPath,
  FieldStep,
  Grant,
  LimitRate,
  Name,
  PathNode,
  Target,
} from "../ast.ts"
import type { ReadPath } from "../path.ts"
import * as t from "../tokens.ts"
import type { Rule } from "./base.ts"
import { TypeParser } from "./types.ts"

/** What statements share: WHO, `when`, `unless`, `else`, targets, field paths, rates. */
export class ClauseParser extends TypeParser {
  readonly when: Rule<Expression> = this.RULE("when", (): Expression => {
    this.CONSUME(t.keyword.when)
    return this.SUBRULE(this.expression)
  })

  readonly grant: Rule<Grant> = this.RULE("grant", (): Grant => {
    const first = this.LA(1)
    const names = this.SUBRULE(this.names)
    const when = this.OPTION(() => this.SUBRULE(this.when))
    return { span: this.spanFrom(first), names, when }
  })

  readonly unless: Rule<Grant> = this.RULE("unless", (): Grant => {
    this.CONSUME(t.keyword.unless)
    return this.SUBRULE(this.grant)
  })

  readonly else: Rule<Else> = this.RULE("else", (): Else => {
    const first = this.CONSUME(t.keyword.else)
    const status = this.SUBRULE(this.integer)
    const text = this.OPTION(() => this.SUBRULE(this.string))
    return { span: this.spanFrom(first), status: this.ACTION(() => status.value), text }
  })

  readonly verbs: Rule<Name[]> = this.RULE("verbs", (): Name[] => {
    const verbs = [this.nameOf(this.CONSUME(t.Verb))]
    this.MANY(() => {
      this.CONSUME(t.Comma)
      verbs.push(this.nameOf(this.CONSUME2(t.Verb)))
    })
    return verbs
  })

  readonly path: Rule<PathNode> = this.RULE("path", (): PathNode => {
    const token: IToken = this.CONSUME(t.Path)
    return this.ACTION(() => {
      const read = token.payload as ReadPath
      for (const problem of read.problems) this.report(problem)
      return read.path
    })
  })

  readonly target: Rule<Target> = this.RULE("target", (): Target => {
    const first = this.LA(1)
    const verbs = this.SUBRULE(this.verbs)
    const path = this.SUBRULE(this.path)
    return { span: this.spanFrom(first), verbs, path }
  })

  readonly targets: Rule<Target[]> = this.RULE("targets", (): Target[] => {
    const targets = [this.SUBRULE(this.target)]
    this.MANY(() => {
      this.CONSUME(t.Comma)
      targets.push(this.SUBRULE2(this.target))
    })
    return targets
  })

  readonly except: Rule<Target[]> = this.RULE("except", (): Target[] => {
    this.CONSUME(t.keyword.except)
    return this.SUBRULE(this.targets)
  })

  readonly field: Rule<FieldPath> = this.RULE("field", (): FieldPath => {
    const first = this.LA(1)
    const from = this.currIdx + 1
    const steps: FieldStep[] = []
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.StarStar)
            steps.push({ kind: "anywhere" })
          },
        },
        { ALT: () => this.SUBRULE(this.fieldSegment, { ARGS: [steps] as never }) },
      ],
      ERR_MSG: "a field such as `items[*].price`",
    })
    this.MANY(() => {
      this.CONSUME(t.Dot)
      this.SUBRULE2(this.fieldSegment, { ARGS: [steps] as never })
    })
    const span = this.spanFrom(first)
    return { span, text: this.ACTION(() => this.written(span, from)), steps }
  })

  /** What stands in `span`, whose first token is at `from`, without blanks and comments between its words. */
  private written(span: FieldPath["span"], from: number): string {
    const text = this.text.slice(span.start, span.end)
    if (!/[\s#]/.test(text)) return text
    const words = this.tokVector.slice(from, this.currIdx + 1)
    return words.map(({ image }) => image).join("")
  }

  readonly fieldSegment: Rule<void> = this.RULE("fieldSegment", (steps: FieldStep[] = []) => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            const member = this.SUBRULE(this.member)
            steps.push({ kind: "member", name: this.ACTION(() => member.text) })
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Star)
            steps.push({ kind: "any-member" })
          },
        },
        { ALT: () => this.SUBRULE(this.elements, { ARGS: [steps] as never }) },
      ],
      ERR_MSG: "a field such as `items[*].price`",
    })
    this.MANY(() => this.SUBRULE2(this.elements, { ARGS: [steps] as never }))
  })

  readonly elements: Rule<void> = this.RULE("elements", (steps: FieldStep[] = []) => {
    this.CONSUME(t.BracketOpen)
    this.CONSUME(t.Star)
    this.CONSUME(t.BracketClose)
    steps.push({ kind: "elements" })
  })

  readonly fields: Rule<FieldPath[]> = this.RULE("fields", (): FieldPath[] => {
    const fields = [this.SUBRULE(this.field)]
    this.MANY(() => {
      this.CONSUME(t.Comma)
      fields.push(this.SUBRULE2(this.field))
    })
    return fields
  })

  readonly per: Rule<LimitRate["per"]> = this.RULE("per", (): LimitRate["per"] => {
    this.CONSUME(t.keyword.per)
    return this.SUBRULE(this.references)
  })

  readonly limitRate: Rule<LimitRate> = this.RULE("limitRate", (): LimitRate => {
    const first = this.LA(1)
    const rate = this.SUBRULE(this.rateLiteral)
    const calendar = this.OPTION1(() => {
      this.CONSUME(t.keyword.calendar)
      return this.SUBRULE(this.string)
    })
    const per = this.SUBRULE(this.per)
    const burst = this.OPTION2(() => {
      this.CONSUME(t.keyword.burst)
      return this.SUBRULE(this.integer)
    })
    const cost = this.OPTION3(() => {
      this.CONSUME(t.keyword.cost)
      return this.SUBRULE(this.operand)
    })
    const when = this.OPTION4(() => this.SUBRULE(this.when))
    const unless = this.OPTION5(() => this.SUBRULE(this.unless))
    const countRefused = this.OPTION6(() => {
      this.CONSUME(t.keyword.count)
      return this.CONSUME(t.keyword.refused)
    })
    const block = this.OPTION7(() => {
      this.CONSUME(t.keyword.then)
      this.CONSUME(t.keyword.block)
      return this.SUBRULE(this.duration)
    })
    const outage = this.OPTION8(() => {
      this.CONSUME(t.keyword.outage)
      return this.OR({
        DEF: [
          { ALT: () => this.CONSUME(t.keyword.local) },
          { ALT: () => this.CONSUME(t.keyword.allow) },
          { ALT: () => this.CONSUME(t.keyword.deny) },
        ],
        ERR_MSG: "`local`, `allow` or `deny`",
      })
    })
    return {
      span: this.spanFrom(first),
      rate,
      calendar,
      per,
      burst: burst === undefined ? undefined : { value: burst.value, span: burst.span },
      cost,
      when,
      unless,
      countRefused: countRefused !== undefined,
      block,
      outage: outage?.image as LimitRate["outage"],
    }
  })
}
