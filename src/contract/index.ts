/**
 * Everything that can be asked of the engine. Window, terminal and tests all ask through this contract.
 * Media, thumbnails and reports are plain GET routes beside it: see routes.ts.
 */
import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { mostSlowMotion } from '../domain/synchronise.ts'
import { computeDescription } from './compute.ts'
import {
  epochMetrics,
  explanation,
  inspectedWeights,
  modelFile,
  preset,
  runRecord,
  trainingConfig,
  trainingSettings,
} from './learning.ts'
import { labellingContract, mostNamed } from './labelling.ts'
import { backboneName } from './networks.ts'
import { checkedFolder, offeredTable, results, resultsPlan, resultsWish, shownRun } from './results.ts'
import { athlete, frameTable, id, job, name, recording, session, share, wireProblem } from './things.ts'

/** Every failure is one typed error: its data is a code of src/domain/problem.ts, a message and details. */
const procedure = oc.errors({ PROBLEM: { status: 422, data: wireProblem } })

const nothing = z.object({})
const ofId = z.object({ id })

export const libraryInfo = z.object({
  path: z.string(),
  name: z.string(),
  schemaVersion: z.number().int(),
  appVersion: z.string(),
  athletes: z.number().int(),
  sessions: z.number().int(),
  recordings: z.number().int(),
  segments: z.number().int(),
  models: z.number().int(),
  sampleOffered: z.boolean(),
})

/** What of a library can change under whoever shows it. */
export const changedThing = z.enum([
  'tree',
  'labels',
  'segments',
  'reviewed',
  'drawings',
  'sync',
  'preferences',
  'models',
  'reports',
  'results',
])

export const engineEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), job }),
  z.object({ type: z.literal('epoch'), runId: id, metrics: epochMetrics }),
  /** Something in the library changed: what is shown should be read again. */
  z.object({
    type: z.literal('changed'),
    what: changedThing,
    recordingId: id.nullable(),
    /** Which segments; absent where there are many. */
    ids: z.array(id).max(mostNamed).optional(),
  }),
])
export type EngineEvent = z.infer<typeof engineEvent>

const chosenOrNew = z.union([z.object({ id }), z.object({ name })])

export const fileEntry = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'video', 'weights']),
  sizeBytes: z.number().int().nonnegative(),
})

export const run = z.object({
  id,
  name: z.string(),
  jobId: id,
  state: z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted']),
  config: trainingConfig,
  labels: z.array(z.string()),
  clips: z.number().int(),
  groups: z.number().int(),
  protocol: z.string(),
  startedAt: z.string(),
  modelId: id.nullable(),
  /** Null until it has begun, and for runs of older versions. */
  record: runRecord.nullable(),
  /** Whether it was stopped and left a checkpoint to go on from. */
  resumable: z.boolean(),
})
export type Run = z.infer<typeof run>

/** A preset with the size of the network that it trains; null where it trains none. */
export const describedPreset = preset.extend({
  network: z
    .object({
      /** Trained values of its parts, and how many each label adds. */
      parameters: z.object({
        backbone: z.number().int(),
        attention: z.number().int(),
        head: z.number().int(),
        perLabel: z.number().int(),
      }),
      /** Multiplications, each with its addition, of a forward pass of one clip. */
      multiplications: z.number(),
      /** That training one clip at a time takes, about. */
      memoryBytes: z.number(),
    })
    .nullable(),
})
export type DescribedPreset = z.infer<typeof describedPreset>

const datasetChoice = z.object({
  /** Labels to learn; empty: all that have segments. */
  labelIds: z.array(id),
  /** What may not stand on both sides of the split. */
  groupBy: z.enum(['athlete', 'session', 'recording']),
  heldOutShare: share,
  seed: z.number().int().min(0).max(0xffffffff),
  /** Whether what was looked through and has no segment is learned as nothing, so that rests are not proposed. */
  background: z.boolean().default(true),
})

