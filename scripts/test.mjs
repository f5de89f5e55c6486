// `npm test`: sets up, checks, builds, runs all tests; the last line says how many passed and failed.
// `npm test -- --only NAME [FILE…]` runs one check or project, of it only the files whose path holds a FILE.
import { foundPrograms, setUp } from './setup.mjs'
import { checkNames, runChecks } from './test/checks.mjs'
import { projectNames, runProject } from './test/projects.mjs'
import { closingLine, exitCode, sum } from './test/tally.mjs'

/** @typedef {import('./setup.mjs').PartName} PartName */
/** @typedef {import('./test/tally.mjs').Tally} Tally */

const allNames = [...checkNames, 'build', ...projectNames]

const wanted = parse(process.argv.slice(2))
if (typeof wanted === 'string') {
  console.error(wanted)
  process.exitCode = 2
} else {
  const tally = sum(await runAll(wanted.names, wanted.filters))
  console.log(`\n${closingLine(tally)}`)
  process.exitCode = exitCode(tally)
}

/**
 * @param {string[]} args
 * @returns {{names: string[], filters: string[]} | string} or what is wrong with them
 */
function parse(args) {
  const [flag, name, ...filters] = args
  if (flag === undefined) return { names: allNames, filters: [] }
  if (flag === '--only' && name !== undefined && allNames.includes(name)) return { names: [name], filters }
  return `Usage: npm test -- [--only NAME [FILE…]], where NAME is one of ${allNames.join(', ')}.`
}

/**
 * @param {string[]} names
 * @param {string[]} filters
 * @returns {Promise<Tally[]>}
 */
async function runAll(names, filters) {
  const outcomes = await setUp({ need: partsFor(names) })
  if (outcomes.some(({ name, ready }) => name === 'packages' && !ready)) return [{ passed: 0, failed: 1, skipped: 0 }]
  const tallies = await runChecks(names.filter((name) => checkNames.includes(name)))
  if (names.includes('build') || names.includes('e2e')) {
    const built = await build()
    // For the browser tests alone it is set-up, and counts only when it fails.
    if (names.includes('build') || built.failed > 0) tallies.push(built)
  }
  const found = await foundPrograms()
  for (const project of names.filter((name) => projectNames.includes(name))) {
    tallies.push(await runProject(project, filters, found))
  }
  return tallies
}

/**
 * @param {string[]} names
 * @returns {PartName[]}
 */
function partsFor(names) {
  const runsProduct = names.some((name) => projectNames.includes(name))
  return [
    'packages',
    ...(runsProduct ? /** @type {PartName[]} */ (['ffmpeg', 'tensorflow']) : []),
    ...(names.includes('e2e') ? /** @type {PartName[]} */ (['electron', 'chromium']) : []),
  ]
}

/** The browser tests run what was built, so the build is a check of its own. */
async function build() {
  const [outcome] = (await setUp({ need: ['window'] })).filter(({ name }) => name === 'window')
  const passed = outcome?.ready === true
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }
}
