// Programs and libraries that come as Python wheels: pip fetches them by name, and Python itself unpacks them,
// checking every file's checksum. Nothing is installed into anyone's Python.
import { promises as fs } from 'node:fs'
import path from 'node:path'
import { megabytes } from './say.mjs'
import { onPath, runTool } from './tool.mjs'
import { folderSize } from './whole.mjs'

const downloadLimitSecs = 60 * 60
const unpackLimitSecs = 15 * 60
const unpackScript = path.join(import.meta.dirname, 'unpack_wheel.py')

/**
 * A Python that has pip, or in words what to install.
 * @returns {Promise<{python: string} | {missing: string}>}
 */
export async function findPip() {
  let why = ''
  for (const name of process.platform === 'win32' ? ['python', 'python3', 'py'] : ['python3', 'python']) {
    const python = await onPath(name)
    if (python === null) continue
    const ran = await runTool(python, ['-m', 'pip', '--version'], { limitSecs: 60 })
    if (ran.ok) return { python }
    why = ran.why
  }
  const advice = { linux: 'Debian and Ubuntu: apt install python3-pip', darwin: 'macOS: brew install python' }
  const how = process.platform === 'linux' || process.platform === 'darwin' ? advice[process.platform] : 'python.org'
  return { missing: `Python 3 with pip is needed to fetch it (${how})${why === '' ? '' : `; found: ${why}`}` }
}

/**
 * Downloads wheels, without what they depend on, into an empty folder.
 * The wheels are for this system but any Python: their native files are what is wanted.
 * @param {string} python
 * @param {{wheels: string[], folder: string, report: (detail: string) => void}} wanted `wheels` as pip names them
 * @returns {Promise<string>} why it failed, or ''
 */
export async function downloadWheels(python, { wheels, folder, report }) {
  const target = ['--only-binary=:all:', '--python-version=3.11', '--implementation=cp']
  const quiet = ['--quiet', '--progress-bar=off', '--disable-pip-version-check', '--no-input']
  const args = ['-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--retries=2', ...quiet, ...target]
  const temporary = path.join(folder, 'pip')
  await fs.mkdir(temporary, { recursive: true })
  const watch = setInterval(() => {
    folderSize(folder).then(
      (sizeBytes) => report(megabytes(sizeBytes)),
      () => {},
    )
  }, 1000)
  // pip downloads into its temporary folder: inside ours, so that a killed try is swept away with it.
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary }
  const ran = await runTool(python, [...args, '--dest', folder, ...wheels], { limitSecs: downloadLimitSecs, env })
  clearInterval(watch)
  await fs.rm(temporary, { recursive: true, force: true })
  return ran.why
}

/**
 * Unpacks those files of a wheel whose names match, keeping their folders.
 * @param {string} python
 * @param {{wheel: string, into: string, pattern: string}} what `pattern` is a regular expression for whole names
 * @returns {Promise<string>} why it failed, or ''
 */
export async function unpackWheel(python, { wheel, into, pattern }) {
  return (await runTool(python, [unpackScript, wheel, into, pattern], { limitSecs: unpackLimitSecs })).why
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} paths of the wheels in it
 */
export async function wheelsIn(folder) {
  return (await fs.readdir(folder)).filter((name) => name.endsWith('.whl')).map((name) => path.join(folder, name))
}
