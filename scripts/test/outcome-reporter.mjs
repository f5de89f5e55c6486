// A vitest reporter that notes the counts, and why tests were skipped, for scripts/test.mjs.
import { writeFileSync } from 'node:fs'

/** @typedef {import('vitest/node').TestModule} TestModule */

export default class OutcomeReporter {
  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({ test, result: test.result(), file: module.relativeModuleId })),
    )
    const skipped = tests.filter(({ result }) => result.state === 'skipped')
    // A file or a suite that breaks outside its tests has no test to carry the failure.
    const broken = modules
      .flatMap((module) => [module, ...module.children.allSuites()])
      .filter((each) => each.errors().length > 0)
    const outcome = {
      files: modules.length,
      passed: tests.filter(({ result }) => result.state === 'passed').length,
      failed: tests.filter(({ result }) => result.state === 'failed').length + broken.length + unhandledErrors.length,
      skipped: skipped.length,
      skips: skipped.map(({ test, result, file }) => ({
        name: `${file} > ${test.fullName}`,
        why: ('note' in result && result.note) || 'it gives no reason',
      })),
    }
    const file = process.env.TOUCHLINE_TEST_OUTCOME
    if (file) writeFileSync(file, JSON.stringify(outcome))
  }
}
