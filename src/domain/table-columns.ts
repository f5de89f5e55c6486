/** What stands in a table, column by column, for whatever it is written as: pure. */
import type { PaperTable } from './paper-tables.ts'
import type { TableRow } from './table-row.ts'

export interface Column {
  readonly head: string
  /** What it says, where its head does not say all. */
  readonly help?: string
  readonly isNumber: boolean
  /** Whether it is what was measured here. */
  readonly isOurs?: boolean
  /** For people. */
  text(row: TableRow): string
  /** For programs: a number with a point, empty where there is none. */
  value(row: TableRow): string
}

/** What was never measured is said so, and never filled with the paper's number. */
export const notRun = 'not run'

const help = {
  paper: 'Accuracy that the paper prints: of its test clips, how many were named right',
  ours: 'Accuracy that was measured here, with the spread over the rounds where there are several',
  interval: 'Where the accuracy would lie with other people, scenes or groups in the test, 95 times of 100',
  clipInterval: 'The same with other clips: too narrow, for clips of one person are alike',
  difference: 'Touchline’s accuracy less the paper’s; only where both are of the same set',
  fold: 'One round of five: the paper’s accuracy, then Touchline’s',
  clips: 'Clips that were named and that nothing was learned from, over all rounds',
  leaking: 'Test clips of a person, scene or group that was learned from too: they make a number too high',
  protocol: 'Which clips were learned from and which were tested on',
  training: 'How long it took to train, all rounds together',
} as const

export function columnsOf(table: PaperTable, rows: readonly TableRow[]): Column[] {
  const folds = table.rows.some((row) => row.folds) ? Math.max(0, ...rows.map((row) => row.folds)) : 0
  return [
    { head: 'System', isNumber: false, text: ({ title }) => title, value: ({ title }) => title },
    ...(table.set === null ? [] : [number('Paper, %', help.paper, ({ paper }) => paper)]),
    {
      ...number('Touchline, %', help.ours, ({ measured }) => measured?.accuracy ?? null),
      isOurs: true,
      text: measuredText,
    },
    range('95 % over groups', help.interval, ({ measured }) => measured?.interval ?? null),
    range('95 % over clips', help.clipInterval, ({ measured }) => measured?.clipInterval ?? null),
    ...(table.set === null
      ? []
      : [signed('Difference, points', help.difference, ({ measured }) => measured?.difference ?? null)]),
    ...Array.from({ length: folds > 1 ? folds : 0 }, (_, fold): Column => foldColumn(fold)),
    whole('Test clips', help.clips, ({ measured }) => measured?.clips ?? null),
    whole('of them leaking', help.leaking, ({ measured }) => measured?.leakingClips ?? null),
    {
      head: 'Protocol',
      help: help.protocol,
      isNumber: false,
      text: ({ protocol, protocolName }) => `${protocol}: ${protocolName}`,
      value: ({ protocol, protocolName }) => `${protocol}: ${protocolName}`,
    },
    {
      ...whole('Training', help.training, ({ measured }) => measured && Math.round(measured.trainSecs)),
      text: ({ measured }) => (measured === null ? '' : durationText(measured.trainSecs)),
    },
  ]
}

function measuredText({ measured, foldAccuracies, folds }: TableRow): string {
  if (measured !== null) {
    const spread = measured.spread === null ? '' : ` ± ${measured.spread.toFixed(2)}`
    return measured.accuracy.toFixed(2) + spread
  }
  const done = foldAccuracies.filter((accuracy) => accuracy !== null).length
  return done === 0 ? notRun : `${notRun} (${done} of ${folds} rounds done)`
}

/** The paper's and ours of one fold, where the paper tells them. */
function foldColumn(fold: number): Column {
  const ours = ({ foldAccuracies }: TableRow) => foldAccuracies[fold] ?? null
  return {
    head: `Fold ${fold + 1}: paper / Touchline`,
    help: help.fold,
    isNumber: true,
    text(row) {
      if (row.folds === 1) return ''
      const mine = ours(row)
      const theirs = row.protocol === 'paper' ? row.paperFolds?.[fold] : undefined
      if (mine === null && theirs === undefined) return ''
      return `${theirs?.toFixed(2) ?? '–'} / ${mine?.toFixed(2) ?? '–'}`
    },
    value: (row) => (row.folds === 1 ? '' : (ours(row)?.toFixed(2) ?? '')),
  }
}

type Pick<T> = (row: TableRow) => T | null

function number(head: string, help: string, pick: Pick<number>): Column {
  const value = (row: TableRow) => pick(row)?.toFixed(2) ?? ''
  return { head, help, isNumber: true, text: value, value }
}

function whole(head: string, help: string, pick: Pick<number>): Column {
  const value = (row: TableRow) => pick(row)?.toString() ?? ''
  return { head, help, isNumber: true, text: value, value }
}

function signed(head: string, help: string, pick: Pick<number>): Column {
  const text = (row: TableRow): string => {
    const points = pick(row)
    return points === null ? '' : `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(2)}`
  }
  return { head, help, isNumber: true, text, value: (row) => pick(row)?.toFixed(2) ?? '' }
}

function range(head: string, help: string, pick: Pick<readonly [number, number]>): Column {
  const bounds = (row: TableRow) => pick(row)?.map((bound) => bound.toFixed(1))
  return {
    head,
    help,
    isNumber: true,
    text: (row) => bounds(row)?.join(' to ') ?? '',
    value: (row) => bounds(row)?.join(' ') ?? '',
  }
}

/** 5400 → '1 h 30 min'. */
export function durationText(secs: number): string {
  if (secs < 90) return `${Math.round(secs)} s`
  const minutes = Math.round(secs / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`
}