export const datasetPreview = z.object({
  /** Which of the labels stands for nothing; null where none does. */
  background: z.string().nullable(),
  labels: z.array(z.object({ label: z.string(), train: z.number().int(), heldOut: z.number().int() })),
  groups: z.array(z.object({ group: z.string(), split: z.enum(['train', 'held-out']), clips: z.number().int() })),
  protocol: z.string(),
  /** Reasons why training can't start; empty when it can. */
  obstacles: z.array(z.string()),
  warnings: z.array(z.string()),
})
export type DatasetPreview = z.infer<typeof datasetPreview>

export const storedWeights = inspectedWeights.omit({ parameters: true }).extend({
  id,
  name: z.string(),
  sha256: z.string(),
  sizeBytes: z.number().int(),
  source: z.string(),
  /** Empty where nobody said. */
  licence: z.string(),
  addedAt: z.string(),
})
export type StoredWeights = z.infer<typeof storedWeights>

export const publishedWeights = z.object({
  name: z.string(),
  description: z.string(),
  backbone: backboneName,
  url: z.string(),
  sizeBytes: z.number().int().nullable(),
  sha256: z.string(),
  licence: z.string(),
})

export const report = z.object({
  id,
  sessionId: id,
  title: z.string(),
  file: z.string(),
  sizeBytes: z.number().int(),
  createdAt: z.string(),
})

export const finding = z.object({
  part: z.string(),
  state: z.enum(['ok', 'limited', 'missing']),
  found: z.string(),
  /** What to do where it is not ok. */
  advice: z.string(),
})
export type Finding = z.infer<typeof finding>

export const sessionBranch = session.extend({ recordings: z.array(recording) })
export const athleteBranch = athlete.extend({ sessions: z.array(sessionBranch) })
export type AthleteBranch = z.infer<typeof athleteBranch>

