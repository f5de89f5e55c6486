/** What the engine's procedures speak of, as zod schemas: one definition for wire, types and checks. */
import { z } from 'zod'
import { longestLengthMetres, mostFreehandPoints, mostTextLength } from '../domain/drawings.ts'

export const id = z.string().min(1).max(64)
export const name = z.string().trim().min(1).max(200)
const timestamp = z.string().describe('ISO 8601 in UTC')
const frameIndex = z.number().int().min(0)
export const share = z.number().min(0).max(1)

export const athlete = z.object({ id, name, createdAt: timestamp })
export type Athlete = z.infer<typeof athlete>

export const session = z.object({
  id,
  athleteId: id,
  name,
  /** Day of the session as YYYY-MM-DD, null where nobody said. */
  date: z.string().nullable(),
  place: z.string(),
  notes: z.string(),
  /** The labels that its footage is coded with. */
  labelSetId: id,
  createdAt: timestamp,
})
export type Session = z.infer<typeof session>

export const timeBase = z.object({ num: z.number().int().positive(), den: z.number().int().positive() })

export const playback = z.discriminatedUnion('source', [
  z.object({ source: z.literal('original') }),
  /** The window plays an H.264 proxy with exactly one frame per indexed frame. */
  z.object({ source: z.literal('proxy'), reason: z.string(), fps: z.number().positive() }),
  /** The proxy is still being made or could not be made; labelling by frame works all the same. */
  z.object({ source: z.literal('none'), reason: z.string() }),
])
export type Playback = z.infer<typeof playback>

export const recording = z.object({
  id,
  sessionId: id,
  fileName: z.string(),
  path: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  sha256: z.string().length(64),
  codec: z.string(),
  pixelFormat: z.string(),
  container: z.string(),
  /** Coded size in pixels; what is shown has displayWidth × displayHeight (after rotation and pixel aspect). */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  displayWidth: z.number().int().positive(),
  displayHeight: z.number().int().positive(),
  /** Degrees of the display matrix as ffprobe prints them: -90 means turned clockwise for display. */
  rotation: z.number(),
  /** Number of frames that really decode. */
  frames: z.number().int().positive(),
  timeBase,
  startSecs: z.number(),
  durationSecs: z.number().nonnegative(),
  nominalFps: z.number().positive(),
  variableFrameRate: z.boolean(),
  hasAudio: z.boolean(),
  /** How many times slower than life it plays: 8 for 240 frames a second played at 30. */
  slowMotion: z.number().positive(),
  decodeErrors: z.number().int().nonnegative(),
  timestampsRepaired: z.number().int().nonnegative(),
  playback,
  /** Where its sound can be played from: the original, a file of its own (routes.media 'sound'), or nowhere (yet). */
  sound: z.enum(['none', 'original', 'file']),
  /** Whether the peaks of its sound are at routes.waveform. */
  waveform: z.boolean(),
  /** Frame indices of which a thumbnail exists at /thumbnails/{id}/{frameIndex}.jpg. */
  thumbnails: z.array(frameIndex),
  /** Whether the original is not where it was. */
  missing: z.boolean(),
  importedAt: timestamp,
})
export type Recording = z.infer<typeof recording>

export const frameTable = z.object({ timeBase, pts: z.array(z.number().int()), keyFrames: z.array(frameIndex) })

export const labelSet = z.object({
  id,
  name,
  /** Whether its labels follow one another: where one begins, the one before ends. */
  exclusive: z.boolean(),
  /** Counts its changes, from 1. */
  version: z.number().int().positive(),
  labels: z.number().int(),
  sessions: z.number().int(),
  removedAt: timestamp.nullable(),
})
export type LabelSet = z.infer<typeof labelSet>

const modifierName = z.string().trim().min(1).max(60)

/** What can be said of a label's segments beside their frames: src/domain/modifiers.ts. */
export const modifier = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('choice'),
    name: modifierName,
    required: z.boolean(),
    choices: z.array(z.string().trim().min(1).max(100)).max(100),
  }),
  z.object({ kind: z.literal('number'), name: modifierName, required: z.boolean(), unit: z.string().max(20) }),
  z.object({ kind: z.literal('text'), name: modifierName, required: z.boolean() }),
])
export const modifiers = z.array(modifier).max(30)
export const modifierValues = z.record(modifierName, z.union([z.string().max(1000), z.number()]))

