/** Protocols, scales and states in the words of the window. */
import type { OfferedTable, Results } from '../../contract/results.ts'
import type { ScaleName } from '../../contract/scales.ts'
import { paperSetTitles } from '../../domain/paper-tables.ts'

export type ProtocolChoice = 'paper' | 'honest' | 'both'

export const protocolWords: Record<ProtocolChoice, { readonly name: string; readonly what: string }> = {
  paper: {
    name: 'As in the paper',
    what: 'Clips at random on either side. Clips of one person or scene can be learned from and tested on, so its numbers are higher than they deserve.',
  },
  honest: {
    name: 'Honest',
    what: 'By the owner’s own lists, or so that no person or scene stands on both sides: the number to expect of people whom it never saw.',
  },
  both: { name: 'Both', what: 'One after the other, side by side in the table. Takes the time of both.' },
}

export const scaleWords: Record<ScaleName, { readonly name: string; readonly what: string }> = {
  paper: {
    name: 'As published',
    what: 'The systems in full size, as their authors built them. Made for a large GPU.',
  },
  laptop: {
    name: 'Laptop',
    what: 'Built alike, with a quarter of the channels, on small frames. Says how the small forms compare, not what the published systems reach.',
  },
  tiny: { name: 'Tiny', what: 'As small as can be, to try that everything runs. Its accuracies mean nothing.' },
}

/** 'Laptop scale, 5 epochs'. */
export function settingText({ scale, epochs }: Pick<Results, 'scale' | 'epochs'>): string {
  const length = epochs === null ? '' : `, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`
  return `${scale === 'paper' ? 'as published' : `${scale} scale`}${length}`
}

/** What became of it, in a word. */
export function stateText({ job, tables }: Pick<Results, 'job' | 'tables'>): string {
  switch (job?.state) {
    case 'queued':
      return 'waiting'
    case 'running':
      return 'running'
    case 'failed':
      return 'failed'
    case 'cancelled':
      return 'cancelled'
    case 'interrupted':
      return 'stopped'
    case undefined:
      return 'from the terminal'
    case 'done':
      return tables.some(({ failures }) => failures.length > 0) ? 'done, some runs failed' : 'done'
  }
}

/** The set that a table’s numbers are of; null where it suits any, or this one. */
export function otherSet(table: Pick<OfferedTable, 'set'>, set: string | null): string | null {
  return table.set === null || set === null || table.set === set ? null : paperSetTitles[table.set]
}
