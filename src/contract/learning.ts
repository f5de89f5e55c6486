/** Networks, training, models, predictions and explanations as they pass between engine, compute process, window and disk. */
import { z } from 'zod'
import { frameTable, id, share } from './things.ts'

/** Architecture = backbone × attention × temporal head. Field meanings and formulas: src/network/config.ts. */
export const networkConfig = z.object({
  backbone: z.enum(['resnet10', 'resnet18', 'resnet34', 'resnet50']),
  /** Channels of the stem, 64 in the standard networks; every later width follows it. */
  width: z.number().int().min(4).max(128),
  attention: z.enum(['none', 'cbam', 'c-cbam']),
  placement: z.enum(['residual', 'input']),
  reduction: z.number().int().min(1).max(64),
  head: z.enum(['lstm', 'mean']),
  hidden: z.number().int().min(1).max(4096),
  dropout: z.number().min(0).max(0.95),
  classes: z.number().int().min(2).max(1000),
  /** Frames of a clip. */
  frames: z.number().int().min(1).max(128),
  /** Side of the square input in pixels. */
  size: z.number().int().min(16).max(512),
})
export type NetworkSettings = z.infer<typeof networkConfig>

/** How decoded frames become the network's input. The same for training, evaluation, prediction and Grad-CAM. */
export const preprocessing = z.object({
  /** Frames are scaled to a square of this side (shape ignored), then the centre `size` × `size` is taken. */
  resize: z.number().int().min(16).max(640),
  size: z.number().int().min(16).max(512),
  frames: z.number().int().min(1).max(128),
  /** Every how many-th frame is taken; 1 = consecutive, as in the paper. */
  frameStep: z.number().int().min(1).max(16),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
  /**
   * What the three channels are: 'colour' (the paper's, and where left out), or 'motion', what differs from the rest of
   * the clip: src/compute/clips/motion-images.ts. Few clips are enough to learn from motion; a camera that moves hides it.
   */
  input: z.enum(['colour', 'motion']).optional(),
})
export type Preprocessing = z.infer<typeof preprocessing>

export const trainingConfig = z.object({
  preset: z.string(),
  network: networkConfig.omit({ classes: true }),
  preprocessing,
  epochs: z.number().int().min(1).max(2000),
  batchClips: z.number().int().min(1).max(512),
  learningRate: z.number().positive().max(1),
  schedule: z.enum(['constant', 'cosine']),
  weightDecay: z.number().min(0).max(1),
  seed: z.number().int().min(0).max(0xffffffff),
  /** Algorithm 1: whole clips shifted sideways by −6…6 pixels. */
  shift: z.boolean(),
  /** Mirrored clips; off in the paper's protocol. */
  flip: z.boolean(),
  /** Clips a little larger or smaller, higher or lower; off (and left out) in the paper's protocol. */
  reframe: z.boolean().optional(),
  /**
   * Least views in an epoch: of fewer clips, each is seen several times in it, every time anew. Left out: each clip once.
   * Without it, few clips make few steps, and training ends before it has begun.
   */
  leastViews: z.number().int().min(1).max(10_000).optional(),
  /** Algorithm 2 (middle third) or the baseline (anywhere). */
  sampling: z.enum(['middle-third', 'uniform']),
})
export type TrainingConfig = z.infer<typeof trainingConfig>

export const preset = z.object({
  name: z.string(),
  title: z.string(),
  /** In words, what it is for and what it costs. */
  description: z.string(),
  config: trainingConfig,
})
export type Preset = z.infer<typeof preset>

/** What the decoder needs to deliver exact frames of one file. */
export const footage = z.object({ file: z.string(), frameTable, seekable: z.boolean() })
export type Footage = z.infer<typeof footage>