export const label = z.object({
  id,
  labelSetId: id,
  name,
  /** CSS colour, #rrggbb. */
  color: z.string().regex(/^#[0-9a-f]{6}$/i),
  /** One key, lower case; null where none is set. */
  hotkey: z.string().length(1).nullable(),
  kind: z.enum(['state', 'point']),
  /** Labels of one group stand together; empty: none. */
  group: z.string().trim().max(60),
  /** Whether two of its segments may share a frame. */
  overlap: z.enum(['allowed', 'refused']),
  modifiers,
  /** Place in the list, from 0. */
  position: z.number().int().nonnegative(),
  removedAt: timestamp.nullable(),
})
export type Label = z.infer<typeof label>

export const segmentState = z.enum(['proposed', 'accepted', 'edited', 'rejected'])
export type SegmentState = z.infer<typeof segmentState>

export const segment = z.object({
  id,
  recordingId: id,
  athleteId: id,
  labelId: id,
  first: frameIndex,
  last: frameIndex,
  /** Timestamps of both bounds in the recording's time base, kept beside the indices. */
  firstPts: z.number().int(),
  lastPts: z.number().int(),
  /** Who said so: a person, or a model in a prediction. */
  source: z.enum(['human', 'model']),
  /** Of a model's segment: proposed until a person accepts, edits or rejects it. A person's are 'accepted'. */
  state: segmentState,
  modelId: id.nullable(),
  predictionId: id.nullable(),
  confidence: share.nullable(),
  comment: z.string().max(4000),
  modifiers: modifierValues,
  /** 1 to 5; null where nobody rated it. */
  rating: z.number().int().min(1).max(5).nullable(),
  createdAt: timestamp,
  changedAt: timestamp,
  /** Set while it lies in the bin. */
  removedAt: timestamp.nullable(),
})
export type Segment = z.infer<typeof segment>

/** A person looked through these frames: what is unlabelled in them is nothing. */
export const reviewedRange = z.object({ id, recordingId: id, first: frameIndex, last: frameIndex })
export type ReviewedRange = z.infer<typeof reviewedRange>

/** A share of the picture's width or height; what is drawn may reach a little over its edge. */
const place = z.object({ x: z.number().min(-1).max(2), y: z.number().min(-1).max(2) })

/** What is drawn on a frame: src/domain/drawings.ts. */
export const shape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('line'), from: place, to: place }),
  z.object({ kind: z.literal('arrow'), from: place, to: place }),
  z.object({ kind: z.literal('angle'), from: place, at: place, to: place }),
  z.object({ kind: z.literal('text'), at: place, text: z.string().trim().min(1).max(mostTextLength) }),
  z.object({ kind: z.literal('freehand'), places: z.array(place).min(2).max(mostFreehandPoints) }),
  z.object({
    kind: z.literal('calibration'),
    from: place,
    to: place,
    lengthMetres: z.number().positive().max(longestLengthMetres),
  }),
])

export const drawing = z.object({
  id,
  recordingId: id,
  frame: frameIndex,
  shape,
  createdAt: timestamp,
  changedAt: timestamp,
  removedAt: timestamp.nullable(),
})
export type Drawing = z.infer<typeof drawing>

export const syncMethod = z.enum(['typed', 'marked', 'sound'])

/** Where a recording lies in the time of its session: src/domain/synchronise.ts. */
export const synchronisation = z.object({
  recordingId: id,
  /** How it was found: typed, marked at one event in both, or from the sound. */
  method: syncMethod,
  /** This frame was on when the session's clock showed that. Two where clocks drift. */
  points: z
    .array(z.object({ frame: frameIndex, sessionSecs: z.number() }))
    .min(1)
    .max(2),
  /** Of what was found from the sound. */
  confidence: share.nullable(),
})
export type Synchronisation = z.infer<typeof synchronisation>

export const editEntry = z.object({
  id: z.number().int(),
  at: timestamp,
  /** What the step was, in words: 'Add serve 120–188'. */
  description: z.string(),
  state: z.enum(['done', 'undone']),
})
export type EditEntry = z.infer<typeof editEntry>

export const jobKind = z.enum([
  'import',
  'train',
  'predict',
  'explain',
  'report',
  'weights',
  'reproduce',
  'clip',
  'sync',
])
export type JobKind = z.infer<typeof jobKind>

export const jobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'])
export type JobState = z.infer<typeof jobState>

export const wireProblem = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})

export const job = z.object({
  id,
  kind: jobKind,
  title: z.string(),
  /** Id of the recording or session that it works on, told until it is over; absent where it is about none, or many. */
  about: id.optional(),
  state: jobState,
  /** What is being done now, in words. */
  phase: z.string(),
  done: z.number().nonnegative(),
  /** 0 while the length of the work is not known. */
  total: z.number().nonnegative(),
  secsLeft: z.number().nonnegative().nullable(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
  problem: wireProblem.nullable(),
  /** What the job left, by kind: import {recordingIds, sessionId, failures, files}, train {runId, modelId}, predict {predictionId, segments}, explain {explanationId}, report {reportId}, weights {weightsId, alreadyThere}, reproduce {resultsId, runs, failures}, clip {file, frames, sizeBytes}, sync: a soundMatch of labelling.ts. */
  result: z.record(z.string(), z.unknown()).nullable(),
})
export type Job = z.infer<typeof job>
