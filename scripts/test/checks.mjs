// What is checked without running the product: format, lint, types of both runtimes. Each counts as one.
import path from 'node:path'
import { runtimeEnv, runtimeNode } from '../setup/node24.mjs'
import { nodeModules, projectRoot } from '../setup/places.mjs'
import { runTool } from '../setup/tool.mjs'

/** @typedef {import('./tally.mjs').Tally} Tally */

const limitSecs = 10 * 60

/** @type {Record<string, string[]>} program inside node_modules, then its arguments */
const checks = {
  format: ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  lint: ['eslint/bin/eslint.js', '.', '--max-warnings=0'],
  types: ['typescript/bin/tsc', '-b', 'tsconfig.json'],
  'svelte-check': ['svelte-check/bin/svelte-check', '--tsconfig', 'tsconfig.renderer.json', '--fail-on-warnings'],
}

export const checkNames = Object.keys(checks)

/**
 * Runs checks, two at a time, and shows the output of those that fail.
 * @param {readonly string[]} names
 * @returns {Promise<Tally[]>}
 */
export async function runChecks(names) {
  const waiting = [...names]
  /** @type {Tally[]} */
  const tallies = []
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) tallies.push(await runCheck(name))
  }
  await Promise.all([work(), work()])
  return tallies
}

/**
 * @param {string} name
 * @returns {Promise<Tally>}
 */
async function runCheck(name) {
  const [program = '', ...args] = checks[name] ?? []
  const startedMs = Date.now()
  const script = path.join(nodeModules, ...program.split('/'))
  const ran = await runTool(runtimeNode(), [script, ...args], { cwd: projectRoot, limitSecs, env: runtimeEnv() })
  const secs = ((Date.now() - startedMs) / 1000).toFixed(1)
  console.log(`${name.padEnd(13)}${ran.ok ? 'passed' : 'FAILED'} (${secs} s)`)
  if (!ran.ok) console.log(`${ran.stdout}${ran.stderr}`.trimEnd() || ran.why)
  return { passed: ran.ok ? 1 : 0, failed: ran.ok ? 0 : 1, skipped: 0 }
}
