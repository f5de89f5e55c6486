// `npm start`: sets up, then opens the workstation: in Electron where its binary runs, else in the browser.
import path from 'node:path'
import { runChild } from './setup/child.mjs'
import { readMachine } from './setup/machine.mjs'
import { runtimeEnv, runtimeNode } from './setup/node24.mjs'
import { projectRoot } from './setup/places.mjs'
import { say } from './setup/say.mjs'
import { foundPrograms, setUp } from './setup.mjs'

const args = process.argv.slice(2)
const outcomes = await setUp({ need: ['packages', 'ffmpeg', 'tensorflow', 'electron', 'window'] })
const broken = outcomes.filter(({ name, ready }) => !ready && (name === 'packages' || name === 'window'))
process.exitCode = broken.length > 0 ? 1 : await open()

/** @returns {Promise<number>} exit code */
async function open() {
  const env = runtimeEnv(await foundPrograms())
  const { electron } = await readMachine()
  const whyNoWindow = electron ? noWindowBecause() : 'Electron is not available'
  if (electron && whyNoWindow === '') return runChild(electron.path, [projectRoot, ...args], env)
  say('start', `${whyNoWindow}: serving the workstation to your browser; Ctrl-C ends it`)
  return runChild(runtimeNode(), [path.join(projectRoot, 'src', 'cli', 'main.ts'), 'serve', ...args], env)
}

/** @returns {string} why Electron can't open a window here, or '' */
function noWindowBecause() {
  if (process.platform !== 'linux') return ''
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display'
  return process.getuid?.() === 0 ? 'Electron does not run as root' : ''
}
