/** What the command ends with. */
export const exit = {
  clean: 0,
  /** Something was found: a line that is no request. */
  findings: 1,
  /** The command line or the configuration makes no sense. */
  usage: 2,
  invalidPolicy: 3,
  internal: 70,
} as const

export type ExitCode = (typeof exit)[keyof typeof exit]

/** Ends the command with a message on standard error. */
export class Failure extends Error {
  override readonly name = "Failure"
  readonly code: ExitCode
  readonly hint: string | undefined

  constructor(
    message: string,
    options: { readonly code?: ExitCode; readonly hint?: string | undefined } = {},
  ) {
    super(message)
    this.code = options.code ?? exit.usage
    this.hint = options.hint
  }
}
