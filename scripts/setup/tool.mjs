// Runs an outside program with its arguments as a list, a time limit, and its output kept for the message.
import { spawn } from 'node:child_process'
import { constants, promises as fs } from 'node:fs'
import path from 'node:path'

const keptOutputChars = 200_000

/**
 * @typedef {object} ToolOutcome
 * @property {boolean} ok it ran and ended with 0
 * @property {number | null} code null when it could not start or a signal ended it
 * @property {string} stdout
 * @property {string} stderr
 * @property {string} why in words, why it is not ok; '' when it is
 */

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{limitSecs: number, cwd?: string, env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void}} options
 * @returns {Promise<ToolOutcome>} never rejects
 */
export function runTool(program, args, options) {
  return new Promise((resolve) => {
    let stdout = ''
    let stderr = ''
    let timedOut = false
    /** @param {number | null} code @param {string} why */
    const finish = (code, why) => {
      clearTimeout(timer)
      resolve({ ok: why === '', code, stdout, stderr, why })
    }
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, options.limitSecs * 1000)
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stdout = (stdout + text).slice(-keptOutputChars)
      options.onOutput?.(text)
    })
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stderr = (stderr + text).slice(-keptOutputChars)
      options.onOutput?.(text)
    })
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      finish(
        null,
        missing ? `${path.basename(program)} is not installed` : `${program} did not start: ${error.message}`,
      )
    })
    child.on('close', (code, signal) => {
      if (timedOut) finish(code, `${path.basename(program)} did not finish within ${options.limitSecs} s`)
      else if (signal) finish(null, `${path.basename(program)} was ended by ${signal}`)
      else finish(code, code === 0 ? '' : lastLine(stderr) || lastLine(stdout) || `it ended with code ${code}`)
    })
  })
}

/**
 * The line of a failed program's output that names the failure: the last that says "error", else the last.
 * @param {string} output
 */
export function lastLine(output) {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '))
  return lines.findLast((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? ''
}

/**
 * Full path of a program on the search path, or null.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function onPath(name, env = process.env) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']
  for (const folder of (env.PATH ?? env.Path ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending)
      if (folder !== '' && (await isRunnable(file))) return file
    }
  }
  return null
}

/**
 * @param {string} file
 */
export async function isRunnable(file) {
  try {
    await fs.access(file, constants.X_OK)
    return (await fs.stat(file)).isFile()
  } catch {
    return false
  }
}
