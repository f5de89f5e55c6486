// What it means to a person that set-up may not write, or has no room to.
import path from 'node:path'
import { projectRoot } from './places.mjs'

const reasons = /** @type {Record<string, string>} */ ({
  EACCES: 'you have no permission',
  EPERM: 'you have no permission',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a file is in its place',
  EEXIST: 'a file is in its place',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
})

/**
 * In words, which folder can't be written to, why, and what to do.
 * @param {unknown} error
 * @returns {string} '' for errors of another kind
 */
export function whyUnwritable(error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = reasons[code]
  if (reason === undefined) return ''
  const file = error instanceof Error && 'path' in error ? String(error.path) : ''
  const inCheckout = `${file}${path.sep}`.startsWith(projectRoot + path.sep)
  const where = inCheckout ? projectRoot : path.dirname(file)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `${where} can't be written to: ${reason}. Free some space, then start again.`
  return inCheckout
    ? `${where} can't be written to: ${reason}. Ask whoever set this checkout up to run "npm run setup" in it, or make a checkout of your own.`
    : `${where} can't be written to: ${reason}. Set TOUCHLINE_CACHE to a folder of yours, then start again.`
}
