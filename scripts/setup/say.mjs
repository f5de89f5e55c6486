// What set-up tells the person: one line per part, and a moving one while something takes long. All of it goes to
// stderr, so that stdout stays clean for a command's own JSON.

const nameWidth = 13
const quietLineEverySecs = 15

/**
 * @param {string} part for example "ffmpeg"
 * @param {string} text
 */
export function say(part, text) {
  process.stderr.write(`${part.padEnd(nameWidth)}${text}\n`)
}

/**
 * Shows that work is going on: a line that counts seconds on a terminal, else a line now and then.
 * `work` may report how far it is, for example "120 MB".
 * @template T
 * @param {string} part
 * @param {string} doing for example "fetching TensorFlow 2.21.0"
 * @param {(report: (detail: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(part, doing, work) {
  const startedMs = Date.now()
  const isTerminal = process.stderr.isTTY === true
  let detail = ''
  const line = () => {
    const secs = Math.round((Date.now() - startedMs) / 1000)
    return `${doing} … ${secs} s${detail === '' ? '' : `, ${detail}`}`
  }
  const draw = () => {
    if (isTerminal) process.stderr.write(`\r\x1b[2K${part.padEnd(nameWidth)}${line()}`)
    else say(part, line())
  }
  if (isTerminal) draw()
  else say(part, `${doing} …`)
  const timer = setInterval(draw, isTerminal ? 1000 : quietLineEverySecs * 1000)
  try {
    return await work((text) => {
      detail = text
    })
  } finally {
    clearInterval(timer)
    if (isTerminal) process.stderr.write('\r\x1b[2K')
  }
}

/**
 * @param {number} sizeBytes
 */
export function megabytes(sizeBytes) {
  return `${Math.round(sizeBytes / 1e6)} MB`
}
