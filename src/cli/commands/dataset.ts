import { Command, Option } from 'commander'
import { Problem, problemCodes } from '../../domain/problem.ts'
import type { Part } from '../../domain/protocols.ts'
import {
  checkOwnersSet,
  counted,
  setNames,
  type CheckedProtocol,
  type CheckedSet,
  type Fault,
  type FaultKind,
  type SetName,
} from '../../engine/datasets/owners/index.ts'
import { command } from '../command.ts'
import { wholeNumber } from '../numbers.ts'
import type { Output } from '../output.ts'

interface Options {
  as?: SetName
  quick?: boolean
  strict?: boolean
  seed: number
}

/** Faults of this copy, as against quirks of its owner's and leaks of a protocol. */
const faultsOfCopy: readonly FaultKind[] = ['missing', 'extra', 'unreadable', 'duplicate']

/** Files of a fault that a person is shown; programs get them all. */
const shownFiles = 5
const indent = 12

const check = command<Options>(
  'check',
  'Say what is missing, extra, unreadable or there twice in a data set, and which people or groups a split leaks',
  (made) =>
    made
      .argument('<dir>', 'folder of the set, as its owner hands it out')
      .addOption(new Option('--as <name>', 'which set it is; its layout says otherwise').choices(setNames))
      .option('--quick', 'look at names and lists alone, decode nothing')
      .option('--strict', 'end with code 2 where anything is missing, extra, unreadable or there twice')
      .option('--seed <number>', 'decides the random splits that are looked at', wholeNumber(0, 0xffffffff), 1),
  async ({ options, args, output, signal }) => {
    const checked = await checkOwnersSet(args[0] ?? '', {
      quick: options.quick === true,
      seed: options.seed,
      as: options.as,
      signal,
      onProgress: (done, total) => output.progress('Decoding every file', done, total),
    })
    tell(output, checked, options.quick === true)
    const { set, obstacles } = checked
    if (obstacles.length > 0) {
      throw new Problem('DATASET_UNUSABLE', `${set.origin} can't be learned from. ${obstacles.join(' ')}`, {
        details: { obstacles },
      })
    }
    const faulty = set.faults.some(({ kind }) => faultsOfCopy.includes(kind))
    if (options.strict === true && faulty) process.exitCode = problemCodes.DATASET_UNUSABLE.exitCode
  },
)

function tell(output: Output, { set, found, protocols }: CheckedSet, quick: boolean): void {
  const { name, title, origin, clips, faults } = set
  const labels = new Set(clips.map(({ label }) => label)).size
  const groups = new Set(clips.map(({ group }) => group)).size
  const usable = quick ? 'not decoded' : clips.length === found ? 'all of them decode' : `${clips.length} can be used`
  const classes = `${labels} ${labels === 1 ? 'class' : 'classes'}`
  const what = `${counted(found, 'clip')} of ${classes} in ${counted(groups, 'group')}, ${usable}.`
  output.line(
    { type: 'set', name, title, origin, found, usable: quick ? null : clips.length, labels, groups },
    `${title} in ${origin}\n${what}${faults.length === 0 ? ' No faults.' : ''}\n`,
  )
  for (const fault of faults) output.line({ type: 'fault', ...fault }, faultText(fault))
  protocols.forEach((protocol, i) => {
    output.line({ type: 'protocol', ...protocol }, `${i === 0 ? '\n' : ''}${protocolText(protocol)}`)
  })
}

function faultText({ kind, files, text }: Fault): string {
  const more = files.length > shownFiles ? [`and ${files.length - shownFiles} more`] : []
  const below = [...files.slice(0, shownFiles), ...more].map((line) => `\n${' '.repeat(indent)}${line}`)
  return `${kind.padEnd(indent)}${text}${below.join('')}`
}

function protocolText({ kind, name, text, folds }: CheckedProtocol): string {
  const of = (part: Part): string => {
    const sizes = folds.map((fold) => fold.sizes[part])
    const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
    return least === most ? String(most) : `${least} to ${most}`
  }
  const rounds = folds.length === 1 ? '' : `${folds.length} rounds; `
  const parts = `clips: ${of('train')} to learn from, ${of('validation')} for validation, ${of('test')} for the test`
  const leaking = folds.reduce((sum, { leaks }) => sum + leaks.clips, 0)
  const leaks = leaking === 0 ? 'nothing leaks' : `${counted(leaking, 'test clip')} leak${leaking === 1 ? 's' : ''}`
  return `${kind.padEnd(indent)}${name}: ${rounds}${parts}; ${leaks}\n${' '.repeat(indent)}${text}`
}

export const datasetCommand = new Command('dataset')
  .description('Data sets as their owners hand them out: check')
  .addCommand(check)
