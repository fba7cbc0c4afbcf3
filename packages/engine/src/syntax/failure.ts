import type { Problem } from "./problem.ts"

/**
 * Thrown inside the grammar where a statement cannot be read, and caught at the block around it, which reports
 * it and goes on at the next statement. Never leaves `parse`.
 */
export class Failure extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}