export const contract = {
  library: {
    info: procedure.input(nothing).output(libraryInfo),
    tree: procedure.input(nothing).output(z.array(athleteBranch)),
  },
  athletes: {
    create: procedure.input(z.object({ name })).output(athlete),
    rename: procedure.input(z.object({ id, name })).output(athlete),
  },
  sessions: {
    create: procedure.input(z.object({ athleteId: id, name, date: z.string().nullable() })).output(session),
    change: procedure
      .input(
        z.object({
          id,
          name: name.optional(),
          date: z.string().nullable().optional(),
          place: z.string().max(200).optional(),
          notes: z.string().max(20_000).optional(),
          labelSetId: id.optional(),
        }),
      )
      .output(session),
  },
  footage: {
    import: procedure
      .input(
        z.object({ paths: z.array(z.string().min(1)).min(1).max(10_000), athlete: chosenOrNew, session: chosenOrNew }),
      )
      .output(z.object({ jobId: id })),
    importSample: procedure.input(nothing).output(z.object({ jobId: id })),
  },
  recordings: {
    get: procedure.input(ofId).output(recording),
    frames: procedure.input(ofId).output(frameTable),
    /** How many times slower than life it plays. */
    setSlowMotion: procedure
      .input(z.object({ id, slowMotion: z.number().positive().max(mostSlowMotion) }))
      .output(recording),
    /** Takes a recording out of the library (the file itself is never touched); its labels stay with it in the bin. */
    remove: procedure.input(ofId).output(nothing),
    restore: procedure.input(ofId).output(recording),
  },
  ...labellingContract,
  training: {
    presets: procedure.input(nothing).output(z.array(describedPreset)),
    preview: procedure.input(datasetChoice).output(datasetPreview),
    start: procedure
      .input(
        datasetChoice.extend({
          name: name.optional(),
          preset: z.string(),
          /** Weights or a model of the library by name or id, or a file of this machine; random weights where left out. */
          startFrom: z.string().min(1).max(4000).optional(),
          ...trainingSettings.shape,
        }),
      )
      .output(z.object({ jobId: id, runId: id })),
    /** Goes on with a run that was cancelled, interrupted or failed, as if it had not stopped. */
    resume: procedure.input(z.object({ runId: id })).output(z.object({ jobId: id, runId: id })),
    /** Gives such a run up: what it could go on from is deleted. */
    discard: procedure.input(z.object({ runId: id })).output(nothing),
    runs: procedure.input(nothing).output(z.array(run)),
    run: procedure.input(ofId).output(z.object({ run, epochs: z.array(epochMetrics), model: modelFile.nullable() })),
  },
  models: {
    list: procedure.input(nothing).output(z.array(modelFile)),
    get: procedure.input(ofId).output(modelFile),
    /** Takes a copy of a model folder (model.json + weights.safetensors) into the library. */
    add: procedure.input(z.object({ path: z.string().min(1) })).output(modelFile),
  },
  weights: {
    /** What this library keeps for networks to start from, newest first. */
    list: procedure.input(nothing).output(z.array(storedWeights)),
    /** Published weights that `add` takes by name. */
    known: procedure.input(nothing).output(z.array(publishedWeights)),
    /** Takes weights into the library, from a file of this machine, an address or a known name: read whole and checked first. */
    add: procedure
      .input(
        z.object({
          from: z.string().trim().min(1).max(4000),
          name: name.optional(),
          source: z.string().trim().max(2000).optional(),
          licence: z.string().trim().max(2000).optional(),
        }),
      )
      .output(z.object({ jobId: id })),
    remove: procedure.input(z.object({ name })).output(nothing),
  },
  review: {
    propose: procedure
      .input(
        z.object({
          recordingId: id,
          modelId: id,
          hopFrames: z.number().int().positive().optional(),
          minConfidence: share.optional(),
          /** What the network computes in; left out: float32. */
          precision: z.enum(['float32', 'bf16']).optional(),
        }),
      )
      .output(z.object({ jobId: id })),
  },
  explain: {
    start: procedure
      .input(z.object({ recordingId: id, modelId: id, first: z.number().int().min(0), label: z.string().nullable() }))
      .output(z.object({ jobId: id })),
    get: procedure.input(ofId).output(explanation),
  },
  reports: {
    create: procedure.input(z.object({ sessionId: id, modelId: id.nullable() })).output(z.object({ jobId: id })),
    list: procedure.input(z.object({ sessionId: id.nullable() })).output(z.array(report)),
  },
  results: {
    /** The paper's tables and figures, with its numbers. */
    tables: procedure.input(nothing).output(z.array(offeredTable)),
    /** What a data folder is, from its names and lists and from what earlier runs decoded of it. */
    check: procedure.input(z.object({ data: z.string().min(1).max(4000) })).output(checkedFolder),
    /** What would be run, with estimates; nothing is run or decoded for it. */
    plan: procedure.input(resultsWish).output(resultsPlan),
    /** Runs what is not done. The same wish again goes on where it was stopped. */
    start: procedure.input(resultsWish).output(z.object({ jobId: id, resultsId: id })),
    /** What was measured, newest first. */
    list: procedure.input(nothing).output(z.array(results)),
    /** The done runs of a table, in its order. */
    runs: procedure.input(z.object({ id, table: offeredTable.shape.id })).output(z.array(shownRun)),
  },
  jobs: {
    list: procedure.input(nothing).output(z.array(job)),
    get: procedure.input(ofId).output(job),
    cancel: procedure.input(ofId).output(job),
    log: procedure.input(ofId).output(z.array(z.string())),
    /** Every job as it changes, until the caller stops listening; starts with those that are not over. */
    watch: procedure.input(nothing).output(eventIterator(engineEvent)),
  },
  files: {
    /** Folders, and videos (where left out), weights or nothing else, inside the allowed roots; path null lists the roots. */
    list: procedure
      .input(z.object({ path: z.string().nullable(), kind: z.enum(['video', 'weights', 'folder']).optional() }))
      .output(z.object({ path: z.string().nullable(), parent: z.string().nullable(), entries: z.array(fileEntry) })),
  },
  system: {
    doctor: procedure.input(nothing).output(z.array(finding)),
    /** What the compute process finds to compute with: it is started for the question. */
    compute: procedure.input(nothing).output(computeDescription),
  },
}