/** One labelled clip of a frozen data set. `range` null: the whole file (sets that come as one file per clip). */
export const clip = z.object({
  /** Stable name inside the set: path relative to the set, or segment id. */
  key: z.string(),
  file: z.string(),
  label: z.string(),
  /** Athlete, session or whatever must not stand on both sides of the split. */
  group: z.string(),
  split: z.enum(['train', 'held-out']),
  range: z.object({ first: z.number().int().min(0), last: z.number().int().min(0) }).nullable(),
})
export type Clip = z.infer<typeof clip>

export const clipSet = z.object({
  labels: z.array(z.string()).min(1),
  clips: z.array(clip).min(1),
  /** SHA-256 over labels, clips and split: says which data made a model. */
  hash: z.string(),
  /** How it was split, in words: 'by athlete, 2 of 8 held out (seed 1)'. */
  protocol: z.string(),
  /** Exact-decoding facts of every file that has ranges, by path. */
  footage: z.record(z.string(), footage),
})
export type ClipSet = z.infer<typeof clipSet>

export const classScore = z.object({
  label: z.string(),
  clips: z.number().int(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
})

export const evaluation = z.object({
  n: z.number().int(),
  loss: z.number(),
  top1: share,
  meanClassAccuracy: share,
  macroF1: share,
  /** 95 % interval of top1: bootstrap over groups (athletes), at least as wide as Wilson's over clips. */
  interval: z.tuple([share, share]),
  groups: z.number().int(),
  perClass: z.array(classScore),
  /** Rows are true labels, columns predicted, in the order of `labels`. */
  confusion: z.array(z.array(z.number().int())),
  labels: z.array(z.string()),
})
export type Evaluation = z.infer<typeof evaluation>

export const epochMetrics = z.object({
  epoch: z.number().int().min(1),
  trainLoss: z.number(),
  trainTop1: share,
  /** Null in epochs without a held-out pass. */
  heldOutLoss: z.number().nullable(),
  heldOutTop1: share.nullable(),
  secs: z.number().nonnegative(),
})
export type EpochMetrics = z.infer<typeof epochMetrics>

/** model.json beside weights.safetensors. */
export const modelFile = z.object({
  format: z.literal('touchline-model'),
  version: z.literal(1),
  id,
  name: z.string(),
  createdAt: z.string(),
  network: networkConfig,
  preprocessing,
  classes: z.array(z.string()),
  training: trainingConfig,
  /** Epoch whose weights these are. */
  epoch: z.number().int(),
  dataset: z.object({
    hash: z.string(),
    clips: z.number().int(),
    groups: z.number().int(),
    protocol: z.string(),
    /** Groups that the network never saw; `evaluate` uses them when asked for the held-out clips of the same data. */
    heldOutGroups: z.array(z.string()),
  }),
  /** On the held-out clips; null where there were none. */
  heldOut: evaluation.nullable(),
  curves: z.array(epochMetrics),
  startedFrom: z.object({ kind: z.enum(['scratch', 'checkpoint']), source: z.string(), licence: z.string() }),
  trainSecs: z.number(),
  software: z.record(z.string(), z.string()),
})
export type ModelFile = z.infer<typeof modelFile>

/** Scores of one window of frames. */
export const windowScores = z.object({ first: z.number().int(), last: z.number().int(), scores: z.array(share) })
export type WindowScores = z.infer<typeof windowScores>

/**
 * Grad-CAM of one clip: per frame a row-major grid, 255 where that frame spoke most for the label, and how strong that is
 * beside the strongest place of the whole clip. An LSTM that answers after the last frame hears the last frames best, so
 * one scale for the whole clip would leave the earlier ones blank. grid · weight is the map scaled over the clip.
 */
export const explanation = z.object({
  modelId: z.string(),
  label: z.string(),
  labels: z.array(z.string()),
  scores: z.array(share),
  gridWidth: z.number().int(),
  gridHeight: z.number().int(),
  frames: z.array(
    z.object({
      frameIndex: z.number().int(),
      weight: share,
      grid: z.array(z.number().int().min(0).max(255)),
    }),
  ),
})
export type Explanation = z.infer<typeof explanation>
