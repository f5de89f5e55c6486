// A Chromium for the browser tests: the one a person names, Playwright's, the system's, else one that is installed.
import { existsSync, promises as fs } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describeProgram, isUnchanged, noteMachine, readMachine, tryAgainLater } from './machine.mjs'
import { runtimeEnv, runtimeNode } from './node24.mjs'
import { nodeModules, shortPath } from './places.mjs'
import { withProgress } from './say.mjs'
import { isRunnable, onPath, runTool } from './tool.mjs'

const installLimitSecs = 20 * 60
const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser']
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) =>
    path.join(process.env[name] ?? '', 'Google', 'Chrome', 'Application', 'chrome.exe'),
  ),
]
const byHand = 'Install Google Chrome or Chromium (Debian, as root: apt install chromium) or set TOUCHLINE_CHROMIUM.'

/** Whether an earlier set-up's Chromium, or the one that the person names, is there. */
export async function chromiumIsReady() {
  const named = process.env.TOUCHLINE_CHROMIUM
  return named ? isRunnable(named) : isUnchanged((await readMachine()).chromium)
}

/** @returns {Promise<import('./parts.mjs').Outcome>} */
export async function setUpChromium() {
  const named = process.env.TOUCHLINE_CHROMIUM
  if (named) {
    const { version, why } = await tryChromium(named)
    if (why === '') return { ready: true, text: `${version}, ${shortPath(named)} (TOUCHLINE_CHROMIUM)` }
    return { ready: false, text: `TOUCHLINE_CHROMIUM names ${named}, which can't be used: ${why}` }
  }
  const known = (await readMachine()).chromium
  if (known && (await isUnchanged(known))) return { ready: true, text: `${known.version}, ${shortPath(known.path)}` }
  const present = await usePresent()
  if (present) return present
  const why = await tryAgainLater({ what: 'installing chromium', againAfterHours: 0.2 }, install)
  const installed = why === '' ? await usePresent() : null
  if (installed) return installed
  await noteMachine({ chromium: null })
  return {
    ready: false,
    text: `not found, for the browser tests (${why || 'what was installed does not run'}). ${byHand}`,
  }
}

/** @returns {Promise<import('./parts.mjs').Outcome | null>} */
async function usePresent() {
  const onSearchPath = await Promise.all(names.map((name) => onPath(name)))
  for (const file of [playwrightsOwn(), ...onSearchPath, ...usualPlaces]) {
    if (file === null || !existsSync(file)) continue
    const { version, why } = await tryChromium(file)
    if (why !== '') continue
    await noteMachine({ chromium: await describeProgram(await fs.realpath(file), { version, source: 'present' }) })
    return { ready: true, text: `${version}, ${shortPath(file)}` }
  }
  return null
}

/** @returns {string | null} where Playwright would keep its own, present or not */
function playwrightsOwn() {
  try {
    const { chromium } = createRequire(path.join(nodeModules, 'x.js'))('playwright-core')
    return String(chromium.executablePath())
  } catch {
    return null
  }
}

/**
 * @param {string} file
 */
async function tryChromium(file) {
  // Chrome for Windows opens a window instead of printing its version; Playwright will say if it does not run.
  if (process.platform === 'win32') return { version: 'Chrome', why: '' }
  const ran = await runTool(file, ['--version'], { limitSecs: 60 })
  const version = /(?:Chrom\S*|Google Chrome[^\d]*)\s[\d.]+/.exec(ran.stdout)?.[0] ?? ''
  return { version, why: ran.ok && version !== '' ? '' : ran.why || 'it prints no version' }
}

/** @returns {Promise<string>} why it failed, or '' */
async function install() {
  const byApt = process.platform === 'linux' && process.getuid?.() === 0 && (await onPath('apt-get')) !== null
  const whyNotApt = byApt ? await installByApt() : ''
  if (byApt && whyNotApt === '') return ''
  const cli = path.join(nodeModules, 'playwright-core', 'cli.js')
  const ran = await withProgress('chromium', "trying Playwright's download", () =>
    runTool(runtimeNode(), [cli, 'install', 'chromium'], { limitSecs: installLimitSecs, env: runtimeEnv() }),
  )
  return [whyNotApt, ran.why].filter((why) => why !== '').join('; ')
}

/** @returns {Promise<string>} why it failed, or '' */
async function installByApt() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return withProgress('chromium', 'installing Chromium with apt-get', async (report) => {
    report('reading package lists')
    const update = await runTool('apt-get', ['update', '-q'], { limitSecs: installLimitSecs, env })
    if (!update.ok) return `apt-get update: ${update.why}`
    // Without any font the pages would show empty boxes for letters.
    const packages = ['chromium', 'fonts-dejavu-core']
    const args = ['install', '-y', '-q', '--no-install-recommends', ...packages]
    const onOutput = (/** @type {string} */ text) => {
      const unpacked = /^(?:Unpacking|Setting up) (\S+)/m.exec(text)?.[1]
      if (unpacked) report(unpacked)
    }
    const ran = await runTool('apt-get', args, { limitSecs: installLimitSecs, env, onOutput })
    return ran.ok ? '' : `apt-get install: ${ran.why}`
  })
}
