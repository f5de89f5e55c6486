// Runs the product in a child process that has this terminal, and ends as it ends.
import { spawn } from 'node:child_process'
import os from 'node:os'

/**
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [cwd] default: where the person stands
 * @returns {Promise<number>} its exit code; 128 and the signal's number where a signal ended it
 */
export function runChild(program, args, env, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env, ...(cwd === undefined ? {} : { cwd }) })
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      // A Ctrl-C in a terminal reaches the child by itself; we only wait until it has finished its work.
      if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal)
    }
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, pass)
    const stop = () => signals.forEach((signal) => process.off(signal, pass))
    child.on('error', (error) => {
      stop()
      reject(error)
    })
    child.on('exit', (code, signal) => {
      stop()
      resolve(code ?? 128 + (signal === null ? 0 : os.constants.signals[signal]))
    })
  })
}
