/** What stands in a table, column by column, for whatever it is written as: pure. */
import type { PaperTable } from '../../domain/paper-tables.ts'
import type { TableRow } from './rows.ts'

export interface Column {
  readonly head: string
  readonly isNumber: boolean
  /** For people. */
  text(row: TableRow): string
  /** For programs: a number with a point, empty where there is none. */
  value(row: TableRow): string
}

/** What was never measured is said so, and never filled with the paper's number. */
export const notRun = 'not run'

export function columnsOf(table: PaperTable, rows: readonly TableRow[]): Column[] {
  const folds = table.rows.some((row) => row.folds) ? Math.max(0, ...rows.map((row) => row.folds)) : 0
  return [
    { head: 'System', isNumber: false, text: ({ title }) => title, value: ({ title }) => title },
    ...(table.set === null ? [] : [number('Paper, %', ({ paper }) => paper)]),
    { ...number('Touchline, %', ({ measured }) => measured?.accuracy ?? null), text: measuredText },
    range('95 % over groups', ({ measured }) => measured?.interval ?? null),
    range('95 % over clips', ({ measured }) => measured?.clipInterval ?? null),
    ...(table.set === null ? [] : [signed('Difference, points', ({ measured }) => measured?.difference ?? null)]),
    ...Array.from({ length: folds > 1 ? folds : 0 }, (_, fold): Column => foldColumn(fold)),
    whole('Test clips', ({ measured }) => measured?.clips ?? null),
    whole('of them leaking', ({ measured }) => measured?.leakingClips ?? null),
    {
      head: 'Protocol',
      isNumber: false,
      text: ({ protocol, protocolName }) => `${protocol}: ${protocolName}`,
      value: ({ protocol, protocolName }) => `${protocol}: ${protocolName}`,
    },
    {
      ...whole('Training', ({ measured }) => measured && Math.round(measured.trainSecs)),
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

function number(head: string, pick: Pick<number>): Column {
  const value = (row: TableRow) => pick(row)?.toFixed(2) ?? ''
  return { head, isNumber: true, text: value, value }
}

function whole(head: string, pick: Pick<number>): Column {
  const value = (row: TableRow) => pick(row)?.toString() ?? ''
  return { head, isNumber: true, text: value, value }
}

function signed(head: string, pick: Pick<number>): Column {
  const text = (row: TableRow): string => {
    const points = pick(row)
    return points === null ? '' : `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(2)}`
  }
  return { head, isNumber: true, text, value: (row) => pick(row)?.toFixed(2) ?? '' }
}

function range(head: string, pick: Pick<readonly [number, number]>): Column {
  const bounds = (row: TableRow) => pick(row)?.map((bound) => bound.toFixed(1))
  return {
    head,
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
