// `@edict/engine/testing`: files of tests, run through the guard that applications have, and what they cover of a policy.

export { runTests, type FileResult, type RunTestsOptions } from "./testing/run-tests.ts"
export { testedPolicy } from "./testing/open-file.ts"
export { readTestWorld, thingOf, type TestWorld } from "./testing/read-world.ts"
export { findActor, type UnknownActor } from "./testing/read-actors.ts"
export { subjectFaults } from "./testing/read-subject.ts"
export type { CaseResult } from "./testing/run-file.ts"
export type { Mismatch } from "./testing/judge.ts"
export { differenceLines, type FieldDifference } from "./testing/difference.ts"
export { updateBodies, type BodyUpdate, type UpdatedTests } from "./testing/update.ts"
export { testFileSchema } from "./testing/schema.ts"
export { watchFiles, type FileWatch, type WatchSettings } from "./load/watch-files.ts"
export type { Actor, Expectation, Reply, TestCase, TestRequest, Verdict } from "./testing/test-file.ts"
export { measureCoverage, type CoverageMeter, type CoveredRequest } from "./testing/coverage/measure.ts"
export {
  combineCoverage,
  reportCoverage,
  type CoverageReport,
  type FileCoverage,
  type LineCoverage,
  type OutcomeCoverage,
  type Share,
  type UnitCoverage,
} from "./testing/coverage/report.ts"
export { coverageShortfall } from "./testing/coverage/text.ts"
export { coverageFormats, renderCoverage, type CoverageFormat } from "./testing/coverage/render.ts"
