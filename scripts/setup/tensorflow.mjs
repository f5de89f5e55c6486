// TensorFlow for @tensorflow/tfjs-node-gpu: the libraries of the Python wheel in the cache folder, and the package's
// own binding compiled against them once. Where that is impossible, the product still predicts, by WebAssembly.
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { bindingFile, buildBinding } from './binding.mjs'
import { fetchLibraries, tensorflowVersion } from './libraries.mjs'
import { tryAgainLater } from './machine.mjs'
import { runtimeEnv, runtimeNode } from './node24.mjs'
import { nodeModules, projectRoot } from './places.mjs'
import { withProgress } from './say.mjs'
import { runTool } from './tool.mjs'
import { readJson, writeWhole } from './whole.mjs'

/**
 * A binding that was loaded and found good; `npm` where it came with the package's own installer.
 * @typedef {{version: string, build: 'cpu' | 'cuda' | 'npm', binding: string, gpu: boolean}} TensorFlow
 */

const packageFolder = path.join(nodeModules, '@tensorflow', 'tfjs-node-gpu')
const bindingInPackage = path.join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node')
/** Beside the packages, so that it goes with them. */
const stampFile = path.join(nodeModules, '.touchline-tensorflow.json')
const verifyScript = path.join(import.meta.dirname, 'verify-tensorflow.mjs')
const verifyLimitSecs = 180
const installerLimitSecs = 15 * 60
const until = 'Until then Touchline predicts and explains without TensorFlow, more slowly, and does not train.'

/** Whether this checkout has the binding that an earlier set-up loaded and found good. */
export async function tensorflowIsReady() {
  return (await readyTensorflow()) !== null
}

/** @returns {Promise<TensorFlow | null>} */
async function readyTensorflow() {
  const known = /** @type {TensorFlow | null} */ (await readJson(stampFile))
  return known !== null && known.binding === (await realPath(bindingInPackage)) ? known : null
}

/** @returns {Promise<import('./parts.mjs').Outcome>} */
export async function setUpTensorflow() {
  const known = await readyTensorflow()
  const build = await wantedBuild(known)
  if (known && (known.build === 'npm' || (known.build === build && (await isCurrent(known))))) return describe(known)
  // One that somebody else put there, for example the package's own installer.
  const adopted = !known && (await loads('npm')) === '' ? await readyTensorflow() : null
  if (adopted) return describe(adopted)

  const why = process.platform === 'linux' ? await provideBest(build, known) : await useOwnInstaller(build)
  const now = await readyTensorflow()
  if (now === null) return { ready: false, text: `${why}. ${until}` }
  const { text } = describe(now)
  return { ready: true, text: why === '' ? text : `${text} (no CUDA build: ${why})` }
}

/**
 * Whether the binding is what would be compiled today, and not what an earlier version of this project made.
 * @param {TensorFlow} known
 */
async function isCurrent({ binding }) {
  return binding === (await bindingFile(path.dirname(path.dirname(binding)), packageFolder))
}

/**
 * @param {TensorFlow} known
 */
function describe(known) {
  const device = known.gpu ? 'on the GPU' : known.build === 'cuda' ? 'CUDA build, but it sees no GPU' : 'on the CPU'
  return { ready: true, text: `TensorFlow ${known.version}, ${device}` }
}

/**
 * The CUDA build where an NVIDIA GPU answers; env TOUCHLINE_TENSORFLOW=cpu or cuda decides otherwise.
 * @param {TensorFlow | null} ready asking the GPU takes long, so not where CUDA is set up already
 * @returns {Promise<'cpu' | 'cuda'>}
 */
async function wantedBuild(ready) {
  const named = process.env.TOUCHLINE_TENSORFLOW
  if (named === 'cpu' || named === 'cuda') return named
  if (ready?.build === 'cuda') return 'cuda'
  const asked = await runTool('nvidia-smi', ['-L'], { limitSecs: 20 })
  return asked.ok && /^GPU \d/m.test(asked.stdout) ? 'cuda' : 'cpu'
}

/**
 * @param {'cpu' | 'cuda'} build
 * @param {TensorFlow | null} present
 * @returns {Promise<string>} why the wanted build was not possible, or ''
 */
async function provideBest(build, present) {
  if (build === 'cpu') return provide('cpu')
  const why = await provide('cuda')
  if (why === '' || present?.build === 'cpu') return why
  const whyNoCpu = await provide('cpu')
  return whyNoCpu === '' ? why : whyNoCpu
}

/**
 * Libraries, binding, link, first load.
 * @param {'cpu' | 'cuda'} build
 * @returns {Promise<string>} why it failed, or ''
 */
async function provide(build) {
  const libraries = await fetchLibraries(build)
  if ('why' in libraries) return libraries.why
  const built = await buildBinding(libraries.folder, packageFolder)
  if ('why' in built) return built.why
  await putInPackage(built.file)
  // A GPU's first answer can be refused for reasons that pass (a driver update before the restart).
  return tryAgainLater({ what: `loading ${built.file}`, againAfterHours: 1 }, () => loads(build))
}

/**
 * A link, so that a cleared cache folder shows as a missing binding; a copy where links need rights.
 * @param {string} file
 */
async function putInPackage(file) {
  const temporary = `${bindingInPackage}.${process.pid}`
  await fs.mkdir(path.dirname(bindingInPackage), { recursive: true })
  await fs.rm(temporary, { force: true })
  await fs.symlink(file, temporary)
  await fs.rename(temporary, bindingInPackage)
}

/**
 * Multiplies two small matrices under the product's Node, and notes what it found.
 * @param {TensorFlow['build']} build
 * @returns {Promise<string>} why it failed, or ''
 */
async function loads(build) {
  const binding = await realPath(bindingInPackage)
  if (binding === null) return 'its binding is missing'
  const ran = await withProgress('tensorflow', 'loading TensorFlow for the first time', () =>
    runTool(runtimeNode(), [verifyScript], {
      limitSecs: verifyLimitSecs,
      cwd: projectRoot,
      env: runtimeEnv({ TF_CPP_MIN_LOG_LEVEL: '2' }),
    }),
  )
  if (!ran.ok)
    return ran.why.includes('SIGILL') ? 'this processor lacks instructions (AVX) that TensorFlow needs' : ran.why
  /** @type {{version: string, gpu: boolean}} */
  const { version, gpu } = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '')
  await writeWhole(stampFile, JSON.stringify({ version, build, binding, gpu }))
  return ''
}

/**
 * macOS and Windows: the npm package brings libraries of its own.
 * @param {'cpu' | 'cuda'} build
 * @returns {Promise<string>} why it failed, or ''
 */
async function useOwnInstaller(build) {
  const args = [path.join(packageFolder, 'scripts', 'install.js'), build === 'cuda' ? 'gpu' : 'cpu', 'download']
  return tryAgainLater({ what: `tfjs-node-gpu ${build}`, againAfterHours: 24 }, async () => {
    const ran = await withProgress('tensorflow', "running tfjs-node-gpu's installer", () =>
      runTool(runtimeNode(), args, { limitSecs: installerLimitSecs, cwd: packageFolder, env: runtimeEnv() }),
    )
    const why = ran.ok ? await loads('npm') : ran.why
    const advice = `TensorFlow ${tensorflowVersion} itself is set up on Linux only (Windows: use WSL)`
    return why === '' ? '' : `tfjs-node-gpu's own installer failed (${why}). ${advice}`
  })
}

/**
 * @param {string} file
 */
async function realPath(file) {
  return fs.realpath(file).catch(() => null)
}
