// Electron's binary, which its package downloads apart from npm. Without it the workstation opens in the browser.
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { describeProgram, isUnchanged, noteMachine, readMachine, tryAgainLater } from './machine.mjs'
import { runtimeEnv, runtimeNode } from './node24.mjs'
import { nodeModules, shortPath } from './places.mjs'
import { withProgress } from './say.mjs'
import { isRunnable, runTool } from './tool.mjs'
import { readJson } from './whole.mjs'

const packageFolder = path.join(nodeModules, 'electron')
const installerLimitSecs = 10 * 60

/** Whether the binary is there, or was refused today: either way there is nothing to do. */
export async function electronIsReady() {
  const { electron, failures = {} } = await readMachine()
  if (electron && electron.path === (await binaryPath())) return isUnchanged(electron)
  return failures[await attemptName()] !== undefined
}

/** @returns {Promise<import('./parts.mjs').Outcome>} */
export async function setUpElectron() {
  const present = await binaryPath()
  const known = (await readMachine()).electron
  if (known && known.path === present && (await isUnchanged(known))) {
    return { ready: true, text: `Electron ${known.version}, ${shortPath(known.path)}` }
  }
  const what = await attemptName()
  const why = await tryAgainLater({ what, againAfterHours: 24 }, async () => (present ? tryRun(present) : install()))
  if (why === '') {
    const program = (await readMachine()).electron
    if (program) return { ready: true, text: `Electron ${program.version}, ${shortPath(program.path)}` }
  }
  await noteMachine({ electron: null })
  return { ready: true, text: `not available (${why}): the workstation opens in your browser instead` }
}

async function install() {
  const installer = path.join(packageFolder, 'install.js')
  const ran = await withProgress('electron', 'trying its download', () =>
    runTool(runtimeNode(), [installer], { limitSecs: installerLimitSecs, env: runtimeEnv() }),
  )
  if (!ran.ok) return `its download failed: ${ran.why}`
  const file = await binaryPath()
  return file === null ? 'its installer left no program' : tryRun(file)
}

/**
 * As plain Node it needs no display, but all the libraries that the window needs.
 * @param {string} file
 * @returns {Promise<string>} why it does not run, or ''
 */
async function tryRun(file) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const ran = await runTool(file, ['-p', 'process.versions.electron'], { limitSecs: 60, env })
  if (!ran.ok) return `it does not run here: ${ran.why}`
  await noteMachine({ electron: await describeProgram(file, { version: ran.stdout.trim(), source: 'electron' }) })
  return ''
}

/** Where the package keeps its binary; asking the package itself would start the download. */
async function binaryPath() {
  const inside = await fs.readFile(path.join(packageFolder, 'path.txt'), 'utf8').catch(() => null)
  if (inside === null) return null
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(packageFolder, 'dist')
  const file = path.join(folder, inside.trim())
  return (await isRunnable(file)) ? file : null
}

async function attemptName() {
  const about = await readJson(path.join(packageFolder, 'package.json'))
  return `electron ${typeof about === 'object' && about !== null && 'version' in about ? about.version : ''}`
}
