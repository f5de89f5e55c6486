// TensorFlow's C++ libraries and the headers of its C interface, out of the Python wheel, in the cache folder.
// The wheel finds its CUDA libraries relative to its own folder (../nvidia), so its layout is kept.
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { findCompiler, noCompiler } from './binding.mjs'
import { tryAgainLater } from './machine.mjs'
import { cacheFolder } from './places.mjs'
import { megabytes, withProgress } from './say.mjs'
import { downloadWheels, findPip, unpackWheel, wheelsIn } from './wheels.mjs'
import { makeFolder } from './whole.mjs'

export const tensorflowVersion = '2.21.0'

/** Only what the binding includes: all headers would be 290 MB. */
const headers = String.raw`tensorflow/include/(tensorflow/(c|core/platform)|tsl/platform|xla/tsl/c)/.*\.h`
const libraries = String.raw`tensorflow/libtensorflow_(cc|framework)\.so\.2`
const metadata = String.raw`[^/]+\.dist-info/METADATA`
const needsBytes = { cpu: 1.3e9, cuda: 12e9 }

/**
 * @param {'cpu' | 'cuda'} build
 * @returns {Promise<{folder: string} | {why: string}>} the folder that holds tensorflow/
 */
export async function fetchLibraries(build) {
  const folder = path.join(cacheFolder(), `tensorflow-${tensorflowVersion}-${build}`)
  if (await isFolder(folder)) return { folder }
  // Said before hundreds of megabytes are fetched for nothing.
  if ((await findCompiler()) === null) return { why: noCompiler }
  const pip = await findPip()
  if ('missing' in pip) return { why: pip.missing }
  const room = await freeBytes(cacheFolder())
  if (room < needsBytes[build]) {
    return { why: `TensorFlow needs ${megabytes(needsBytes[build])} in ${cacheFolder()}, which has ${megabytes(room)}` }
  }
  const attempt = {
    what: `fetching tensorflow ${tensorflowVersion} ${build}`,
    againAfterHours: build === 'cpu' ? 0.2 : 24,
  }
  const why = await tryAgainLater(attempt, () => fetchInto(folder, pip.python, build))
  return why === '' ? { folder } : { why }
}

/**
 * @param {string} folder
 * @param {string} python
 * @param {'cpu' | 'cuda'} build
 * @returns {Promise<string>} why it failed, or ''
 */
async function fetchInto(folder, python, build) {
  const doing = `fetching TensorFlow ${tensorflowVersion}${build === 'cuda' ? ' with CUDA (several GB)' : ' (274 MB)'}`
  try {
    await withProgress('tensorflow', doing, (report) =>
      makeFolder(folder, async (temporary) => {
        // Only x86-64 has a smaller wheel without CUDA.
        const name = build === 'cpu' && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow'
        const wheels = [`${name}==${tensorflowVersion}`]
        await fetchAndUnpack(python, {
          wheels,
          into: temporary,
          pattern: `${libraries}|${headers}|${metadata}`,
          report,
        })
        if (build === 'cuda') {
          const cuda = cudaRequirements(await readMetadata(temporary))
          // CUDA's own headers are not needed; its compiler's files are.
          const pattern = String.raw`nvidia/(?!.*/include/).*`
          await fetchAndUnpack(python, { wheels: cuda, into: temporary, pattern, report })
        }
      }),
    )
    return ''
  } catch (error) {
    return `TensorFlow could not be fetched: ${error instanceof Error ? error.message : String(error)}`
  }
}

/**
 * @param {string} python
 * @param {{wheels: string[], into: string, pattern: string, report: (detail: string) => void}} what
 */
async function fetchAndUnpack(python, { wheels, into, pattern, report }) {
  const folder = path.join(into, 'download')
  const why = await downloadWheels(python, { wheels, folder, report })
  if (why !== '') throw new Error(why)
  for (const wheel of await wheelsIn(folder)) {
    report(`unpacking ${path.basename(wheel).split('-')[0]}`)
    const whyNot = await unpackWheel(python, { wheel, into, pattern })
    if (whyNot !== '') throw new Error(whyNot)
    await fs.rm(wheel)
  }
  await fs.rm(folder, { recursive: true, force: true })
}

/**
 * What the wheel's "and-cuda" extra asks for, as pip takes it.
 * @param {string} text of the wheel's METADATA
 * @returns {string[]} for example "nvidia-cublas-cu12<13.0,>=12.5.3.2"
 */
export function cudaRequirements(text) {
  return [...text.matchAll(/^Requires-Dist:\s*([^;\r\n]+?)\s*;[^\r\n]*extra == ["']and-cuda["']/gm)].flatMap(
    ([, requirement]) => (requirement === undefined ? [] : [requirement]),
  )
}

/**
 * @param {string} folder
 */
async function readMetadata(folder) {
  const name = (await fs.readdir(folder)).find((entry) => entry.endsWith('.dist-info'))
  return name === undefined ? '' : fs.readFile(path.join(folder, name, 'METADATA'), 'utf8')
}

/**
 * @param {string} folder
 */
async function freeBytes(folder) {
  const stat = await fs.statfs(folder)
  return stat.bavail * stat.bsize
}

/**
 * @param {string} folder
 */
async function isFolder(folder) {
  return fs.stat(folder).then(
    (stat) => stat.isDirectory(),
    () => false,
  )
}
