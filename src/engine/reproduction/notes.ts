/** What a reader must know of a table's numbers, in sentences: pure. */
import { networkPart } from '../../contract/network-part.ts'
import { presets } from '../../contract/presets.ts'
import { paperSetTitles, type PaperTable } from '../../domain/paper-tables.ts'
import type { TableRow } from '../../domain/table-row.ts'
import type { OwnersSet } from '../datasets/owners/index.ts'
import type { PlannedRun } from './plan.ts'

const scaleNotes = {
  paper: null,
  laptop:
    'Scale “laptop”: the systems have a quarter of their channels and see small frames. The numbers say how these small forms ' +
    'compare, not what the published systems reach.',
  tiny: 'Scale “tiny”: the systems are as small as can be, to try that everything runs. The accuracies mean nothing.',
} as const

export function notesOf(
  table: PaperTable,
  {
    planned,
    rows,
    set,
    damaged,
    failures,
  }: {
    readonly planned: readonly PlannedRun[]
    readonly rows: readonly TableRow[]
    readonly set: OwnersSet
    readonly damaged: readonly string[]
    readonly failures: readonly string[]
  },
): string[] {
  const own = planned.filter(({ system }) => table.rows.some((row) => row.system === system))
  const protocols = new Map(own.map(({ protocol }) => [protocol.kind, protocol]))
  const epochs = new Set(own.map(({ config }) => networkPart(config)?.epochs).filter((count) => count !== undefined))
  const scale = own[0]?.scale
  const missing = table.rows.filter(({ system }) => !own.some((run) => run.system === system))
  return [
    'Every number under “Touchline” was measured by this program on this copy of the data' +
      (table.set === null ? '.' : '; those under “Paper” stand in Yan & Peng (2024) and were measured by nobody here.'),
    ...(table.set === null || set.name === table.set
      ? []
      : [`The paper’s numbers are of ${paperSetTitles[table.set]}, ours of ${set.title}: they can’t be compared.`]),
    ...set.faults
      .filter(({ kind }) => kind === 'missing' || kind === 'unreadable' || kind === 'duplicate')
      .map(({ text, files }) => `This copy is not whole${files.length > 0 ? ` (${shown(files)})` : ''}: ${text}`),
    ...[...protocols].map(([kind, { text }]) => `Protocol “${kind}”: ${text}`),
    ...(rows.some(({ measured }) => (measured?.leakingClips ?? 0) > 0)
      ? ['“Leaking” are test clips of a person, scene or group that was learned from too: such numbers are too high.']
      : []),
    ...(scale === undefined || scaleNotes[scale] === null ? [] : [scaleNotes[scale]]),
    ...(epochs.size > 0 ? [`Epochs: ${[...epochs].join(', ')} (the paper trained 100).`] : []),
    ...startNotes(own),
    ...named('Not asked for', missing.filter(isKnown)),
    ...named(
      'Not in this version',
      missing.filter((row) => !isKnown(row)),
    ),
    ...(table.note === undefined ? [] : [table.note]),
    ...(damaged.length > 0 ? [`Results that can’t be read, and count as not run: ${damaged.join(', ')}.`] : []),
    ...failures.map((failure) => `Failed, and counts as not run: ${failure}`),
  ]
}

function startNotes(runs: readonly PlannedRun[]): string[] {
  const networks = runs.filter(({ config }) => networkPart(config) !== null)
  const random = titlesOf(networks.filter(({ startFrom }) => startFrom === null))
  const started = Map.groupBy(networks, ({ startFrom }) => startFrom?.name)
  if (random.length === 0 && started.size === 0) return []
  if (started.size === 1 && started.has(undefined)) {
    return ['All networks started from random weights; the paper’s began with ImageNet’s.']
  }
  return [
    ...[...started].flatMap(([name, from]) =>
      name === undefined ? [] : [`Started from ${name}: ${titlesOf(from).join(', ')}.`],
    ),
    ...(random.length > 0 ? [`Started from random weights: ${random.join(', ')}.`] : []),
  ]
}

function titlesOf(runs: readonly PlannedRun[]): string[] {
  return [...new Set(runs.map(({ title }) => title))]
}

/** Whether this version can train the system of a row. */
function isKnown({ system }: { readonly system: string }): boolean {
  return presets.some(({ name }) => name === system)
}

function named(what: string, rows: readonly { readonly title: string }[]): string[] {
  return rows.length === 0 ? [] : [`${what}: ${rows.map(({ title }) => title).join(', ')}.`]
}

function shown(files: readonly string[]): string {
  return files.length > 3 ? `${files.slice(0, 3).join(', ')} and ${files.length - 3} more` : files.join(', ')
}
