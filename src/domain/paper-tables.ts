/**
 * The tables and figures of Yan & Peng, "The application of deep learning in sports training" (2024), as data: which systems on
 * which set, and the numbers that stand there. They are for comparison alone; nothing here was measured by Touchline.
 */

/** Sets that the paper measured on. */
export type PaperSet = 'ucf11' | 'kth' | 'hmdb51'

export const paperSetTitles = { ucf11: 'UCF11', kth: 'KTH', hmdb51: 'HMDB51' } as const satisfies Record<
  PaperSet,
  string
>

export interface PaperRow {
  /** Name of the preset that is this system. */
  readonly system: string
  /** As the table calls it. */
  readonly title: string
  /** Accuracy in percent; null where the paper names none. */
  readonly accuracy: number | null
  /** Of each fold, in percent, where the paper says it. */
  readonly folds?: readonly number[]
}

export interface PaperTable {
  readonly id: PaperTableId
  /** `table`: a number for every row. `curves`: accuracy and loss by epoch. `grad-cam`: pictures. */
  readonly kind: 'table' | 'curves' | 'grad-cam'
  readonly title: string
  /** Null where the table is for any set. */
  readonly set: PaperSet | null
  readonly rows: readonly PaperRow[]
  /** What a reader of the paper's numbers should know. */
  readonly note?: string
}

export const paperTableIds = [
  'table-3.2',
  'table-3.3',
  'table-3.4',
  'table-3.5',
  'table-3.6',
  'figure-3.1',
  'figure-3.2',
  'grad-cam',
  'systems',
] as const
export type PaperTableId = (typeof paperTableIds)[number]

const row = (system: string, title: string, accuracy: number | null, folds?: readonly number[]): PaperRow => ({
  system,
  title,
  accuracy,
  ...(folds && { folds }),
})

/** The three whose curves and maps the paper shows. */
const shown = [
  row('rlnet', 'RLNet', null),
  row('rlnet-cbam', 'RLNet-CBAM', null),
  row('rlnet-c-cbam', 'RLNet-C-CBAM', null),
]

const numbersByEpoch = 'The paper draws its curves without numbers, so there is nothing to set beside them.'

export const paperTables: readonly PaperTable[] = [
  {
    id: 'table-3.2',
    kind: 'table',
    title: 'The parts of RLNet on UCF11',
    set: 'ucf11',
    rows: [
      row('rlnet', 'RLNet', 90.86),
      row('rlnet-1', 'RLNet₁', 92.42),
      row('rlnet-12', 'RLNet₁,₂', 93.58),
      row('rlnet-cbam', 'RLNet₁,₂ + CBAM', 95.46),
      row('rlnet-c-cbam', 'RLNet₁,₂ + C-CBAM', 96.73),
    ],
  },
  {
    id: 'table-3.3',
    kind: 'table',
    title: 'RLNet beside other systems on UCF11',
    set: 'ucf11',
    rows: [
      row('deep-temporal-lstm', 'Deep-Temporal LSTM', 90.28),
      row('db-lstm', 'DB-LSTM', 92.85),
      row('inception-bilstm-attention', 'InceptionV3 + BiLSTM-Attention', 94.39),
      row('rlnet-c-cbam', 'RLNet₁,₂ + C-CBAM', 96.73),
    ],
  },
  {
    id: 'table-3.4',
    kind: 'table',
    title: 'The parts of RLNet on KTH, fold by fold',
    set: 'kth',
    rows: [
      row('rlnet', 'RLNet', 90.78, [96.33, 85.51, 96.85, 86.68, 88.52]),
      row('rlnet-1', 'RLNet₁', 93.9, [97.18, 87.26, 97.02, 93.37, 94.69]),
      row('rlnet-12', 'RLNet₁,₂', 95.5, [98.51, 89.18, 100, 94.63, 95.18]),
      row('rlnet-cbam', 'RLNet₁,₂ + CBAM', 96.84, [99.16, 92.72, 100, 95.81, 96.51]),
      row('rlnet-c-cbam', 'RLNet₁,₂ + C-CBAM', 98.07, [100, 94.57, 100, 97.46, 98.28]),
    ],
    note: 'The folds of RLNet₁,₂ + C-CBAM average 98.06, as the paper’s text says; its table prints 98.07.',
  },
  {
    id: 'table-3.5',
    kind: 'table',
    title: 'RLNet beside other systems on KTH',
    set: 'kth',
    rows: [
      row('deep-temporal-lstm', 'Deep-Temporal LSTM', 93.91),
      row('cnn-lstm', 'CNN-LSTM', 94.21),
      row('inception-bilstm-attention', 'InceptionV3 + BiLSTM-Attention', 95.68),
      row('rlnet-c-cbam', 'RLNet₁,₂ + C-CBAM', 98.07),
    ],
  },
  {
    id: 'table-3.6',
    kind: 'table',
    title: 'RLNet beside other systems on HMDB51',
    set: 'hmdb51',
    rows: [
      row('c3d', 'C3D', 51.61),
      row('r3d-18', 'R3D', 62.31),
      row('idt-video-lstm', 'iDT + Video LSTM', 63.01),
      row('rlnet-c-cbam', 'RLNet₁,₂ + C-CBAM', 64.82),
    ],
    note: 'The paper counts 6,849 clips of HMDB51; the common release has 6,766. It does not say how deep its R3D is.',
  },
  {
    id: 'figure-3.1',
    kind: 'curves',
    title: 'Accuracy by epoch on UCF11',
    set: 'ucf11',
    rows: shown,
    note: numbersByEpoch,
  },
  {
    id: 'figure-3.2',
    kind: 'curves',
    title: 'Loss by epoch on UCF11',
    set: 'ucf11',
    rows: shown,
    note: numbersByEpoch,
  },
  { id: 'grad-cam', kind: 'grad-cam', title: 'Where three networks look, on UCF11', set: 'ucf11', rows: shown },
]

/** Not the paper's: all of its systems on whatever set there is. */
export const everySystem: PaperTable = {
  id: 'systems',
  kind: 'table',
  title: 'Every system',
  set: null,
  rows: [
    ...['rlnet', 'rlnet-1', 'rlnet-12', 'rlnet-cbam', 'rlnet-c-cbam'].map((system) => named(system)),
    ...['deep-temporal-lstm', 'db-lstm', 'inception-bilstm-attention', 'cnn-lstm'].map((system) => named(system)),
    ...['c3d', 'r3d-18'].map((system) => named(system)),
    row('r3d-50', 'R3D-50', null),
    row('motion', 'iDT', null),
    named('idt-video-lstm'),
  ],
}

/** A row of any of the paper's tables, as that table calls it, without its number. */
function named(system: string): PaperRow {
  const found = paperTables.flatMap(({ rows }) => rows).find((one) => one.system === system)!
  return row(system, found.title, null)
}

/** The table or figure of this id; undefined where there is none. */
export function findPaperTable(id: string): PaperTable | undefined {
  return [...paperTables, everySystem].find((table) => table.id === id)
}

/** 'Table 3.2. The parts of RLNet on UCF11'. */
export function headingOf({ id, title }: PaperTable): string {
  const numbered = /^(table|figure)-([\d.]+)$/.exec(id)
  return numbered ? `${numbered[1]![0]!.toUpperCase()}${numbered[1]!.slice(1)} ${numbered[2]}. ${title}` : title
}
