/** Training, models, predictions and explanations as they pass between engine, compute process, window and disk. */
import { z } from 'zod'
import { attentionName, networkBuild, networkConfig, preprocessing, weightsBackbone } from './networks.ts'
import { frameTable, id, share } from './things.ts'

export type { NetworkBuild, NetworkSettings, Preprocessing } from './networks.ts'

/** Stages of the backbone, in the order in which a frame goes through them. */
export const stageName = z.enum(['stem', 'layer1', 'layer2', 'layer3', 'layer4'])

/** Scores by which an epoch is called the best; all are of the held-out clips. */
export const watchedMetric = z.enum(['heldOutLoss', 'heldOutTop1', 'heldOutMeanClassAccuracy', 'heldOutMacroF1'])
export type WatchedMetric = z.infer<typeof watchedMetric>

/** How a network is trained. Older files name no method: this one. */
export const networkTraining = z.object({
  method: z.literal('network').default('network'),
  preset: z.string(),
  network: networkBuild,
  preprocessing,
  epochs: z.number().int().min(1).max(2000),
  /** Clips of a step. */
  batchClips: z.number().int().min(1).max(512),
  /**
   * Clips that go through the network at once: the gradients of a step's passes are added up, so that a large batch fits
   * into a small memory. Batch norms see this many clips. Left out: the whole batch.
   */
  clipsAtOnce: z.number().int().min(1).max(512).optional(),
  learningRate: z.number().positive().max(1),
  schedule: z.enum(['constant', 'cosine']),
  weightDecay: z.number().min(0).max(1),
  /** Longest gradient that a step takes, as the l2 norm over all parameters; a longer one is shortened. Left out: any. */
  clipGradientNorm: z.number().positive().optional(),
  /** What the activations are computed in; weights, statistics and loss are float32 always. Left out: float32. */
  precision: z.enum(['float32', 'bf16']).optional(),
  /** The stages from the stem to this one don't learn. */
  frozenThrough: stageName.optional(),
  /**
   * With frozen stages: drawn views of each clip whose features are computed once and kept; epochs choose among them. 0: none
   * is kept, and every epoch draws and computes anew. Left out: 4, or 1 where all views of a clip would be the same.
   */
  cachedVariants: z.number().int().min(0).max(64).optional(),
  /** How rare labels are made to count as frequent ones do: seen as often, or weighed in the loss. Left out: not at all. */
  balance: z.enum(['none', 'sampling', 'loss']).optional(),
  /** Ends the training when the metric has not become better for so many epochs. The best epoch's weights are kept. */
  earlyStopping: z.object({ metric: watchedMetric, patience: z.number().int().min(1).max(1000) }).optional(),
  /** The model is of the epoch that is best by this. Left out: the last, or with early stopping the best by its metric. */
  keepBest: watchedMetric.optional(),
  /**
   * How attention modules start that no weights bring. Left out: near identity in a network that starts from weights, for
   * their features were learned without it; else usual.
   */
  attentionStart: z.enum(['usual', 'near-identity']).optional(),
  /** Views of a held-out clip whose scores are averaged in the final score. Left out: 3. */
  views: z.number().int().min(1).max(20).optional(),
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
export type NetworkTraining = z.infer<typeof networkTraining>

/** How points are followed through a clip. */
const pointFollowing = z.object({
  /** Frames are stretched to this size in pixels, so that a clip's shape says nothing of its label. */
  width: z.number().int().min(32).max(4096),
  height: z.number().int().min(32).max(4096),
  /** Most scales, each smaller than the last by √2; there are as many as leave room for a patch. */
  scales: z.number().int().min(1).max(16),
  /** Distance in pixels between points that are begun. */
  stride: z.number().int().min(2).max(64),
  /** Steps of a trajectory, from one frame to the next. */
  length: z.number().int().min(3).max(60).multipleOf(3),
  /** Side in pixels of the square around a point that is described. */
  patch: z.number().int().min(8).max(128).multipleOf(4),
  /** A point is begun where the picture's structure is at least this share of the frame's strongest. */
  quality: z.number().min(0).max(1),
  /** Whether the camera's movement is taken away. */
  cameraRemoved: z.boolean(),
})
export type PointFollowing = z.infer<typeof pointFollowing>

/**
 * How trajectories of moving points are learned from: improved dense trajectories (Wang & Schmid 2013), Fisher vectors, a
 * linear SVM. No network and no GPU; src/motion.
 */
export const motionTraining = z.object({
  method: z.literal('motion'),
  preset: z.string(),
  seed: z.number().int().min(0).max(0xffffffff),
  /** Also learns from every clip mirrored. */
  mirrored: z.boolean(),
  following: pointFollowing,
  /** Components of the mixtures that are tried; more are never taken than a tenth of the trajectories there are. */
  components: z.array(z.number().int().min(1).max(1024)).min(1).max(8),
  /** Costs (C) of the support vector machines that are tried. */
  costs: z.array(z.number().positive()).min(1).max(8),
})
export type MotionTraining = z.infer<typeof motionTraining>

/** Two models of the same clips, the mean of whose scores is the answer (late fusion). */
export const fusionTraining = z.object({
  method: z.literal('fusion'),
  preset: z.string(),
  seed: z.number().int().min(0).max(0xffffffff),
  motion: motionTraining,
  network: networkTraining,
  /** Weight of the network's scores; the other's is what is left of 1. */
  networkShare: share,
})
export type FusionTraining = z.infer<typeof fusionTraining>

export const trainingConfig = z.discriminatedUnion('method', [networkTraining, motionTraining, fusionTraining])
export type TrainingConfig = z.infer<typeof trainingConfig>

/** What a person may set in place of the preset's own where a network is trained. */
export const trainingSettings = networkTraining
  .pick({
    epochs: true,
    batchClips: true,
    clipsAtOnce: true,
    learningRate: true,
    schedule: true,
    weightDecay: true,
    clipGradientNorm: true,
    precision: true,
    frozenThrough: true,
    cachedVariants: true,
    balance: true,
    earlyStopping: true,
    keepBest: true,
    attentionStart: true,
    views: true,
  })
  .partial()
export type TrainingSettings = z.infer<typeof trainingSettings>

export const preset = z.object({
  name: z.string(),
  title: z.string(),
  /** `own`: made for people's own clips. `paper`: a system of the paper, as it was published. */
  purpose: z.enum(['own', 'paper']),
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
  /** Which of the labels stands for nothing: windows that a person looked through. Left out: none does. */
  background: z.string().optional(),
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

/** How well the clips of one side were told apart in an epoch. */
export const epochScores = z.object({
  n: z.number().int(),
  /** Mean cross-entropy in nats, every clip counted alike. */
  loss: z.number(),
  top1: share,
  /** Null where there are fewer than six labels. */
  top5: share.nullable(),
  meanClassAccuracy: share,
  macroF1: share,
  perClass: z.array(classScore),
  /** Rows are true labels, columns predicted, in the order of the set's labels. */
  confusion: z.array(z.array(z.number().int())),
})
export type EpochScores = z.infer<typeof epochScores>

export const evaluation = epochScores.extend({
  /** Left out by older versions. */
  top5: share.nullable().optional(),
  /** 95 % interval of top1: bootstrap over groups (athletes), at least as wide as Wilson's over clips. */
  interval: z.tuple([share, share]),
  /** 95 % interval of top1: bootstrap over clips. Too narrow where clips of one athlete are alike. Left out by older versions. */
  clipInterval: z.tuple([share, share]).optional(),
  groups: z.number().int(),
  labels: z.array(z.string()),
})
export type Evaluation = z.infer<typeof evaluation>

export const epochMetrics = z.object({
  epoch: z.number().int().min(1),
  /** What the steps made smaller: with loss weights the weighted mean. */
  trainLoss: z.number(),
  trainTop1: share,
  /** Null in epochs without a held-out pass. */
  heldOutLoss: z.number().nullable(),
  heldOutTop1: share.nullable(),
  secs: z.number().nonnegative(),
  /** In training mode, each clip before its step; older versions leave out what follows. */
  train: epochScores.optional(),
  /** One view of each clip, from its middle; null where nothing is held out. */
  heldOut: epochScores.nullable().optional(),
  /** Without the first step of a process, in which TensorFlow prepares itself. */
  stepsPerSec: z.number().nonnegative().nullable().optional(),
  /** How long that first step took, in the epoch that had it. */
  warmUpSecs: z.number().nonnegative().optional(),
})
export type EpochMetrics = z.infer<typeof epochMetrics>

/** The machine that trained. */
export const machine = z.object({
  cpu: z.string(),
  cores: z.number().int(),
  memoryBytes: z.number(),
  /** Null where the processor did the work. */
  gpu: z.string().nullable(),
  os: z.string(),
})
export type Machine = z.infer<typeof machine>

/** What a run was made with, beside its settings and its data. */
export const runRecord = z.object({ machine, software: z.record(z.string(), z.string()) })
export type RunRecord = z.infer<typeof runRecord>

/** Weights that a network starts from in place of random ones. */
export const startingWeights = z.object({
  file: z.string(),
  name: z.string(),
  /** Where they come from: an address, or what a person said. */
  source: z.string(),
  licence: z.string(),
  sha256: z.string(),
})
export type StartingWeights = z.infer<typeof startingWeights>

/** What a weights file was found to be, all of it read and checked. */
export const inspectedWeights = z.object({
  format: z.enum(['safetensors', 'pth']),
  /** `network`: one that Touchline saved; `classifier`: a ResNet, AlexNet or InceptionV3 as torchvision saves it. */
  kind: z.enum(['network', 'classifier']),
  backbone: weightsBackbone,
  attention: attentionName,
  /** Null where the file has the backbone alone. */
  classes: z.number().int().nullable(),
  /** In words: 'resnet50, 1000 classes'. */
  description: z.string(),
  /** Numbers that it holds, running statistics included. */
  parameters: z.number().int(),
})
export type InspectedWeights = z.infer<typeof inspectedWeights>

const model = {
  format: z.literal('touchline-model'),
  version: z.literal(1),
  id,
  name: z.string(),
  createdAt: z.string(),
  classes: z.array(z.string()),
  /** Which of the classes stands for nothing, and is never proposed. Left out: none does. */
  background: z.string().optional(),
  dataset: z.object({
    hash: z.string(),
    clips: z.number().int(),
    groups: z.number().int(),
    protocol: z.string(),
    /** Groups that the model never saw; `evaluate` uses them when asked for the held-out clips of the same data. */
    heldOutGroups: z.array(z.string()),
  }),
  /** On the held-out clips; null where there were none. */
  heldOut: evaluation.nullable(),
  /** Empty where nothing is learned in epochs. */
  curves: z.array(epochMetrics),
  startedFrom: z.object({
    kind: z.enum(['scratch', 'checkpoint']),
    name: z.string().optional(),
    source: z.string(),
    licence: z.string(),
    sha256: z.string().optional(),
  }),
  trainSecs: z.number(),
  software: z.record(z.string(), z.string()),
  machine: machine.optional(),
}

/** model.json beside weights.safetensors. Older files name no method: a network. */
export const networkModel = z.object({
  ...model,
  method: z.literal('network').default('network'),
  network: networkConfig,
  preprocessing,
  training: networkTraining,
  /** Epoch whose weights these are. */
  epoch: z.number().int(),
})
export type NetworkModel = z.infer<typeof networkModel>

/** Settings that were tried on clips that were left out in turn, and how those were judged. */
const triedSettings = z.object({
  components: z.number().int().min(1),
  cost: z.number().positive(),
  accuracy: share,
  /** Mean −ln of the true label's probability. */
  loss: z.number().nonnegative(),
})

export const motionModel = z.object({
  ...model,
  method: z.literal('motion'),
  training: motionTraining,
  /** Taken of those below: the ones with the least loss. */
  chosen: z.object({ components: z.number().int().min(1), cost: z.number().positive() }),
  /** All settings that were tried, in parts of the clips to learn from; none of the held-out ones had a say. */
  tried: z.object({
    settings: z.array(triedSettings).min(1),
    /** Parts that were left out in turn, and whether a part was of whole groups or of clips. */
    folds: z.number().int().min(1),
    by: z.enum(['group', 'clip']),
  }),
  /** Frames of a window when it looks through a recording: the median length of the clips it learned from. */
  windowFrames: z.number().int().min(1),
})
export type MotionModel = z.infer<typeof motionModel>

/** model.json beside two folders, `motion` and `network`, each a model of its own. */
export const fusionModel = z.object({
  ...model,
  method: z.literal('fusion'),
  training: fusionTraining,
  windowFrames: z.number().int().min(1),
})
export type FusionModel = z.infer<typeof fusionModel>

export const modelFile = z.discriminatedUnion('method', [networkModel, motionModel, fusionModel])
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
