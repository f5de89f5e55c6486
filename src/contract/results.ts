/** The paper's tables as they are asked for, planned, measured and kept: what engine, window and disk say of them. */
import { z } from 'zod'
import { paperTableIds } from '../domain/paper-tables.ts'
import type { TableRow } from '../domain/table-row.ts'
import { epochMetrics, evaluation, machine, trainingConfig } from './learning.ts'
import { scaleNames } from './scales.ts'
import { id, job } from './things.ts'

const count = z.number().int().nonnegative()
const protocolKind = z.enum(['paper', 'honest'])
const sizes = z.object({ train: count, validation: count, test: count })
const ofSet = z.object({ name: z.string(), title: z.string(), origin: z.string() })

/** What came out of a run: `run.json`. */
export const reproductionRun = z.object({
  format: z.literal('touchline-reproduction-run'),
  version: z.literal(1),
  key: z.string(),
  system: z.string(),
  title: z.string(),
  scale: z.enum(scaleNames),
  set: ofSet,
  protocol: z.object({ kind: protocolKind, name: z.string(), text: z.string(), seed: z.number().nullable() }),
  fold: z.string(),
  foldIndex: count,
  folds: count,
  sizes,
  leaks: z.object({ groups: z.array(z.string()), clips: count }),
  /** SHA-256 of what was learned from and of what was tested on. */
  data: z.object({ learned: z.string(), tested: z.string() }),
  config: trainingConfig,
  /** Weights that it began with; left out: random ones. */
  startedFrom: z.object({ name: z.string(), sha256: z.string() }).optional(),
  /** On the test part. */
  evaluation,
  predictions: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      group: z.string(),
      predicted: z.string(),
      scores: z.array(z.number()),
    }),
  ),
  trainSecs: z.number(),
  testSecs: z.number(),
  modelBytes: z.number(),
  software: z.record(z.string(), z.string()),
  machine: machine.optional(),
  finishedAt: z.string(),
})

/** A run without its clips one by one, and the curves of its training. */
export const shownRun = z.object({
  record: reproductionRun.omit({ predictions: true }),
  curves: z.array(
    epochMetrics.pick({ epoch: true, trainLoss: true, trainTop1: true, heldOutLoss: true, heldOutTop1: true }),
  ),
})
export type ShownRun = z.infer<typeof shownRun>

const percent = z.number()
const interval = z.tuple([percent, percent])

const tableRow = z.object({
  system: z.string(),
  title: z.string(),
  paper: percent.nullable(),
  paperFolds: z.array(percent).nullable(),
  protocol: protocolKind,
  protocolName: z.string(),
  folds: count,
  foldAccuracies: z.array(percent.nullable()),
  measured: z
    .object({
      accuracy: percent,
      spread: percent.nullable(),
      interval,
      clipInterval: interval,
      clips: count,
      groups: count,
      leakingClips: count,
      difference: percent.nullable(),
      trainSecs: z.number(),
    })
    .nullable(),
}) satisfies z.ZodType<TableRow>

/** A table or figure as it was written last: `TABLE.json`, beside the same for people. */
export const writtenTable = z.object({
  format: z.literal('touchline-reproduction-table'),
  version: z.literal(1),
  table: z.enum(paperTableIds),
  set: ofSet,
  scale: z.enum(scaleNames),
  /** In place of what the scale says; null: as it says. */
  epochs: count.nullable(),
  seed: count,
  rows: z.array(tableRow),
  notes: z.array(z.string()),
  /** Runs that failed when it was written, a sentence each. */
  failures: z.array(z.string()),
  /** Every run that it needs, done or not, with the row that it belongs to. */
  runs: z.array(z.object({ key: z.string(), system: z.string(), protocol: protocolKind, foldIndex: count })),
  /** Names of the files that it was written as, in the same folder. */
  files: z.array(z.string()),
  writtenAt: z.string(),
})
export type WrittenTable = z.infer<typeof writtenTable>

