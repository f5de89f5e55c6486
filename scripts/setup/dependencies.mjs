// node_modules as package-lock.json says, and the pinned Node in it.
import { createHash } from 'node:crypto'
import { existsSync, promises as fs } from 'node:fs'
import path from 'node:path'
import { pinnedNode, runtimeNode } from './node24.mjs'
import { nodeModules, projectRoot } from './places.mjs'
import { withProgress } from './say.mjs'
import { onPath, runTool } from './tool.mjs'
import { whyUnwritable } from './unwritable.mjs'
import { readJson, writeWhole } from './whole.mjs'

const lockFile = path.join(projectRoot, 'package-lock.json')
const stampFile = path.join(nodeModules, '.touchline-installed.json')
const limitSecs = 20 * 60

/** Whether node_modules is what this package-lock.json asks for. */
export async function dependenciesAreReady() {
  const stamp = await readJson(stampFile)
  return typeof stamp === 'object' && stamp !== null && 'lock' in stamp && stamp.lock === (await lockHash())
}

/** @returns {Promise<import('./parts.mjs').Outcome>} */
export async function setUpDependencies() {
  if (!(await dependenciesAreReady())) {
    const [wanted, installed] = await Promise.all([
      readJson(lockFile),
      readJson(path.join(nodeModules, '.package-lock.json')),
    ])
    // Someone may have run `npm install` by hand: then there is nothing to do but to remember it.
    if (!isInstalled(wanted, installed)) {
      await fs.access(existsSync(nodeModules) ? nodeModules : projectRoot, fs.constants.W_OK)
      const why = await install()
      if (why !== '') {
        return { ready: false, text: 'npm could not install the packages, as said above.', detail: why }
      }
    }
    // In somebody else's checkout it can't be remembered, and is looked at again each time.
    await writeWhole(stampFile, JSON.stringify({ lock: await lockHash() })).catch((error) => {
      if (whyUnwritable(error) === '') throw error
    })
  }
  try {
    const isPinned = runtimeNode() === pinnedNode()
    return { ready: true, text: `as package-lock.json says; ${isPinned ? 'with its own Node 24' : process.version}` }
  } catch (error) {
    return { ready: false, text: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * Whether what npm wrote down after its last install holds every package of package-lock.json in its version.
 * Optional packages may be absent: they are for other systems.
 * @param {unknown} wanted package-lock.json
 * @param {unknown} installed node_modules/.package-lock.json
 */
export function isInstalled(wanted, installed) {
  const here = packagesOf(installed)
  return Object.entries(packagesOf(wanted))
    .filter(([folder]) => folder !== '')
    .every(([folder, { version, optional }]) => (here[folder] ? here[folder].version === version : optional === true))
}

/**
 * @param {unknown} lock
 * @returns {Record<string, {version?: string, optional?: boolean}>}
 */
function packagesOf(lock) {
  if (typeof lock !== 'object' || lock === null || !('packages' in lock)) return {}
  return typeof lock.packages === 'object' && lock.packages !== null ? { ...lock.packages } : {}
}

async function lockHash() {
  return createHash('sha256')
    .update(await fs.readFile(lockFile))
    .digest('hex')
}

/** @returns {Promise<string>} what npm said when it failed, or '' */
async function install() {
  // On Windows `npm ci` can't delete the Node that runs it; `npm install` leaves it in place.
  const runsInside = process.execPath.startsWith(nodeModules + path.sep)
  const verb = process.platform === 'win32' && runsInside ? 'install' : 'ci'
  // Errors only: the outer Node is older than what some packages ask of the inner one.
  const args = [verb, '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const [program, first] = await findNpm()
  return withProgress('packages', 'installing packages with npm', async () => {
    const ran = await runTool(program, [...first, ...args], { cwd: projectRoot, limitSecs })
    return ran.ok ? '' : ran.stderr || ran.why
  })
}

/**
 * npm as program and first arguments, never through a shell.
 * @returns {Promise<[string, string[]]>}
 */
async function findNpm() {
  const besideNode = path.dirname(process.execPath)
  const scripts = [
    process.env.npm_execpath ?? '',
    path.join(besideNode, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(besideNode, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
  const script = scripts.find((file) => /npm-cli\.js$/.test(file) && existsSync(file))
  return script ? [process.execPath, [script]] : [(await onPath('npm')) ?? 'npm', []]
}
