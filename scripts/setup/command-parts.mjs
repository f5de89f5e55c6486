// What each command of the terminal works with, so that a fresh machine fetches that and no more.

/** @typedef {import('../setup.mjs').PartName} PartName */

/** @type {PartName[]} */
const packages = ['packages']
/** @type {PartName[]} */
const footage = [...packages, 'ffmpeg']
/** @type {PartName[]} */
const network = [...footage, 'tensorflow']

/**
 * By command, or by command and what follows it. `doctor` reports what is there and fetches nothing.
 * @type {Record<string, PartName[]>}
 */
const parts = {
  serve: [...network, 'window'],
  import: footage,
  frames: footage,
  label: packages,
  clip: footage,
  train: network,
  evaluate: network,
  predict: network,
  explain: network,
  report: footage,
  doctor: packages,
  presets: packages,
  systems: packages,
  reproduce: network,
  weights: packages,
  'weights add': network,
  dataset: footage,
  'make-dataset': footage,
  'make-stand-in': footage,
  demo: network,
}

export const commandsWithParts = Object.keys(parts)

/**
 * @param {string[]} words the command line without its options
 * @returns {PartName[]} what is to be there before the command runs; of one that is not known, what says so
 */
export function partsOf([command = '', then = '']) {
  return parts[`${command} ${then}`] ?? parts[command] ?? packages
}
