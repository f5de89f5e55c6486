/** What the engine's procedures speak of, as zod schemas: one definition for wire, types and checks. */
import { z } from 'zod'

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

export const label = z.object({
  id,
  name,
  /** CSS colour, #rrggbb. */
  color: z.string().regex(/^#[0-9a-f]{6}$/i),
  /** One key, lower case; null where none is set. */
  hotkey: z.string().length(1).nullable(),
  kind: z.enum(['state', 'point']),
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
  createdAt: timestamp,
  changedAt: timestamp,
  /** Set while it lies in the bin. */
  removedAt: timestamp.nullable(),
})
export type Segment = z.infer<typeof segment>

export const editEntry = z.object({
  id: z.number().int(),
  at: timestamp,
  /** What the step was, in words: 'Add serve 120–188'. */
  description: z.string(),
  state: z.enum(['done', 'undone']),
})
export type EditEntry = z.infer<typeof editEntry>

export const jobKind = z.enum(['import', 'train', 'predict', 'explain', 'report', 'weights', 'clip'])
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
  /** What the job left, by kind: import {recordingIds, sessionId, failures, files}, train {runId, modelId}, predict {predictionId, segments}, explain {explanationId}, report {reportId}, weights {weightsId, alreadyThere}, clip {file, frames, sizeBytes}. */
  result: z.record(z.string(), z.unknown()).nullable(),
})
export type Job = z.infer<typeof job>
