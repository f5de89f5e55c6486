// Runs one vitest project with its usual output on the screen, and counts what the reporter beside this file noted.
import { promises as fs } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { runChild } from '../setup/child.mjs'
import { runtimeEnv, runtimeNode } from '../setup/node24.mjs'
import { nodeModules, projectRoot } from '../setup/places.mjs'
import { readJson } from '../setup/whole.mjs'

/** @typedef {import('./tally.mjs').Tally} Tally */
/** @typedef {Tally & {files: number, skips: {name: string, why: string}[]}} Noted */

const reporter = path.join(import.meta.dirname, 'outcome-reporter.mjs')

export const projectNames = ['unit', 'integration', 'e2e', 'parity']

/**
 * @param {string} project
 * @param {readonly string[]} filters parts of test files' paths
 * @param {Record<string, string>} found programs, as environment
 * @returns {Promise<Tally>}
 */
export async function runProject(project, filters, found) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'touchline-test-'))
  const outcomeFile = path.join(folder, 'outcome.json')
  try {
    const env = runtimeEnv({ TF_CPP_MIN_LOG_LEVEL: '2', ...found, TOUCHLINE_TEST_OUTCOME: outcomeFile })
    const reporters = ['--reporter=default', `--reporter=${reporter}`]
    const args = ['run', '--project', project, '--passWithNoTests', ...reporters, ...filters]
    console.log(`\n${project}`)
    const code = await runChild(
      runtimeNode(),
      [path.join(nodeModules, 'vitest', 'vitest.mjs'), ...args],
      env,
      projectRoot,
    )
    return count(project, code, /** @type {Noted | null} */ (await readJson(outcomeFile)))
  } finally {
    await fs.rm(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} project
 * @param {number} code vitest's exit code
 * @param {Noted | null} noted null when vitest ended before it could say
 * @returns {Tally}
 */
function count(project, code, noted) {
  if (noted === null) {
    console.log(`${project}: vitest ended with code ${code} before it had run the tests`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  if (noted.files === 0) console.log(`${project}: no test files`)
  for (const { name, why } of noted.skips) console.log(`skipped: ${name}: ${why}`)
  // Something else than a test failed, for example a coverage limit or a worker that crashed.
  const failed = code !== 0 && noted.failed === 0 ? 1 : noted.failed
  return { passed: noted.passed, failed, skipped: noted.skipped }
}
