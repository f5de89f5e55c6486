/** Findings on programs of others: ffmpeg, Electron, a browser. */
import { access, constants, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Finding } from '../../contract/index.ts'
import { toProblem } from '../../domain/problem.ts'
import { locateFfmpeg } from '../../media/locate.ts'
import type { MachineFile } from './machine-file.ts'

export async function ffmpegFinding(): Promise<Finding> {
  try {
    const ffmpeg = await locateFfmpeg()
    return { part: 'ffmpeg', state: 'ok', found: `${ffmpeg.version} at ${ffmpeg.path}`, advice: '' }
  } catch (caught) {
    return { part: 'ffmpeg', state: 'missing', found: 'none that runs', advice: toProblem(caught).message }
  }
}

/** Electron is never asked to start here: its package would try to download a binary. */
export async function electronFinding(machine: MachineFile): Promise<Finding> {
  const running = process.versions['electron']
  if (running !== undefined) return { part: 'Electron', state: 'ok', found: `${running}, running`, advice: '' }
  for (const file of [machine.electron?.path, await packagedElectron()]) {
    if (file !== undefined && (await runs(file))) return { part: 'Electron', state: 'ok', found: file, advice: '' }
  }
  return {
    part: 'Electron',
    state: 'limited',
    found: 'no binary',
    advice:
      'The workstation opens in a browser instead. For its own window, run “npm run setup” where downloads are possible.',
  }
}

const browserPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

export async function browserFinding(machine: MachineFile): Promise<Finding> {
  for (const file of [process.env['TOUCHLINE_CHROMIUM'], machine.chromium?.path, ...browserPlaces]) {
    if (file !== undefined && (await runs(file))) return { part: 'Browser', state: 'ok', found: file, advice: '' }
  }
  return {
    part: 'Browser',
    state: 'limited',
    found: 'no Chromium or Chrome where they usually are',
    advice:
      'Only the browser tests need one: Debian and Ubuntu: apt install chromium; or set TOUCHLINE_CHROMIUM to its path.',
  }
}

/** Where the npm package keeps its binary once it was downloaded. */
async function packagedElectron(): Promise<string | undefined> {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
    return path.join(folder, 'dist', (await readFile(path.join(folder, 'path.txt'), 'utf8')).trim())
  } catch {
    return undefined
  }
}

async function runs(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