/** What is to be measured. */
export const resultsWish = z.object({
  /** Folder of the set as its owner hands it out. */
  data: z.string().min(1).max(4000),
  tables: z.array(z.enum(paperTableIds)).min(1),
  protocols: z.array(protocolKind).min(1),
  scale: z.enum(scaleNames),
  /** In place of what the scale says. */
  epochs: z.number().int().min(1).max(2000).optional(),
  /** Presets; left out: all that the tables have. */
  systems: z.array(z.string()).min(1).optional(),
  /** Decides splits and trainings. */
  seed: z.number().int().min(0).max(0xffffffff).default(1),
})
export type ResultsWish = z.infer<typeof resultsWish>

/** A table of the paper, and which of its systems this version has. */
export const offeredTable = z.object({
  id: z.enum(paperTableIds),
  kind: z.enum(['table', 'curves', 'grad-cam']),
  heading: z.string(),
  /** Set that the paper measured on; null where the table is for any. */
  set: z.enum(['ucf11', 'kth', 'hmdb51']).nullable(),
  note: z.string().nullable(),
  rows: z.array(
    z.object({
      system: z.string(),
      title: z.string(),
      paper: percent.nullable(),
      paperFolds: z.array(percent).nullable(),
      /** Whether this version can train it. */
      known: z.boolean(),
    }),
  ),
})
export type OfferedTable = z.infer<typeof offeredTable>

/** What a data folder was found to be. */
export const checkedFolder = z.object({
  set: ofSet,
  /** Videos that are there. */
  found: count,
  /** Of them, not decoded yet: what they hold is not known. */
  unread: count,
  /** Clips that can be used, as far as that is known. */
  clips: count,
  labels: count,
  groups: count,
  /** What a group is: 'person', 'film'. */
  groupWord: z.string(),
  faults: z.array(z.object({ kind: z.string(), text: z.string(), files: z.array(z.string()) })),
  protocols: z.array(
    z.object({
      kind: protocolKind,
      name: z.string(),
      text: z.string(),
      rounds: count,
      tested: count,
      /** Test clips of a group that was learned from too. */
      leaking: count,
    }),
  ),
  /** Why nothing can be learned from it; none where something can. */
  obstacles: z.array(z.string()),
})
export type CheckedFolder = z.infer<typeof checkedFolder>

export const resultsPlan = z.object({
  /** Where it is measured: a folder of the library's `results`. */
  resultsId: id,
  set: ofSet,
  /** Videos that are decoded first, when it starts: until then nothing is known to be done, and times are rougher. */
  unread: count,
  runs: count,
  done: count,
  /** For the runs that are not done. */
  secsLeft: z.number(),
  bytesLeft: z.number(),
  freeBytes: z.number(),
  /** All of the runs at each scale, whether done or not. */
  secsByScale: z.record(z.enum(scaleNames), z.number()),
  groups: z.array(
    z.object({
      system: z.string(),
      title: z.string(),
      protocol: protocolKind,
      protocolName: z.string(),
      rounds: count,
      done: count,
      /** Of its first round. */
      sizes,
      leaking: count,
      secs: z.number(),
      modelBytes: z.number(),
    }),
  ),
})
export type ResultsPlan = z.infer<typeof resultsPlan>

/** What was measured of one set at one scale: a folder with its tables, and the work that last filled it. */
export const results = z.object({
  id,
  set: ofSet,
  scale: z.enum(scaleNames),
  epochs: count.nullable(),
  /** When it was last written or asked for. */
  changedAt: z.string(),
  tables: z.array(writtenTable),
  /** Files that should be tables and can't be read. */
  damaged: z.array(z.string()),
  /** Null where it was measured from the terminal. */
  job: job.nullable(),
  /** What that job was asked for. */
  wish: resultsWish.nullable(),
})
export type Results = z.infer<typeof results>
